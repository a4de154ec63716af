using GoTemplate.Sprig;

namespace GoTemplate.Fuzz;

/// <summary>What became of an input.</summary>
/// <param name="Failure">Which check it failed and how; null where it passed all.</param>
/// <param name="IsParsed">Whether it is a template.</param>
/// <param name="IsRendered">Whether it could be executed to its end.</param>
internal readonly record struct Verdict(string? Failure, bool IsParsed, bool IsRendered);

/// <summary>Tries one input: whatever it is, it must print or fail as the engine promises.</summary>
internal sealed class TemplateCheck(object data)
{
    private const string Name = "inject";
    private const int LongestShown = 500;

    /// <summary>
    /// Limits that need not strike at the same place again: work is counted node by node, and a template printed as text has
    /// fewer; the room on the stack depends on how well the code is compiled by then.
    /// </summary>
    private static readonly string[] LimitReasons = ["exceeded the limit of ", "nested too deeply"];

    private static readonly TemplateLimits Limits = new() { MaxWork = 200_000, MaxOutput = 200_000, RegexTimeout = TimeSpan.FromMilliseconds(500) };

    private readonly FunctionMap _functions = SprigFunctions.Create();

    /// <summary>Tries an input.</summary>
    public Verdict Try(string text)
    {
        Template? template = null;
        try
        {
            template = Template.Parse(Name, text, _functions);
        }
        catch (TemplateException exception)
        {
            return new Verdict(exception.IsParseError ? Misplaced(exception, text) : $"parsing threw an error of execution: {exception.Message}", false, false);
        }
        catch (Exception exception)
        {
            return new Verdict("parsing threw " + exception, false, false);
        }

        Outcome first = Execute(template, data);
        string? failure = first.Failure ?? CheckPlainText(text, first) ?? CheckPrinting(template, first);
        return new Verdict(failure, true, first.Error is null && first.Failure is null);
    }

    private static string? Misplaced(TemplateException exception, string text)
    {
        int lines = text.AsSpan().Count('\n') + 1;
        return exception.Line >= 1 && exception.Line <= lines && exception.Message.StartsWith($"template: {Name}:{exception.Line}: ", StringComparison.Ordinal)
            ? null
            : $"the parse error names line {exception.Line} of {lines}: {exception.Message}";
    }

    private static Outcome Execute(Template template, object data)
    {
        using StringWriter output = new();
        try
        {
            template.Execute(output, data, Limits);
            return new Outcome(output.ToString(), null, null);
        }
        catch (TemplateException exception)
        {
            bool isPlaced = exception.Message.StartsWith($"template: {Name}:", StringComparison.Ordinal);
            return new Outcome(output.ToString(), exception.Message, isPlaced ? null : $"the error names no place: {exception.Message}");
        }
        catch (Exception exception)
        {
            return new Outcome(output.ToString(), null, "executing threw " + exception);
        }
    }

    private static string? CheckPlainText(string text, Outcome outcome) =>
        text.Contains("{{", StringComparison.Ordinal) || outcome.Output == text ? null : $"text without actions became {outcome.Output}";

    /// <summary>A template printed as text parses, prints itself, and does what it did.</summary>
    private string? CheckPrinting(Template template, Outcome outcome)
    {
        string printed = template.ToString();
        Template again;
        try
        {
            again = Template.Parse(Name, printed, _functions);
        }
        catch (TemplateException exception)
        {
            return $"printed as {printed}\nit does not parse: {exception.Message}";
        }

        if (again.ToString() != printed)
        {
            return $"printed as {printed}\nit prints as {again}";
        }

        Outcome second = Execute(again, data);
        bool isLimited = Array.Exists(LimitReasons, (outcome.Error + second.Error).Contains);
        return second.Failure is not null ? $"printed as {printed}\n{second.Failure}"
            : isLimited || (second.Output == outcome.Output && second.Error is null == outcome.Error is null) ? null
            : $"printed as {printed}\nit did {Cut(outcome.Output)} | {outcome.Error}\nit does {Cut(second.Output)} | {second.Error}";
    }

    private static string Cut(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "...";

    private readonly record struct Outcome(string Output, string? Error, string? Failure);
}
