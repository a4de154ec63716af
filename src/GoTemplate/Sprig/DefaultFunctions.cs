using GoTemplate.Values;

namespace GoTemplate.Sprig;

/// <summary>defaults.go, and fail.</summary>
internal static class DefaultFunctions
{
    /// <summary>What nearly every template uses, made without the rest.</summary>
    public static GoFunction Default => new(
        "func(interface {}, ...interface {}) interface {}",
        call => call.Count > 1 && call.Argument(1).IsTrue() ? call[1] : call[0]);

    public static FunctionMap All => new()
    {
        { "empty", "func(interface {}) bool", call => !call.Argument(0).IsTrue() },
        { "coalesce", "func(...interface {}) interface {}", Coalesce },
        { "all", "func(...interface {}) bool", call => Array.TrueForAll(Arguments(call), value => value.IsTrue()) },
        { "any", "func(...interface {}) bool", call => Array.Exists(Arguments(call), value => value.IsTrue()) },
        { "ternary", "func(interface {}, interface {}, bool) interface {}", call => call.Bool(2) ? call[0] : call[1] },
        { "fail", "func(string) string", call => throw new FunctionException(call.Text(0)) },
    };

    private static object? Coalesce(FunctionCall call) => Array.Find(Arguments(call), value => value.IsTrue())?.ToObject();

    private static Value[] Arguments(FunctionCall call) => call.ArgumentsFrom(0).ToArray();
}
