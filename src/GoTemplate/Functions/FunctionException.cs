namespace GoTemplate;

/// <summary>What a function throws to end the template's execution; its message follows "error calling NAME: ".</summary>
public sealed class FunctionException : Exception
{
    /// <summary>Creates the exception.</summary>
    public FunctionException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public FunctionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
