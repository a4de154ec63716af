using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Api.Validation;

/// <summary>The rules of RoleBindings. Source: kubernetes pkg/apis/rbac/validation/validation.go.</summary>
internal static class RoleBindingValidation
{
    /// <summary>What is wrong with a RoleBinding.</summary>
    public static IEnumerable<StatusCause> Check(JsonObject binding, JsonObject? before)
    {
        JsonNode? role = binding["roleRef"];
        if (role.Text("kind") is not ("Role" or "ClusterRole"))
        {
            yield return FieldCauses.Unsupported("roleRef.kind", role.Text("kind") ?? "", "ClusterRole", "Role");
        }

        if (string.IsNullOrEmpty(role.Text("name")))
        {
            yield return FieldCauses.Required("roleRef.name");
        }

        if (before?["roleRef"] is { } old && !JsonNode.DeepEquals(old, role))
        {
            yield return FieldCauses.Invalid("roleRef", role, "cannot change roleRef");
        }
    }
}
