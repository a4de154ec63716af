namespace IstioGateway.Commands.Templates;

/// <summary>How the <c>Source</c> of a patch is worded where it is no path and no place in a cluster.</summary>
internal static class PatchSources
{
    /// <summary>The documented template.</summary>
    public const string Documented = "documented template";
}
