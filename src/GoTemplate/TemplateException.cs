namespace GoTemplate;

/// <summary>The only exception this library throws for a template that cannot be parsed or executed.</summary>
public sealed class TemplateException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Go's text, complete: <c>template: name:line: ...</c></param>
    /// <param name="name">Name of the template that was parsed.</param>
    /// <param name="line">Line, from 1; 0 where Go names none.</param>
    /// <param name="column">Bytes between the start of the line and the place; Go prints it for execution errors.</param>
    /// <param name="context">The node that was being executed, as template text; null for parse errors.</param>
    /// <param name="innerException">What a function threw.</param>
    public TemplateException(
        string message, string name, int line, int? column = null, string? context = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Name = name;
        Line = line;
        Column = column;
        Context = context;
    }

    /// <summary>Name of the template that was parsed (the name given to <c>Parse</c>).</summary>
    public string Name { get; }

    /// <summary>Line of the error, from 1; 0 where Go names none.</summary>
    public int Line { get; }

    /// <summary>
    /// UTF-8 bytes between the start of the line and the place of the error. Go's message holds it for execution errors only;
    /// for parse errors it is where the token that could not be accepted starts.
    /// </summary>
    public int? Column { get; }

    /// <summary>The node that was being executed, as template text; null for parse errors.</summary>
    public string? Context { get; }

    /// <summary>Whether the template was rejected before anything was executed.</summary>
    public bool IsParseError => Context is null;
}
