namespace GoTemplate.Sprig;

/// <summary>A regular expression that is none, with the error text of Go's regexp/syntax.</summary>
internal sealed class BadExpressionException : Exception
{
    public BadExpressionException(string message)
        : base(message)
    {
    }

    public BadExpressionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
