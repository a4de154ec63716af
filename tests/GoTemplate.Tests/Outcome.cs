namespace GoTemplate.Tests;

/// <summary>What a template named "inject" prints, and how it fails.</summary>
internal static class Outcome
{
    public static (string Output, string? ParseError, string? ExecuteError) Of(
        string template, object? data, FunctionMap functions, TemplateLimits? limits = null)
    {
        using StringWriter output = new();
        try
        {
            Template.Parse("inject", template, functions).Execute(output, data, limits, TestContext.Current.CancellationToken);
            return (output.ToString(), null, null);
        }
        catch (TemplateException exception)
        {
            return exception.IsParseError
                ? (output.ToString(), exception.Message, null)
                : (output.ToString(), null, exception.Message);
        }
    }

    /// <summary>The output, or the message of the error in its place.</summary>
    public static string Text(string template, object? data = null, FunctionMap? functions = null, TemplateLimits? limits = null)
    {
        (string output, string? parseError, string? executeError) = Of(template, data, functions ?? TestFunctions.All(), limits);
        return parseError ?? executeError ?? output;
    }
}
