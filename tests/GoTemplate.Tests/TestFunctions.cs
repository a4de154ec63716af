using GoTemplate.Sprig;

namespace GoTemplate.Tests;

internal static class TestFunctions
{
    /// <summary>The functions that templates in tests may call besides Go's own.</summary>
    public static FunctionMap All() => SprigFunctions.Create();
}
