namespace IstioGateway.Admission;

/// <summary>Makes findings about injection.</summary>
internal static class Findings
{
    public static InjectionFinding Error(string id, string message, string? recommendation = null) =>
        Make(id, FindingSeverity.Error, message, recommendation);

    public static InjectionFinding Warning(string id, string message, string? recommendation = null) =>
        Make(id, FindingSeverity.Warning, message, recommendation);

    /// <summary>Something that could not be looked at.</summary>
    public static InjectionFinding Denied(Clusters.ClusterException failure, string consequence) => Warning(
        InjectionFindingIds.ReadDenied,
        $"{failure.Message} {consequence}",
        $"Allow it: {Clusters.RbacRule.For(failure)}");

    private static InjectionFinding Make(string id, FindingSeverity severity, string message, string? recommendation) =>
        new() { Id = id, Severity = severity, Message = message, Recommendation = recommendation };
}
