using System.Collections;
using System.Diagnostics.CodeAnalysis;
using GoTemplate.Execution;
using GoTemplate.Formatting;
using GoTemplate.Syntax;
using GoTemplate.Values;

namespace GoTemplate;

/// <summary>The arguments of a call, already checked against the signature, and what the call may use up.</summary>
public sealed class FunctionCall
{
    private readonly Value[] _arguments;

    internal FunctionCall(Value[] arguments, Budget budget)
    {
        _arguments = arguments;
        Budget = budget;
    }

    /// <summary>How many arguments there are.</summary>
    public int Count => _arguments.Length;

    /// <summary>The limits that the template is executed under.</summary>
    public TemplateLimits Limits => Budget.Limits;

    /// <summary>Ends the execution when cancelled.</summary>
    public CancellationToken CancellationToken => Budget.CancellationToken;

    /// <summary>The first argument as it is written, by which error texts of the built-in "call" name the function it is given.</summary>
    internal Node? FirstOperand { get; init; }

    internal Budget Budget { get; }

    /// <summary>An argument as .NET value or <see cref="GoValue"/>; null for nil.</summary>
    public object? this[int index] => _arguments[index].ToObject();

    /// <summary>An argument declared as string.</summary>
    public string Text(int index) => _arguments[index].Text;

    /// <summary>An argument declared as an integer.</summary>
    public long Int(int index) => _arguments[index].Int;

    /// <summary>An argument declared as a float.</summary>
    public double Float(int index) => _arguments[index].Float;

    /// <summary>An argument declared as bool.</summary>
    public bool Bool(int index) => _arguments[index].Bool;

    /// <summary>An argument declared as a map.</summary>
    public IDictionary Map(int index) => _arguments[index].Map;

    /// <summary>An argument declared as a slice.</summary>
    public IList List(int index) => _arguments[index].List;

    /// <summary>The arguments from an index on.</summary>
    public object?[] From(int index)
    {
        object?[] values = new object?[Math.Max(_arguments.Length - index, 0)];
        for (int place = 0; place < values.Length; place++)
        {
            values[place] = this[index + place];
        }

        return values;
    }

    /// <summary>An argument as Go's <c>fmt.Sprint</c> prints it.</summary>
    public string Sprint(int index) => Formatter.Sprint(Budget, _arguments[index]);

    /// <summary>An argument as Go's <c>json.Marshal</c> writes it: compact, HTML's characters escaped, the keys of maps in order.</summary>
    /// <param name="index">Which argument.</param>
    /// <param name="json">The JSON.</param>
    /// <returns>Whether JSON can express it: it has no NaN, no function and no struct that does not know its JSON.</returns>
    public bool TryGetJson(int index, [NotNullWhen(true)] out string? json)
    {
        try
        {
            json = GoJson.Compact(Budget, _arguments[index]);
            return true;
        }
        catch (UnsupportedJsonException)
        {
            json = null;
            return false;
        }
    }

    /// <summary>
    /// Accounts for work about to be done: characters about to be produced, elements about to be made or looked at. Every
    /// function whose result may be much larger than its arguments asks first.
    /// </summary>
    /// <exception cref="FunctionException">The limit is passed.</exception>
    public void Charge(long amount) => Budget.Charge(amount);

    internal Value Argument(int index) => _arguments[index];

    internal ReadOnlySpan<Value> ArgumentsFrom(int index) => _arguments.AsSpan(Math.Min(index, _arguments.Length));
}
