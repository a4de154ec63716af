namespace GoTemplate.Sprig;

/// <summary>reflect.go</summary>
internal static class ReflectionFunctions
{
    private const string TestsType = "func(string, interface {}) bool";

    public static FunctionMap All => new()
    {
        { "typeOf", "func(interface {}) string", call => TypeOf(call, 0) },
        { "typeIs", TestsType, call => call.Text(0) == TypeOf(call, 1) },
        { "typeIsLike", TestsType, call => TypeOf(call, 1) is var type && (call.Text(0) == type || "*" + call.Text(0) == type) },
        { "kindOf", "func(interface {}) string", call => KindOf(call, 0) },
        { "kindIs", TestsType, call => call.Text(0) == KindOf(call, 1) },
        { "deepEqual", "func(interface {}, interface {}) bool", call =>
            DeepEquality.AreEqual(call.Budget, call.Argument(0).Concrete, call.Argument(1).Concrete) },
    };

    private static string TypeOf(FunctionCall call, int index) => call.Argument(index).Type?.Name ?? "<nil>";

    private static string KindOf(FunctionCall call, int index) => call.Argument(index).Type?.KindName ?? "invalid";
}
