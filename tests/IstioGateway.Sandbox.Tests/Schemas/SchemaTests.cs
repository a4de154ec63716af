using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Testing;
using k8s.Models;

namespace IstioGateway.Sandbox.Tests.Schemas;

public sealed class SchemaTests
{
    private const string Regenerate = "GATEWAYPS_REGENERATE";
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>With GATEWAYPS_REGENERATE=1 the embedded tree is written anew from the CRD instead.</summary>
    [Fact]
    public void The_embedded_Istio_types_are_those_of_the_CRD()
    {
        JsonObject compiled = CrdSchemaCompiler.Compile(SharedFiles.Text("istio/crd-istios-1.30.3.yaml"));
        if (Environment.GetEnvironmentVariable(Regenerate) == "1")
        {
            string file = Path.Combine(SharedFiles.RepositoryRoot, "src", "IstioGateway.Sandbox", "Schemas", "istio-crd.json");
            File.WriteAllText(file, compiled.ToJsonString(Compact) + "\n");
        }

        Assert.Equal(compiled.ToJsonString(Compact), SchemaText.ReadIstioCrd().ToJsonString(Compact));
    }

    [Fact]
    public void Istio_has_templates_but_no_gateways_values()
    {
        SchemaNode values = SchemaText.Parse(SchemaText.ReadIstioCrd()).Fields["spec"].Fields["values"];

        Assert.Equal(SchemaKind.Map, values.Fields["sidecarInjectorWebhook"].Fields["templates"].Kind);
        Assert.False(values.Fields.ContainsKey("gateways"));
    }

    [Fact]
    public void Built_in_fields_come_from_the_client_librarys_models()
    {
        SchemaNode pod = new BuiltInSchemas().Of(typeof(V1Pod));
        SchemaNode spec = pod.Fields["spec"];
        SchemaNode container = spec.Fields["containers"].Item!;

        Assert.Equal(["name"], spec.Fields["containers"].Keys);
        Assert.Equal(["containerPort", "protocol"], container.Fields["ports"].Keys);
        Assert.Equal(SchemaKind.IntOrString, container.Fields["resources"].Fields["limits"].Item!.Kind);
        Assert.Equal(SchemaKind.IntOrString, container.Fields["livenessProbe"].Fields["httpGet"].Fields["port"].Kind);
        Assert.Equal(Granularity.Atomic, spec.Fields["nodeSelector"].Granularity);
        Assert.Equal(SchemaKind.Integer, spec.Fields["terminationGracePeriodSeconds"].Kind);
        Assert.False(spec.Fields["securityContext"].Fields.ContainsKey("capabilities"));
        Assert.True(container.Fields["securityContext"].Fields.ContainsKey("capabilities"));
    }

    [Fact]
    public void Pruning_removes_undeclared_fields_and_names_their_paths()
    {
        SchemaNode schema = SchemaText.Parse(JsonNode.Parse("""{"f":{"a":"s","b":{"l":{"f":{"c":"i"}}},"m":{"m":{"f":{"d":"b"}}},"x":"*"}}""")!);
        JsonNode value = JsonNode.Parse("""{"a":"1","z":1,"b":[{"c":1},{"y":2}],"m":{"k":{"d":true,"w":0}},"x":{"free":1}}""")!;

        IReadOnlyList<string> removed = SchemaPruner.Prune(schema, value);

        Assert.Equal(["z", "b[1].y", "m.k.w"], removed);
        Assert.Equal("""{"a":"1","b":[{"c":1},{}],"m":{"k":{"d":true}},"x":{"free":1}}""", value.ToJsonString());
    }

    [Fact]
    public void Defaults_fill_what_is_absent_below_what_is_there()
    {
        SchemaNode schema = SchemaText.Parse(JsonNode.Parse(
            """{"f":{"spec":{"f":{"v":{"t":"s","d":"1"},"n":{"f":{"w":{"t":"i","d":2}}}},"d":{}}}}""")!);
        JsonNode absent = new JsonObject();
        JsonNode partly = JsonNode.Parse("""{"spec":{"v":"9","n":{}}}""")!;

        SchemaDefaults.Fill(schema, absent);
        SchemaDefaults.Fill(schema, partly);

        Assert.Equal("""{"spec":{"v":"1"}}""", absent.ToJsonString());
        Assert.Equal("""{"spec":{"v":"9","n":{"w":2}}}""", partly.ToJsonString());
    }
}
