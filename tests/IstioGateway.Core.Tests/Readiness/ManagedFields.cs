using System.Text.Json.Nodes;

namespace IstioGateway.Core.Tests.Readiness;

/// <summary>Entries of <c>metadata.managedFields</c>.</summary>
internal static class ManagedFields
{
    /// <summary>An entry of a manager that owns the templates named, or without any only a label.</summary>
    public static JsonObject Of(string manager, string time, params string[] templates)
    {
        JsonObject owned = [];
        foreach (string template in templates)
        {
            owned[$"f:{template}"] = new JsonObject();
        }

        JsonObject fields = templates.Length == 0
            ? new JsonObject { ["f:metadata"] = new JsonObject { ["f:labels"] = new JsonObject() } }
            : new JsonObject
            {
                ["f:spec"] = new JsonObject
                {
                    ["f:values"] = new JsonObject { ["f:sidecarInjectorWebhook"] = new JsonObject { ["f:templates"] = owned } },
                },
            };
        return new JsonObject
        {
            ["manager"] = manager,
            ["operation"] = "Update",
            ["time"] = time,
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = fields,
        };
    }
}
