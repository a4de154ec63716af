namespace IstioGateway.Clusters;

/// <summary>Words the rule that a denied request lacks, ready to be pasted into a Role or ClusterRole.</summary>
internal static class RbacRule
{
    /// <summary>The rule for a denied request; empty when the request was about no resource.</summary>
    public static string For(ClusterException failure)
    {
        if (failure.ResourceType is not { } type || failure.Verb is not { } verb)
        {
            return "";
        }

        string names = failure.ResourceName is null ? "" : $", resourceNames: [\"{failure.ResourceName}\"]";
        string role = failure.Namespace is null ? "ClusterRole" : $"Role in namespace {failure.Namespace}";
        return $"{role}: - {{ apiGroups: [\"{type.Group}\"], resources: [\"{type.Plural}\"], verbs: [\"{verb}\"]{names} }}";
    }
}
