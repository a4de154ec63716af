using System.Text.Json.Nodes;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>
/// Protobuf messages as istiod's templates see them: what protoToJSON takes, and what it leaves out (istio 1.28.10,
/// pkg/kube/inject/template.go, cleanProxyConfig; pkg/config/mesh/mesh.go, DefaultProxyConfig).
/// </summary>
internal static class ProtoJson
{
    private const string ProxyConfigType = "*v1alpha1.ProxyConfig";

    private static readonly string[] ProtoPackages = ["v1alpha1.", "durationpb.", "wrapperspb.", "structpb.", "timestamppb."];

    private static readonly JsonObject Defaults = (JsonObject)JsonNode.Parse(
        """
        {
          "configPath": "./etc/istio/proxy",
          "binaryPath": "/usr/local/bin/envoy",
          "serviceCluster": "istio-proxy",
          "drainDuration": "45s",
          "terminationDrainDuration": "5s",
          "discoveryAddress": "istiod.istio-system.svc:15012",
          "proxyAdminPort": 15000,
          "controlPlaneAuthPolicy": "MUTUAL_TLS",
          "statNameLength": 189,
          "statusPort": 15020,
          "proxyMetadata": {}
        }
        """)!;

    /// <summary>The interface of all messages.</summary>
    public static GoType Message { get; } = GoType.Interface(
        "protoreflect.ProtoMessage",
        type => type is { Kind: GoKind.Ptr, Element: { } message }
            && Array.Exists(ProtoPackages, package => message.Name.StartsWith(package, StringComparison.Ordinal)));

    /// <summary>A message's JSON, of the proxy's configuration only what differs from the default; null for none.</summary>
    public static JsonNode? Of(object? message)
    {
        if (message is not IGoObject structure || !structure.TryGetJson(out JsonNode? json))
        {
            return null;
        }

        if (json is not JsonObject given)
        {
            return json;
        }

        JsonObject fields = MeshZeros.Omit(structure.Type.Element?.Name ?? "", given);
        if (structure.Type.Name != ProxyConfigType)
        {
            return fields;
        }

        JsonObject cleaned = [];
        foreach ((string name, JsonNode? value) in fields)
        {
            if (!(Defaults.TryGetPropertyValue(name, out JsonNode? normal) && JsonNode.DeepEquals(value, normal)))
            {
                cleaned.Add(name, value?.DeepClone());
            }
        }

        return cleaned;
    }
}
