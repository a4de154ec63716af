using IstioGateway.Clusters;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Admission;

/// <summary>
/// A pod's ServiceAccount has to exist. <c>default</c>, which a controller makes in every namespace, counts as there; tokens are not
/// mounted. Source of the words: kubernetes plugin/pkg/admission/serviceaccount/admission.go.
/// </summary>
internal sealed class ServiceAccountAdmission(ObjectStore store, TypeRegistry types) : IAdmissionPlugin
{
    private const string Default = "default";
    private readonly ResourceDefinition _accounts = types.Get(ResourceType.ServiceAccount);

    /// <inheritdoc/>
    public void Admit(AdmissionRequest request)
    {
        if (!request.IsNewPod || request.Value.Text("spec", "serviceAccountName") is not { Length: > 0 } name || name == Default)
        {
            return;
        }

        if (store.Find(_accounts, new ObjectKey(request.Namespace, name)) is null)
        {
            throw request.Refuse($"error looking up service account {request.Namespace}/{name}: serviceaccount \"{name}\" not found");
        }
    }
}
