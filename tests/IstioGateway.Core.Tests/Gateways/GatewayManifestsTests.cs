using System.Text.Json.Nodes;
using CsCheck;
using IstioGateway.Clusters;
using IstioGateway.Gateways;
using IstioGateway.Injection;
using IstioGateway.Kubernetes.Yaml;
using IstioGateway.Templates;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Gateways;

public sealed class GatewayManifestsTests
{
    private static readonly YamlCodec Yaml = new();

    public static TheoryData<string> Golden { get; } = [.. GatewaySamples.Golden.Keys];

    [Theory]
    [MemberData(nameof(Golden))]
    public void Manifests_are_those_that_were_looked_over(string name)
    {
        string yaml = string.Join("---\n", GatewayManifests.Make(GatewaySamples.Golden[name]).Select(manifest => manifest.ToYaml(Yaml)));

        string golden = Path.Combine(
            SharedFiles.RepositoryRoot, "tests", "IstioGateway.Core.Tests", "Gateways", "golden", $"{name}.yaml");
        Assert.Equal(File.ReadAllText(golden).ReplaceLineEndings("\n"), yaml);
    }

    [Fact]
    public void They_come_in_the_order_in_which_they_must_be_applied()
    {
        GatewaySpec spec = GatewaySamples.OldKernel with { MaxReplicas = 3, PodDisruptionBudget = true };

        Assert.Equal(
            [
                "ServiceAccount", "Role", "RoleBinding", "Deployment", "Service", "HorizontalPodAutoscaler", "PodDisruptionBudget",
                "Gateway", "VirtualService", "VirtualService",
            ],
            GatewayManifests.Make(spec).Select(manifest => manifest.Object.Text("kind")));
    }

    [Fact]
    public void The_YAML_reads_back_as_the_object_and_leaves_no_mark_of_its_comments() => GatewaySamples.Any.Sample(spec =>
    {
        foreach (CommentedManifest manifest in GatewayManifests.Make(spec))
        {
            string yaml = manifest.ToYaml(Yaml);
            Assert.True(JsonNode.DeepEquals(manifest.Object, Yaml.Read(yaml)), yaml);
            Assert.DoesNotContain("'#", yaml, StringComparison.Ordinal);
            Assert.DoesNotContain("\"#", yaml, StringComparison.Ordinal);
        }
    });

    [Fact]
    public void Every_field_of_the_pod_is_one_that_pods_have() => GatewaySamples.Any.Sample(spec =>
    {
        JsonObject template = Only(spec, "Deployment").At("spec", "template")!.AsObject();
        PodDecodeResult pod = PodDecoder.Decode(template);

        Assert.Empty(pod.Dropped);
    });

    [Fact]
    public void Service_budget_and_Gateway_find_the_pods_and_the_account_is_the_bound_one() => GatewaySamples.Any.Sample(spec =>
    {
        JsonObject deployment = Only(spec, "Deployment");
        JsonObject labels = deployment.At("spec", "template", "metadata", "labels")!.AsObject();
        foreach (JsonNode? selector in Selectors(spec))
        {
            Assert.NotEmpty(selector!.AsObject());
            Assert.All(selector.AsObject(), pair => Assert.Equal(pair.Value!.ToString(), labels[pair.Key]?.ToString()));
        }

        string account = deployment.Text("spec", "template", "spec", "serviceAccountName")!;
        Assert.All(Of(spec, "ServiceAccount"), made => Assert.Equal(account, made.Text("metadata", "name")));
        Assert.All(Of(spec, "RoleBinding"), made => Assert.Equal(account, made["subjects"]![0]!["name"]!.ToString()));
        Assert.All(Of(spec, "RoleBinding"), made => Assert.Equal(spec.Namespace, made["subjects"]![0]!["namespace"]!.ToString()));
    });

    [Fact]
    public void Every_port_of_the_Gateway_is_one_of_the_Service_and_can_be_listened_on() => GatewaySamples.Any.Sample(spec =>
    {
        JsonArray ports = Only(spec, "Service").At("spec", "ports")!.AsArray();
        int[] shown = [.. ports.Select(port => (int)port!["port"]!)];
        int[] targets = [.. ports.Select(port => (int)port!["targetPort"]!)];

        Assert.Equal(targets.Length, targets.Distinct().Count());
        Assert.True(!spec.Unprivileged || targets.All(target => target >= 1024));
        foreach (JsonObject gateway in Of(spec, "Gateway"))
        {
            Assert.Equal(spec.Ports.Select(port => port.Number), gateway.At("spec", "servers")!.AsArray().Select(server => (int)server!["port"]!["number"]!));
            Assert.All(gateway.At("spec", "servers")!.AsArray(), server => Assert.Contains((int)server!["port"]!["number"]!, shown));
        }
    });

    [Fact]
    public void Traffic_of_a_host_is_shared_out_whole() => Gen.Int[1, 120].Sample(count =>
    {
        GatewaySpec spec = GatewaySamples.Small with
        {
            Routes = [.. Enumerable.Range(1, count).Select(port => new GatewayRoute("a.example.com", "a", port))],
        };

        JsonArray route = Only(spec, "VirtualService")["spec"]!["http"]![0]!["route"]!.AsArray();
        Assert.Equal(count, route.Count);
        Assert.Equal(count == 1 ? 0 : 100, route.Sum(destination => (int?)destination!["weight"] ?? 0));
    });

    [Fact]
    public void An_egress_gateway_gets_its_traffic_from_the_sidecars_and_sends_it_on() => GatewaySamples.Any.Sample(spec =>
    {
        foreach (JsonObject service in Of(spec, "VirtualService"))
        {
            JsonObject described = service["spec"]!.AsObject();
            JsonNode[] rules = [.. new[] { "http", "tls", "tcp" }.SelectMany(kind => described[kind] as JsonArray ?? []).OfType<JsonNode>()];
            Assert.NotEmpty(rules);
            bool egress = spec.Kind == GatewayKind.Egress;
            Assert.Equal(egress, described["gateways"]!.AsArray().Any(name => name!.ToString() == "mesh"));
            Assert.Equal(egress ? 2 * spec.Ports.Count : 0, rules.Count(rule => rule["match"]?[0]?["gateways"] is not null));
        }
    });

    [Theory]
    [InlineData("gateway-1.20.8")]
    [InlineData("gateway-1.26.8")]
    [InlineData("gateway-1.28.10")]
    public void Injected_the_proxy_can_listen_as_the_manifest_says(string file)
    {
        GatewayPodEffect unprivileged = Inject(GatewaySamples.OldKernel, file);
        GatewayPodEffect root = Inject(GatewaySamples.Small with { Root = true }, file);

        Assert.Equal(PortBinding.No, unprivileged.OldKernel);
        Assert.Equal(PortBinding.Yes, root.OldKernel);
    }

    [Fact]
    public void Nodes_are_kept_off_by_a_label() => Assert.Equal(
        """{"key":"pool","operator":"NotIn","values":["a","b"]}""",
        Only(GatewaySamples.Small with { Avoid = new NodeExclusion("pool", ["a", "b"]) }, "Deployment")
            ["spec"]!["template"]!["spec"]!["affinity"]!["nodeAffinity"]!["requiredDuringSchedulingIgnoredDuringExecution"]!
            ["nodeSelectorTerms"]![0]!["matchExpressions"]![0]!.ToJsonString());

    [Fact]
    public void A_wrong_specification_makes_nothing() =>
        Assert.Throws<GatewaySpecException>(() => GatewayManifests.Make(GatewaySamples.Small with { Ports = [] }));

    /// <summary>What comes of a gateway where the sysctl was taken out of the template.</summary>
    private static GatewayPodEffect Inject(GatewaySpec spec, string file)
    {
        string template = SysctlTransform.Apply(
            TemplateText.FromText(SharedFiles.Text($"istio/templates/{file}.yaml")).Text, PrivilegedPort.None).Text;
        InjectionSettings settings = InjectionDefaults.Settings().With("gateway", template);
        InjectionResult result = new PodInjector(settings, Yaml).Inject(GatewayWorkload.From(Only(spec, "Deployment")));
        return PrivilegedPortRule.Judge(result.Pod)!;
    }

    private static IEnumerable<JsonNode?> Selectors(GatewaySpec spec) =>
    [
        Only(spec, "Deployment").At("spec", "selector", "matchLabels"),
        Only(spec, "Service").At("spec", "selector"),
        .. Of(spec, "PodDisruptionBudget").Select(budget => budget.At("spec", "selector", "matchLabels")),
        .. Of(spec, "Gateway").Select(gateway => gateway.At("spec", "selector")),
    ];

    private static JsonObject Only(GatewaySpec spec, string kind) => Assert.Single(Of(spec, kind));

    private static IEnumerable<JsonObject> Of(GatewaySpec spec, string kind) =>
        GatewayManifests.Make(spec).Select(manifest => manifest.Object).Where(manifest => manifest.Text("kind") == kind);
}
