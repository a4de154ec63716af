namespace GoTemplate.Sprig;

/// <summary>
/// The functions of Masterminds/sprig (TxtFuncMap of 3.2, with 3.3's sha512sum), named, typed and failing as there. Those that
/// read the environment, the network, the clock or random bytes are known, so that templates parse, and refuse to be called.
/// Where Go's result depends on the random order of a map, it is in the order of the keys here.
/// </summary>
public static class SprigFunctions
{
    /// <summary>A new map of all of them.</summary>
    public static FunctionMap Create() => new()
    {
        StringFunctions.All,
        CaseFunctions.All,
        ListFunctions.All,
        DictFunctions.All,
        MathFunctions.All,
        DefaultFunctions.All,
        JsonFunctions.All,
        EncodingFunctions.All,
        RegexFunctions.All,
        SemverFunctions.All,
        DateFunctions.All,
        PathFunctions.All,
        ReflectionFunctions.All,
        UrlFunctions.All,
        RefusedFunctions.All,
    };
}
