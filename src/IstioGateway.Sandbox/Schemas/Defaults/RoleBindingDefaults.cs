using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Schemas.Defaults;

/// <summary>Defaults of a RoleBinding. Source: kubernetes pkg/apis/rbac/v1/defaults.go.</summary>
internal static class RoleBindingDefaults
{
    private const string Group = "rbac.authorization.k8s.io";

    /// <summary>Fills a RoleBinding.</summary>
    public static void Fill(JsonObject value)
    {
        value.Child("roleRef").Default("apiGroup", Group);
        foreach (JsonObject subject in value.Items("subjects"))
        {
            if ((string?)subject["kind"] is "User" or "Group")
            {
                subject.Default("apiGroup", Group);
            }
        }
    }
}
