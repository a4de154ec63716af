using System.Text.Json.Nodes;

namespace IstioGateway.Gateways;

/// <summary>
/// Makes the objects of a gateway that is deployed by injection, in the order in which they must be applied: what a pod needs before
/// it is made comes before the Deployment (istio.io, Installing Gateways; the vendors' documents for a hardened pod).
/// </summary>
public static class GatewayManifests
{
    /// <summary>Makes them.</summary>
    /// <exception cref="GatewaySpecException">The specification is not right.</exception>
    public static IReadOnlyList<CommentedManifest> Make(GatewaySpec spec)
    {
        GatewaySpecRules.Check(spec);
        List<CommentedManifest> manifests = [];
        if (!spec.SkipRbac)
        {
            manifests.AddRange(GatewayAccess.Make(spec));
        }

        manifests.Add(GatewayDeployment.Make(spec));
        manifests.Add(GatewayService.Make(spec));
        manifests.AddRange(GatewayScaling.Make(spec));
        manifests.AddRange(GatewayTraffic.Make(spec));
        return manifests;
    }

    /// <summary>Metadata that all of them share.</summary>
    internal static JsonObject Metadata(GatewaySpec spec, string? name = null) => new()
    {
        ["name"] = name ?? spec.Name,
        ["namespace"] = spec.Namespace,
        ["labels"] = new JsonObject { ["app.kubernetes.io/name"] = spec.Name, ["istio"] = spec.Name },
    };

    /// <summary>The label by which the Service, the budget and the Gateway resource find the pods.</summary>
    internal static JsonObject Selector(GatewaySpec spec) => new() { ["istio"] = spec.Name };
}
