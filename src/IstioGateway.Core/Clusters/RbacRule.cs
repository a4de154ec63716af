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

        // A rule for names never covers what is created: when the request is judged it has no name yet, or a pod's, which is made up.
        string names = failure.ResourceName is null || verb == "create" ? "" : $", resourceNames: [\"{failure.ResourceName}\"]";
        string resource = failure.Subresource is null ? type.Plural : $"{type.Plural}/{failure.Subresource}";
        string role = failure.Namespace is null ? "ClusterRole" : $"Role in namespace {failure.Namespace}";
        return $"{role}: - {{ apiGroups: [\"{type.Group}\"], resources: [\"{resource}\"], verbs: [\"{verb}\"]{names} }}";
    }
}
