namespace GoTemplate;

/// <summary>Computes a function's result: a plain .NET value, a <see cref="GoValue"/>, or null for nil.</summary>
/// <exception cref="FunctionException">The function cannot be carried out; the template ends with its message.</exception>
public delegate object? FunctionBody(FunctionCall call);

/// <summary>A function or method, with the signature that arguments are checked against before it is called.</summary>
public sealed class GoFunction
{
    /// <summary>Creates a function.</summary>
    /// <param name="signature">Its signature as Go writes it, without names: <c>func(string, ...interface {}) string</c>.</param>
    /// <param name="body">What it does.</param>
    /// <exception cref="FormatException">The signature is none.</exception>
    public GoFunction(string signature, FunctionBody body)
    {
        const string keyword = "func(";
        int close = signature.LastIndexOf(')');
        if (!signature.StartsWith(keyword, StringComparison.Ordinal) || close < 0)
        {
            throw new FormatException($"No signature: {signature}");
        }

        string parameters = signature[keyword.Length..close];
        string[] types = string.IsNullOrWhiteSpace(parameters) ? [] : parameters.Split(',', StringSplitOptions.TrimEntries);
        IsVariadic = types.Length > 0 && types[^1].StartsWith("...", StringComparison.Ordinal);
        GoType[] parsed = new GoType[types.Length];
        for (int index = 0; index < types.Length; index++)
        {
            parsed[index] = GoType.Parse(types[index].TrimStart('.'));
        }

        Parameters = parsed;
        Result = GoType.Parse(signature[(close + 1)..]);
        Type = GoType.Function(signature);
        Body = body;
    }

    /// <summary>Creates a function of types that no text can name, such as an interface with methods.</summary>
    /// <param name="parameters">Types of the parameters, none of them variadic.</param>
    /// <param name="result">Type of the result.</param>
    /// <param name="body">What it does.</param>
    public GoFunction(IReadOnlyList<GoType> parameters, GoType result, FunctionBody body)
    {
        Parameters = parameters;
        Result = result;
        Type = GoType.Function($"func({string.Join(", ", parameters)}) {result}");
        Body = body;
    }

    /// <summary>Types of the parameters; the last is that of each further argument where the function is variadic.</summary>
    public IReadOnlyList<GoType> Parameters { get; }

    /// <summary>Whether the last parameter takes any number of arguments.</summary>
    public bool IsVariadic { get; }

    /// <summary>Type of the result.</summary>
    public GoType Result { get; }

    /// <summary>The function's own type.</summary>
    public GoType Type { get; }

    internal FunctionBody Body { get; }

    /// <summary>How many arguments there must be at least.</summary>
    internal int FixedCount => IsVariadic ? Parameters.Count - 1 : Parameters.Count;

    /// <summary>The type that an argument must have.</summary>
    internal GoType ParameterAt(int index) => Parameters[Math.Min(index, Parameters.Count - 1)];
}
