namespace GoTemplate.Sprig;

/// <summary>semver.go</summary>
internal static class SemverFunctions
{
    /// <summary>What it costs to read a version and a constraint, in nodes executed.</summary>
    private const int WorkPerVersion = 10;
    private const int WorkPerConstraint = 40;

    /// <summary>A constraint is searched from each of its characters on, so the work grows with the square of its length.</summary>
    private const int PairsPerUnit = 64;

    public static FunctionMap All => new()
    {
        { "semver", "func(string) *semver.Version", call => Version(call, call.Text(0)) },
        { "semverCompare", "func(string, string) bool", call => Constraint(call, call.Text(0)).Allows(Version(call, call.Text(1))) },
    };

    private static SemanticVersion Version(FunctionCall call, string text)
    {
        call.Charge(WorkPerVersion + text.Length);
        return SemanticVersion.Parse(text);
    }

    private static VersionConstraint Constraint(FunctionCall call, string text)
    {
        call.Charge(WorkPerConstraint + ((long)text.Length * text.Length / PairsPerUnit));
        return VersionConstraint.Parse(text);
    }
}
