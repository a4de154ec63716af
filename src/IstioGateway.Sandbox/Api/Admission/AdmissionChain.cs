using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Admission;

/// <summary>
/// What is asked before a valid object is stored, in the order of a real server's validating plugins: ServiceAccount, PodSecurity,
/// ResourceQuota last, since it counts what all others have let through. Whatever changes an object (defaults, webhooks) has run
/// before, and validation after that. Source: kubernetes pkg/kubeapiserver/options/plugins.go.
/// </summary>
internal sealed class AdmissionChain(ObjectStore store, TypeRegistry types)
{
    private readonly IAdmissionPlugin[] _plugins =
    [
        new ServiceAccountAdmission(store, types),
        new PodSecurityAdmission(store, types),
        new ResourceQuotaAdmission(store, types),
    ];

    /// <summary>Lets an object pass, perhaps with warnings.</summary>
    /// <param name="call">The request.</param>
    /// <param name="value">The object as it would be stored.</param>
    /// <param name="isNew">Whether it is created.</param>
    /// <exception cref="ApiException">403.</exception>
    public void Admit(ApiCall call, JsonObject value, bool isNew)
    {
        AdmissionRequest request = new(call, value, isNew);
        foreach (IAdmissionPlugin plugin in _plugins)
        {
            plugin.Admit(request);
        }
    }
}

/// <summary>What is to be admitted.</summary>
/// <param name="Call">The request.</param>
/// <param name="Value">The object as it would be stored; plugins do not change it.</param>
/// <param name="IsNew">Whether it is created.</param>
internal sealed record AdmissionRequest(ApiCall Call, JsonObject Value, bool IsNew)
{
    /// <summary>Its namespace; empty for a cluster-scoped object.</summary>
    public string Namespace => Call.Target?.Namespace ?? "";

    /// <summary>Its name.</summary>
    public string Name => (string?)Value["metadata"]?["name"] ?? "";

    /// <summary>Whether a pod is created.</summary>
    public bool IsNewPod => IsNew && Call.Type.StorageName == "pods";

    /// <summary>The refusal, in the words of a plugin.</summary>
    public ApiException Refuse(string why) => Refusals.Forbidden(Call.Type, Name, why);
}

/// <summary>One question that is asked before an object is stored.</summary>
internal interface IAdmissionPlugin
{
    /// <summary>Lets an object pass, or throws.</summary>
    /// <exception cref="ApiException">403.</exception>
    void Admit(AdmissionRequest request);
}
