using IstioGateway.Clusters;
using IstioGateway.Commands.Pipeline;

namespace IstioGateway.Commands.Errors;

/// <summary>
/// Says which right is missing where the work goes on without it: a warning with the rule to add, once for each kind of resource in one
/// cluster and invocation, however many objects it is about.
/// </summary>
internal static class MissingRights
{
    /// <summary>Warns.</summary>
    /// <param name="pipeline">Where it is said.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="key">The text that says what is lost. Its {0} is the cluster, its {1} the denial, from {2} on <paramref name="facts"/>.</param>
    /// <param name="denial">The denial.</param>
    /// <param name="facts">What else the text names.</param>
    public static void WarnOf(this IPipeline pipeline, IstioCluster cluster, string key, ClusterException denial, params object?[] facts)
    {
        string text = Messages.Get(key, [cluster.Name, denial.Message, .. facts]);
        string right = $"{denial.Verb} {denial.ResourceType?.QualifiedName}/{denial.Subresource} in {denial.Namespace}";
        pipeline.WriteWarningOnce(
            $"{cluster.Server} {cluster.Name}: {key}: {right}", $"{text} {Messages.Advice(ErrorId.PermissionDenied, RbacRule.For(denial))}");
    }
}
