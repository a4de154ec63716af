using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Core.Tests.Readiness;
using IstioGateway.Templates;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Templates;

public sealed class MeshTemplatesTests : IDisposable
{
    private const string Default = "metadata: {}\nspec:\n  securityContext:\n    sysctls:\n    - name: net.ipv4.ip_unprivileged_port_start\n      value: \"0\"\n";
    private const string Fixed = "metadata: {}\nspec:\n  securityContext:\n    sysctls: []";

    private static readonly ResourceRef Injector = new(ResourceType.ConfigMap, "istio-sidecar-injector", "istio-system");

    private readonly FakeClusterApi _api = new();

    public MeshTemplatesTests()
    {
        Set(null);
        _api.Put(Releases.Ref(9), Releases.Secret(9, "spec: {} # older\n"));
        _api.Put(Releases.Ref(10), Releases.Secret(10, Default));
        _api.Put(Releases.Ref(11, "other-istiod"), Releases.Secret(11, "spec: {} # another mesh\n", "other-istiod"));
        _api.Put(
            new ResourceRef(ResourceType.IstioRevision, "default"),
            JsonNode.Parse("""{"kind":"IstioRevision","metadata":{"name":"default","resourceVersion":"1"},"spec":{"version":"v1.28.3"}}""")!.AsObject());
    }

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task The_default_in_force_is_described_with_three_requests()
    {
        IstioGatewayTemplate seen = await DescribeAsync();

        Assert.Equal(
            (TemplateSource.Default, Default, "v1.28.3", true, TemplateDrift.None, ""),
            (seen.Source, seen.Template, seen.IstioVersion, seen.InForce, seen.Drift, seen.DriftDiff));
        Assert.Equal(FindingIds.SysctlPresent, Assert.Single(seen.Findings).Id);
        Assert.Equal(3, _api.Requests.Count);
        Assert.Equal("istios.sailoperator.io/default: gateway (Default)", seen.ToString());
    }

    [Fact]
    public async Task An_override_is_compared_with_the_latest_release_of_its_own_revision()
    {
        Set(Fixed);

        IstioGatewayTemplate seen = await DescribeAsync();

        Assert.Equal((TemplateSource.Override, Fixed, true, TemplateDrift.None), (seen.Source, seen.Template, seen.InForce, seen.Drift));
        Assert.Equal(4, _api.Requests.Count);
    }

    [Fact]
    public async Task An_override_that_fits_no_more_has_drifted()
    {
        Set("spec:\n  securityContext:\n    sysctls: []");

        IstioGatewayTemplate seen = await DescribeAsync();

        Assert.Equal(TemplateDrift.Drifted, seen.Drift);
        Assert.Contains("-metadata: {}", seen.DriftDiff, StringComparison.Ordinal);
        Assert.Contains("default of 1.28.0", seen.DriftReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_rights_to_the_Secrets_the_drift_is_unknown_and_the_rule_is_named()
    {
        Set(Fixed);
        Forbid("secrets", "istio-system");

        IstioGatewayTemplate seen = await DescribeAsync();

        Assert.Equal((TemplateDrift.Unknown, ""), (seen.Drift, seen.DriftDiff));
        Assert.Contains("user cannot list secrets", seen.DriftReason, StringComparison.Ordinal);
        Assert.Contains(
            "Role in namespace istio-system: - { apiGroups: [\"\"], resources: [\"secrets\"], verbs: [\"list\"] }",
            seen.DriftReason,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "There is no Secret of the Helm release 'default-istiod'")]
    [InlineData("bm9uc2Vuc2U=", "cannot be understood")]
    public async Task A_release_that_is_missing_or_broken_leaves_the_drift_unknown(string? release, string reason)
    {
        Set(Fixed);
        await _api.DeleteAsync(Releases.Ref(9), new WriteOptions(), CancellationToken.None);
        await _api.DeleteAsync(Releases.Ref(10), new WriteOptions(), CancellationToken.None);
        if (release is not null)
        {
            _api.Put(Releases.Ref(10), Releases.Secret(Releases.Ref(10).Name, release));
        }

        IstioGatewayTemplate seen = await DescribeAsync();

        Assert.Equal(TemplateDrift.Unknown, seen.Drift);
        Assert.Contains(reason, seen.DriftReason, StringComparison.Ordinal);
        Assert.DoesNotContain("-Base", seen.DriftReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_of_another_name_is_an_overlay_and_cannot_drift()
    {
        Set(null, ("old-kernel", "spec:\n  securityContext:\n    sysctls: []"));

        MeshTemplates mesh = await ReadAsync();
        IstioGatewayTemplate seen = await mesh.DescribeAsync(null, "old-kernel", null, CancellationToken.None);

        Assert.Equal(["gateway", "old-kernel"], mesh.Names);
        Assert.Equal((TemplateSource.Overlay, TemplateDrift.None, true), (seen.Source, seen.Drift, seen.InForce));
        Assert.Null(seen.Workloads);
    }

    [Fact]
    public async Task What_istiod_does_not_read_yet_is_not_in_force()
    {
        Set(Fixed);
        PutInjector(Default, overridden: false);

        Assert.False((await DescribeAsync()).InForce);
    }

    [Fact]
    public async Task An_override_that_is_taken_out_and_still_read_shows_the_default_that_will_be_in_force()
    {
        PutInjector("spec: {} # still here", overridden: true);

        IstioGatewayTemplate seen = await DescribeAsync();

        Assert.Equal((TemplateSource.Default, Default, false), (seen.Source, seen.Template, seen.InForce));
    }

    [Fact]
    public async Task An_override_is_described_without_the_ConfigMap_too_and_a_default_is_not()
    {
        Forbid("configmaps", "istio-system");
        await Assert.ThrowsAsync<LiveTemplateException>(DescribeAsync);

        Set(Fixed);
        IstioGatewayTemplate seen = await DescribeAsync();

        Assert.Null(seen.InForce);
        Assert.Equal((Fixed, TemplateDrift.None), (seen.Template, seen.Drift));
    }

    [Fact]
    public async Task Without_rights_to_the_revision_the_version_is_the_resources_own()
    {
        Forbid("istiorevisions", null);

        Assert.Equal("v1.28.0", (await DescribeAsync()).IstioVersion);
    }

    [Fact]
    public async Task A_mesh_that_has_no_revision_yet_says_so()
    {
        Set(Fixed);
        _api.Change(IstioSamples.Default, istio => istio["status"] = new JsonObject());

        IstioGatewayTemplate seen = await DescribeAsync();

        Assert.Equal(TemplateDrift.Unknown, seen.Drift);
        Assert.Contains("no active revision", seen.DriftReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workloads_are_the_Deployments_whose_pods_name_the_template()
    {
        Deploy("b", "ingress", "gateway");
        Deploy("a", "egress", " gateway , old-kernel");
        Deploy("a", "sidecars", "sidecar,gateway-like");
        Deploy("a", "plain", null);

        GatewayWorkloads workloads = await GatewayWorkloads.ListAsync(_api, CancellationToken.None);

        Assert.Equal(["a/egress", "b/ingress"], workloads.Using("gateway"));
        Assert.Equal(["a/egress"], workloads.Using("old-kernel"));
        Assert.Empty(workloads.Using("waypoint"));
    }

    [Fact]
    public async Task The_default_under_an_override_is_read_out_of_the_release()
    {
        Set(Fixed);

        DefaultTemplate own = await DefaultTemplateReader.ReadAsync(_api, new JsonOnlyYaml(), "default", "gateway", CancellationToken.None);

        Assert.Equal((Default, "1.28.0", false), (own.Text, own.IstioVersion, own.IsInForce));
        Assert.Equal(
            "files/gateway-injection-template.yaml of the Helm release in Secret istio-system/sh.helm.release.v1.default-istiod.v10", own.Source);
    }

    [Theory]
    [InlineData("gateway", LiveTemplateError.NotAllowed)]
    [InlineData("custom", LiveTemplateError.NoSuchTemplate)]
    public async Task The_default_that_cannot_be_had_is_an_error(string template, LiveTemplateError error)
    {
        Set(Fixed, ("custom", "x"));
        Forbid("secrets", "istio-system");

        LiveTemplateException refusal = await Assert.ThrowsAsync<LiveTemplateException>(
            () => DefaultTemplateReader.ReadAsync(_api, new JsonOnlyYaml(), "default", template, CancellationToken.None));

        Assert.Equal(error, refusal.Error);
    }

    private Task<MeshTemplates> ReadAsync() =>
        MeshTemplates.ReadAsync(_api, new JsonOnlyYaml(), new LineDiffer(), "default", CancellationToken.None);

    private async Task<IstioGatewayTemplate> DescribeAsync() =>
        await (await ReadAsync()).DescribeAsync(null, "gateway", null, CancellationToken.None);

    private void Set(string? gateway, params (string Name, string Text)[] others)
    {
        JsonObject templates = [];
        foreach ((string name, string text) in others)
        {
            templates[name] = text;
        }

        if (gateway is not null)
        {
            templates["gateway"] = gateway;
        }

        JsonObject istio = IstioSamples.Istio();
        istio["spec"]!["values"] = new JsonObject { ["sidecarInjectorWebhook"] = new JsonObject { ["templates"] = templates } };
        _api.Put(IstioSamples.Default, istio);
        PutInjector(gateway ?? Default, gateway is not null, others);
    }

    private void PutInjector(string gateway, bool overridden, params (string Name, string Text)[] others)
    {
        JsonObject templates = new() { ["gateway"] = gateway };
        JsonObject echoed = [];
        if (overridden)
        {
            echoed["gateway"] = gateway;
        }

        foreach ((string name, string text) in others)
        {
            templates[name] = text;
            echoed[name] = text;
        }

        _api.Put(Injector, new JsonObject
        {
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = Injector.Name },
            ["data"] = new JsonObject
            {
                ["config"] = new JsonObject { ["templates"] = templates }.ToJsonString(),
                ["values"] = new JsonObject { ["sidecarInjectorWebhook"] = new JsonObject { ["templates"] = echoed } }.ToJsonString(),
            },
        });
    }

    private void Forbid(string plural, string? namespaceName) => _api.Before = (request, _) =>
        request.Target.StartsWith(plural, StringComparison.Ordinal)
            ? throw new ClusterException(ClusterErrorKind.Forbidden, "no")
            {
                ServerMessage = $"user cannot {request.Verb} {plural}",
                Verb = request.Verb,
                ResourceType = plural == "secrets" ? ResourceType.Secret : ResourceType.ConfigMap,
                Namespace = namespaceName,
            }
            : Task.CompletedTask;

    private void Deploy(string namespaceName, string name, string? templates)
    {
        JsonObject annotations = templates is null ? [] : new JsonObject { ["inject.istio.io/templates"] = templates };
        _api.Put(new ResourceRef(ResourceType.Deployment, name, namespaceName), new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = namespaceName },
            ["spec"] = new JsonObject
            {
                ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations } },
            },
        });
    }
}
