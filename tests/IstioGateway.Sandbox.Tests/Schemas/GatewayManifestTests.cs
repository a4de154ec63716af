using System.Text.Json.Nodes;
using IstioGateway.Gateways;
using IstioGateway.Sandbox.Schemas;
using k8s.Models;

namespace IstioGateway.Sandbox.Tests.Schemas;

/// <summary>
/// The manifests of gateways have no field that their kinds lack: the built-in ones by the client library's models, Istio's two by their
/// documentation (istio.io/latest/docs/reference/config/networking, Gateway and VirtualService).
/// </summary>
public sealed class GatewayManifestTests
{
    private static readonly Dictionary<string, Type> Models = new()
    {
        ["v1 ServiceAccount"] = typeof(V1ServiceAccount),
        ["v1 Service"] = typeof(V1Service),
        ["apps/v1 Deployment"] = typeof(V1Deployment),
        ["rbac.authorization.k8s.io/v1 Role"] = typeof(V1Role),
        ["rbac.authorization.k8s.io/v1 RoleBinding"] = typeof(V1RoleBinding),
        ["autoscaling/v2 HorizontalPodAutoscaler"] = typeof(V2HorizontalPodAutoscaler),
        ["policy/v1 PodDisruptionBudget"] = typeof(V1PodDisruptionBudget),
    };

    /// <summary>Where Istio's kinds have free keys, or values that are no objects, the list ends.</summary>
    private static readonly HashSet<string> Documented =
    [
        "Gateway/selector/*", "Gateway/servers/port/number", "Gateway/servers/port/name", "Gateway/servers/port/protocol",
        "Gateway/servers/tls/mode", "Gateway/servers/tls/credentialName", "Gateway/servers/hosts",
        "VirtualService/hosts", "VirtualService/gateways",
        "VirtualService/http/match/gateways", "VirtualService/http/match/port",
        "VirtualService/http/route/destination/host", "VirtualService/http/route/destination/port/number", "VirtualService/http/route/weight",
        "VirtualService/tls/match/gateways", "VirtualService/tls/match/port", "VirtualService/tls/match/sniHosts",
        "VirtualService/tls/route/destination/host", "VirtualService/tls/route/destination/port/number", "VirtualService/tls/route/weight",
        "VirtualService/tcp/match/gateways", "VirtualService/tcp/match/port",
        "VirtualService/tcp/route/destination/host", "VirtualService/tcp/route/destination/port/number", "VirtualService/tcp/route/weight",
    ];

    [Theory]
    [InlineData(GatewayKind.Ingress, false)]
    [InlineData(GatewayKind.Ingress, true)]
    [InlineData(GatewayKind.Egress, true)]
    public void Every_field_of_built_in_kinds_is_one_of_their_models(GatewayKind kind, bool root)
    {
        BuiltInSchemas schemas = new();
        int checkedKinds = 0;
        foreach (JsonObject manifest in Manifests(kind, root))
        {
            if (Models.TryGetValue($"{manifest["apiVersion"]} {manifest["kind"]}", out Type? model))
            {
                AssertKnown(manifest, schemas.Of(model), manifest["kind"]!.ToString());
                checkedKinds++;
            }
            else
            {
                Assert.Equal("networking.istio.io/v1", manifest["apiVersion"]!.ToString());
            }
        }

        Assert.Equal(Models.Count, checkedKinds);
    }

    [Theory]
    [InlineData(GatewayKind.Ingress)]
    [InlineData(GatewayKind.Egress)]
    public void Every_field_of_Istios_kinds_is_documented(GatewayKind kind)
    {
        JsonObject[] manifests = [.. Manifests(kind, root: false).Where(manifest => manifest["apiVersion"]!.ToString() == "networking.istio.io/v1")];

        Assert.Equal(["Gateway", "VirtualService"], manifests.Select(manifest => manifest["kind"]!.ToString()).Distinct());
        foreach (JsonObject manifest in manifests)
        {
            Assert.Equal(["apiVersion", "kind", "metadata", "spec"], manifest.Select(field => field.Key));
            Assert.Empty(Paths(manifest["spec"], manifest["kind"]!.ToString()).Except(Documented));
        }
    }

    private static IEnumerable<JsonObject> Manifests(GatewayKind kind, bool root)
    {
        GatewaySpec spec = new()
        {
            Name = "edge",
            Namespace = "istio-ingress",
            Kind = kind,
            Ports = [.. new[] { "http:80", kind == GatewayKind.Ingress ? "https:443" : "tls:443", "tls-b:9443", "tcp:9000" }.Select(GatewayPort.Parse)],
            Unprivileged = !root && kind == GatewayKind.Egress,
            Root = root,
            MinReplicas = 2,
            MaxReplicas = 5,
            PodDisruptionBudget = true,
            NodeSelector = new Dictionary<string, string> { ["pool"] = "edge" },
            Avoid = new NodeExclusion("image", ["centos-7"]),
            Routes = [GatewayRoute.Parse("a.example.com=a:1"), GatewayRoute.Parse("a.example.com=b:2"), GatewayRoute.Parse("b.example.com=b:2")],
            TlsSecret = kind == GatewayKind.Ingress ? "cert" : null,
        };
        return GatewayManifests.Make(spec).Select(manifest => manifest.Object);
    }

    private static void AssertKnown(JsonNode? value, SchemaNode schema, string path)
    {
        switch (value)
        {
            case JsonObject fields when schema.Kind == SchemaKind.Map:
                Assert.All(fields, field => AssertKnown(field.Value, schema.Item!, $"{path}/{field.Key}"));
                break;
            case JsonObject fields:
                Assert.Equal((path, SchemaKind.Object), (path, schema.Kind));
                foreach ((string name, JsonNode? field) in fields)
                {
                    Assert.True(schema.Fields.ContainsKey(name), $"{path}/{name}");
                    AssertKnown(field, schema.Fields[name], $"{path}/{name}");
                }

                break;
            case JsonArray items:
                Assert.Equal((path, SchemaKind.List), (path, schema.Kind));
                Assert.All(items, item => AssertKnown(item, schema.Item!, path));
                break;
            default:
                Assert.Equal((path, true), (path, Holds(schema.Kind, value!)));
                break;
        }
    }

    private static bool Holds(SchemaKind kind, JsonNode value) => value.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.String => kind is SchemaKind.String or SchemaKind.IntOrString,
        System.Text.Json.JsonValueKind.Number => kind is SchemaKind.Integer or SchemaKind.Number or SchemaKind.IntOrString,
        System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => kind == SchemaKind.Boolean,
        _ => false,
    };

    private static IEnumerable<string> Paths(JsonNode? value, string path) => value switch
    {
        JsonObject fields => fields.SelectMany(field => Paths(field.Value, $"{path}/{(path == "Gateway/selector" ? "*" : field.Key)}")),
        JsonArray items => items.SelectMany(item => Paths(item, path)),
        _ => [path],
    };
}
