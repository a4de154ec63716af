namespace IstioGateway.Clusters;

/// <summary>
/// An identity that Azure gives to what a process runs on (an automation account, a virtual machine, a web app), and that signs in
/// without a secret: the token is fetched where the platform hands it out.
/// </summary>
/// <param name="ClientId">Client id of a user-assigned identity; <see langword="null"/> for the system-assigned one.</param>
/// <param name="Resource">Whom the token is for: an application id or its URI.</param>
public sealed record ManagedIdentity(Guid? ClientId = null, string Resource = ManagedIdentity.KubernetesService)
{
    /// <summary>
    /// Application id of the servers of Azure Kubernetes Service with Entra authentication, the same in every tenant and cloud
    /// (github.com/Azure/kubelogin, <c>--server-id</c>).
    /// </summary>
    public const string KubernetesService = "6dae42f8-4368-4678-94ff-3960e28e3630";

    /// <summary>How people know it.</summary>
    public override string ToString() => ClientId is { } id ? $"managed identity {id}" : "managed identity";
}
