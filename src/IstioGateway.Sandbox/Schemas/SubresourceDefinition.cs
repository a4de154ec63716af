namespace IstioGateway.Sandbox.Schemas;

/// <summary>A subresource besides <c>status</c>, as discovery shows it.</summary>
/// <param name="Name">Last segment of its path.</param>
/// <param name="Group">Group of what is sent to it; empty for the resource's own.</param>
/// <param name="Version">Version of what is sent to it; empty for the resource's own.</param>
/// <param name="Kind">Kind of what is sent to it.</param>
/// <param name="Verbs">What it takes.</param>
internal sealed record SubresourceDefinition(string Name, string Group, string Version, string Kind, IReadOnlyList<string> Verbs)
{
    /// <summary><c>pods/eviction</c>.</summary>
    public static SubresourceDefinition Eviction { get; } = new("eviction", "policy", "v1", "Eviction", ["create"]);

    /// <summary><c>pods/binding</c>.</summary>
    public static SubresourceDefinition Binding { get; } = new("binding", "", "", "Binding", ["create"]);

    /// <summary><c>deployments/scale</c> and <c>replicasets/scale</c>.</summary>
    public static SubresourceDefinition Scale { get; } = new("scale", "autoscaling", "v1", "Scale", ["get", "patch", "update"]);
}
