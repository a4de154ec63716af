namespace GoTemplate.Sprig;

/// <summary>semver.go</summary>
internal static class SemverFunctions
{
    public static FunctionMap All => new()
    {
        { "semver", "func(string) *semver.Version", call => SemanticVersion.Parse(call.Text(0)) },
        { "semverCompare", "func(string, string) bool", call => VersionConstraint.Parse(call.Text(0)).Allows(SemanticVersion.Parse(call.Text(1))) },
    };
}
