using System.Text.Json.Nodes;
using static IstioGateway.Gateways.ManifestComments;

namespace IstioGateway.Gateways;

/// <summary>The account of a gateway, and its right to read certificates.</summary>
internal static class GatewayAccess
{
    private const string Rbac = "rbac.authorization.k8s.io";

    public static IEnumerable<CommentedManifest> Make(GatewaySpec spec)
    {
        yield return new ManifestComments().Around(Fields(
            Field("apiVersion", "v1"), Field("kind", "ServiceAccount"), Field("metadata", GatewayManifests.Metadata(spec, spec.Account))));

        ManifestComments comments = new();
        yield return comments.Around(Fields(
            Field("apiVersion", $"{Rbac}/v1"),
            Field("kind", "Role"),
            Field("metadata", GatewayManifests.Metadata(spec)),
            comments.Why("The gateway fetches the certificates that Gateway resources name; they must be Secrets of this namespace."),
            Field("rules", new JsonArray(new JsonObject
            {
                ["apiGroups"] = new JsonArray(""),
                ["resources"] = new JsonArray("secrets"),
                ["verbs"] = new JsonArray("get", "watch", "list"),
            }))));

        yield return new ManifestComments().Around(Fields(
            Field("apiVersion", $"{Rbac}/v1"),
            Field("kind", "RoleBinding"),
            Field("metadata", GatewayManifests.Metadata(spec)),
            Field("roleRef", new JsonObject { ["apiGroup"] = Rbac, ["kind"] = "Role", ["name"] = spec.Name }),
            Field("subjects", new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["name"] = spec.Account, ["namespace"] = spec.Namespace }))));
    }
}
