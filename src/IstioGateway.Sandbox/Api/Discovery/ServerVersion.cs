using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Api.Discovery;

/// <summary>The version that the sandbox claims to be: the API server whose answers it reproduces.</summary>
internal static class ServerVersion
{
    /// <summary>Version with a mark of what it really is.</summary>
    public const string GitVersion = "v1.36.0+sandbox";

    /// <summary><c>/version</c>.</summary>
    public static JsonObject Document() => new()
    {
        ["major"] = "1",
        ["minor"] = "36",
        ["emulationMajor"] = "1",
        ["emulationMinor"] = "36",
        ["minCompatibilityMajor"] = "1",
        ["minCompatibilityMinor"] = "35",
        ["gitVersion"] = GitVersion,
        ["gitCommit"] = "",
        ["gitTreeState"] = "",
        ["buildDate"] = "1970-01-01T00:00:00Z",
        ["goVersion"] = "go1.26.11",
        ["compiler"] = "gc",
        ["platform"] = "linux/amd64",
    };
}
