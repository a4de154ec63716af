using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Api.Validation;

/// <summary>The rules of Services. Source: kubernetes pkg/apis/core/validation/validation.go, ValidateService.</summary>
internal static class ServiceValidation
{
    private static readonly string[] Types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

    /// <summary>What is wrong with a Service.</summary>
    public static IEnumerable<StatusCause> Check(JsonObject service, JsonObject? before)
    {
        JsonObject spec = service["spec"] as JsonObject ?? [];
        string type = spec.Text("type") ?? "ClusterIP";
        if (!Types.Contains(type))
        {
            yield return FieldCauses.Unsupported("spec.type", type, Types);
        }

        JsonObject[] ports = [.. (spec["ports"] as JsonArray ?? []).OfType<JsonObject>()];
        if (ports.Length == 0 && type != "ExternalName" && spec.Text("clusterIP") != "None")
        {
            yield return FieldCauses.Required("spec.ports");
        }

        foreach (StatusCause cause in CheckPorts(ports))
        {
            yield return cause;
        }
    }

    private static IEnumerable<StatusCause> CheckPorts(JsonObject[] ports)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        HashSet<(long? Port, string? Protocol)> numbers = [];
        for (int i = 0; i < ports.Length; i++)
        {
            string field = $"spec.ports[{i}]";
            string name = ports[i].Text("name") ?? "";
            IEnumerable<StatusCause> wrong = name.Length > 0
                ? FieldCauses.OfLabel(field + ".name", name)
                : ports.Length > 1 ? [FieldCauses.Required(field + ".name")] : [];
            wrong = wrong
                .Concat(name.Length > 0 && !names.Add(name) ? [FieldCauses.Duplicate(field + ".name", name)] : [])
                .Concat(FieldCauses.OfPort(field + ".port", ports[i]["port"] ?? 0))
                .Concat(ports[i]["targetPort"]?.GetValueKind() == JsonValueKind.Number
                    ? FieldCauses.OfPort(field + ".targetPort", ports[i]["targetPort"])
                    : []);
            foreach (StatusCause cause in wrong)
            {
                yield return cause;
            }

            if (!numbers.Add((ports[i].Number("port"), ports[i].Text("protocol"))))
            {
                // The server prints its internal struct with nothing but the key filled in.
                yield return FieldCauses.Duplicate(field, new JsonObject
                {
                    ["Name"] = "",
                    ["Protocol"] = ports[i].Text("protocol"),
                    ["AppProtocol"] = null,
                    ["Port"] = ports[i].Number("port"),
                    ["TargetPort"] = 0,
                    ["NodePort"] = 0,
                });
            }
        }
    }
}
