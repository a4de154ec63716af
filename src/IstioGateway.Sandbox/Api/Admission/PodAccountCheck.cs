using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Admission;

/// <summary>
/// Refuses a pod whose ServiceAccount does not exist (Kubernetes, plugin/pkg/admission/serviceaccount). The account named
/// <c>default</c> is taken for granted: a controller makes it with every namespace.
/// </summary>
internal sealed class PodAccountCheck(ObjectStore store, TypeRegistry types)
{
    private readonly ResourceDefinition _accounts = types.Get(ResourceType.ServiceAccount);

    /// <summary>Throws unless the account is there.</summary>
    /// <exception cref="ApiException">403.</exception>
    public void Require(ApiCall call, JsonObject pod)
    {
        string space = call.Target!.Namespace ?? "";
        string account = pod.Text("spec", "serviceAccountName") ?? pod.Text("spec", "serviceAccount") ?? "";
        if (account is not ("" or "default") && store.Find(_accounts, new ObjectKey(space, account)) is null)
        {
            string name = pod.Text("metadata", "name") ?? "";
            throw new ApiException(new ApiStatus(
                403,
                "Forbidden",
                $"pods \"{name}\" is forbidden: error looking up service account {space}/{account}: serviceaccount \"{account}\" not found")
            {
                Name = name,
                Kind = "pods",
            });
        }
    }
}
