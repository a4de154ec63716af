using GoTemplate.Values;

namespace GoTemplate.Sprig;

/// <summary>The JSON functions of defaults.go.</summary>
internal static class JsonFunctions
{
    private const string AnyToString = "func(interface {}) string";

    public static FunctionMap All => new()
    {
        { "toJson", AnyToString, call => OrNothing(call, GoJson.Compact) },
        { "toPrettyJson", AnyToString, call => OrNothing(call, GoJson.Indented) },
        { "toRawJson", AnyToString, call => GoJson.Raw(call.Budget, call.Argument(0)) },
        { "mustToJson", AnyToString, call => GoJson.Compact(call.Budget, call.Argument(0)) },
        { "mustToPrettyJson", AnyToString, call => GoJson.Indented(call.Budget, call.Argument(0)) },
        { "mustToRawJson", AnyToString, call => GoJson.Raw(call.Budget, call.Argument(0)) },
        { "fromJson", "func(string) interface {}", call => Read(call, out _) },
        { "mustFromJson", "func(string) interface {}", call => Read(call, out string? error) is var value && error is null ? value : throw new FunctionException(error!) },
    };

    /// <summary>What cannot be written as JSON becomes the empty string.</summary>
    private static string OrNothing(FunctionCall call, Func<Execution.Budget, Value, string> write)
    {
        try
        {
            return write(call.Budget, call.Argument(0));
        }
        catch (UnsupportedJsonException)
        {
            return "";
        }
    }

    /// <summary>The value, as far as it can be read, and what Go says about the rest.</summary>
    private static object? Read(FunctionCall call, out string? error)
    {
        string text = call.Text(0);
        call.Charge(text.Length);
        try
        {
            return GoJsonReader.Read(text, out error);
        }
        catch (FormatException exception)
        {
            error = exception.Message;
            return null;
        }
    }
}
