using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Templates;
using IstioGateway.Testing;

namespace IstioGateway.Sandbox.Tests.Controllers;

/// <summary>The simulated operator and istiod do what the real ones do, lies included.</summary>
public sealed class ControllerTests
{
    private static readonly ResourceRef Revision = new(ResourceType.IstioRevision, "default");

    [Fact]
    public void The_default_template_is_the_documented_one_with_its_two_edits_undone()
    {
        string[] documented = SharedFiles.Text("procedure/gateway-injection-template.txt").Split('\n');
        string[] ours = DefaultGatewayTemplate.Text.TrimEnd('\n').Split('\n');

        Assert.EndsWith("\n", DefaultGatewayTemplate.Text, StringComparison.Ordinal);
        int[] different = [.. Enumerable.Range(0, documented.Length).Where(i => documented[i] != ours[i])];
        Assert.Equal(documented.Length, ours.Length);
        Assert.Equal([21, 22, 23, 92], different);
        Assert.Equal(
            ["    sysctls:", "    - name: net.ipv4.ip_unprivileged_port_start", "      value: \"0\"", "             {{ protoToJSON .ProxyConfig }}"],
            different.Select(i => ours[i]));
    }

    [Fact]
    public async Task A_template_goes_from_the_resource_to_the_revision_to_the_config_map()
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync();
        Assert.Equal(DefaultGatewayTemplate.Text, await mesh.InForceAsync());

        await mesh.SetTemplateAsync("spec: {}");
        await mesh.UntilAsync(
            Revision,
            r => SimulatedMesh.Text(r, "spec", "values", "sidecarInjectorWebhook", "templates", "gateway") == "spec: {}");
        await mesh.UntilAsync(
            new ResourceRef(ResourceType.ConfigMap, "istio-sidecar-injector", "istio-system"),
            m => SimulatedMesh.Text(m, "data", "values")!.Contains("spec: {}", StringComparison.Ordinal));

        Assert.Equal("spec: {}", await mesh.InForceAsync());
    }

    [Fact]
    public async Task Ready_lies_it_is_true_for_the_new_generation_before_anything_has_changed()
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync(TimeSpan.FromMilliseconds(100));

        await mesh.SetTemplateAsync("spec: {}");
        JsonObject claimed = await mesh.UntilAsync(i => SimulatedMesh.ObservedGeneration(i) == 2);
        JsonObject installed = await mesh.UntilAsync(
            new ResourceRef(ResourceType.ConfigMap, "istio-sidecar-injector", "istio-system"),
            m => SimulatedMesh.Text(m, "data", "values")!.Contains("spec: {}", StringComparison.Ordinal));

        Assert.Equal("True", SimulatedMesh.Condition(claimed, "Ready"));
        Assert.True(Version(claimed) < Version(installed), "The claim has to come before the change.");
    }

    [Fact]
    public async Task A_failed_reconcile_leaves_the_config_map_and_Ready_as_they_were()
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync();
        await mesh.FailAsync("ReconcileError");

        await mesh.SetTemplateAsync("spec: {}");
        await mesh.UntilAsync(Revision, r => SimulatedMesh.ObservedGeneration(r) == 2 && SimulatedMesh.Condition(r, "Reconciled") == "False");
        JsonObject failed = await mesh.UntilAsync(
            i => SimulatedMesh.ObservedGeneration(i) == 2 && SimulatedMesh.Condition(i, "Reconciled") == "False");

        Assert.Equal("True", SimulatedMesh.Condition(failed, "Ready"));
        Assert.Equal("ReconcileError", SimulatedMesh.Text(failed, "status", "state"));
        Assert.Equal(DefaultGatewayTemplate.Text, await mesh.InForceAsync());

        // The revision alone tells the truth: the Istio resource may say Healthy of the generation before.
        await mesh.FailAsync(null);
        await mesh.UntilAsync(Revision, r => SimulatedMesh.ObservedGeneration(r) == 2 && SimulatedMesh.Condition(r, "Reconciled") == "True");
        Assert.Equal("spec: {}", await mesh.InForceAsync());
        await mesh.UntilAsync(i => SimulatedMesh.Text(i, "status", "state") == "Healthy");
    }

    [Fact]
    public async Task Without_an_operator_nothing_is_observed()
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync();
        await mesh.FailAsync("OperatorGone");

        await mesh.SetTemplateAsync("spec: {}");
        await Task.Delay(TimeSpan.FromMilliseconds(150), TestContext.Current.CancellationToken);

        Assert.Equal(1, SimulatedMesh.ObservedGeneration(await mesh.IstioAsync()));
        Assert.Equal(DefaultGatewayTemplate.Text, await mesh.InForceAsync());
        await mesh.FailAsync(null);
        await mesh.UntilAsync(i => SimulatedMesh.ObservedGeneration(i) == 2);
    }

    [Fact]
    public async Task An_istiod_that_does_not_come_up_makes_it_not_ready_and_back()
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync();

        await mesh.FailAsync("NeverReady");
        JsonObject notReady = await mesh.UntilAsync(i => SimulatedMesh.Condition(i, "Ready") == "False");
        await mesh.FailAsync(null);
        JsonObject ready = await mesh.UntilAsync(i => SimulatedMesh.Condition(i, "Ready") == "True");

        Assert.Equal("IstiodNotReady", SimulatedMesh.Text(notReady, "status", "state"));
        Assert.Equal("Healthy", SimulatedMesh.Text(ready, "status", "state"));
    }

    [Fact]
    public async Task A_stalled_operator_claims_Ready_of_a_change_that_nobody_installs()
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync();
        await mesh.FailAsync("RevisionStalled");

        await mesh.SetTemplateAsync("spec: {}");
        JsonObject claimed = await mesh.UntilAsync(i => SimulatedMesh.ObservedGeneration(i) == 2);
        await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        JsonObject revision = await mesh.Api.GetAsync(Revision, CancellationToken.None);

        Assert.Equal("True", SimulatedMesh.Condition(claimed, "Ready"));
        Assert.Equal("spec: {}", SimulatedMesh.Text(revision, "spec", "values", "sidecarInjectorWebhook", "templates", "gateway"));
        Assert.Equal(1, SimulatedMesh.ObservedGeneration(revision));
        Assert.Equal(DefaultGatewayTemplate.Text, await mesh.InForceAsync());
        await mesh.FailAsync(null);
        await mesh.UntilAsync(Revision, r => SimulatedMesh.ObservedGeneration(r) == 2);
        Assert.Equal("spec: {}", await mesh.InForceAsync());
    }

    [Fact]
    public async Task An_older_revision_stays_as_it_is_while_a_namespace_uses_it_and_goes_afterwards()
    {
        const string Old = "default-v1-28-6";
        ResourceRef old = new(ResourceType.IstioRevision, Old);
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync(strategy: "RevisionBased");
        await mesh.LabelNamespaceAsync("default", "istio.io/rev", Old);
        await mesh.UntilAsync(old, r => SimulatedMesh.Condition(r, "InUse") == "True");

        await mesh.PatchAsync(JsonNode.Parse(
            """{"spec":{"version":"v1.30.3","updateStrategy":{"inactiveRevisionDeletionGracePeriodSeconds":0}}}""")!.AsObject());
        await mesh.SetTemplateAsync("spec: {}");
        JsonObject istio = await mesh.UntilAsync(i => SimulatedMesh.ObservedGeneration(i) == 3 && SimulatedMesh.Text(i, "status", "state") == "Healthy"
            && i["status"]!["revisions"]!["ready"]!.GetValue<int>() == 2);
        await mesh.UntilAsync(
            new ResourceRef(ResourceType.ConfigMap, "istio-sidecar-injector-default-v1-30-3", "istio-system"),
            m => SimulatedMesh.Text(m, "data", "values")!.Contains("spec: {}", StringComparison.Ordinal));

        Assert.Equal("default-v1-30-3", SimulatedMesh.Text(istio, "status", "activeRevisionName"));
        Assert.Equal("""{"inUse":1,"ready":2,"total":2}""", istio["status"]!["revisions"]!.ToJsonString());
        Assert.Equal(DefaultGatewayTemplate.Text, await mesh.InForceAsync("istio-sidecar-injector-" + Old));

        await mesh.LabelNamespaceAsync("default", "istio.io/rev", null);
        await mesh.UntilGoneAsync(old);
        await mesh.UntilGoneAsync(new ResourceRef(ResourceType.ConfigMap, "istio-sidecar-injector-" + Old, "istio-system"));
        await mesh.UntilGoneAsync(new ResourceRef(ResourceType.Deployment, "istiod-" + Old, "istio-system"));
    }

    [Fact]
    public async Task The_injector_config_map_goes_when_the_values_omit_it()
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync();

        await mesh.PatchAsync(JsonNode.Parse("""{"spec":{"values":{"global":{"omitSidecarInjectorConfigMap":true}}}}""")!.AsObject());
        await mesh.UntilGoneAsync(new ResourceRef(ResourceType.ConfigMap, "istio-sidecar-injector", "istio-system"));
        JsonObject revision = await mesh.UntilAsync(Revision, r => SimulatedMesh.ObservedGeneration(r) == 2);

        Assert.Equal("True", SimulatedMesh.Condition(revision, "Reconciled"));
    }

    [Theory]
    [InlineData("default", "InPlace", "default", "istio-sidecar-injector")]
    [InlineData("mesh", "InPlace", "mesh", "istio-sidecar-injector-mesh")]
    [InlineData("default", "RevisionBased", "default-v1-28-6", "istio-sidecar-injector-default-v1-28-6")]
    public async Task Revision_and_config_map_are_named_as_the_operator_names_them(
        string istio, string strategy, string revision, string configMap)
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync(name: istio, strategy: strategy);

        Assert.Equal(revision, SimulatedMesh.Text(await mesh.IstioAsync(istio), "status", "activeRevisionName"));
        Assert.Equal(DefaultGatewayTemplate.Text, await mesh.InForceAsync(configMap));
    }

    private static long Version(JsonObject resource) =>
        long.Parse(SimulatedMesh.Text(resource, "metadata", "resourceVersion")!, CultureInfo.InvariantCulture);
}
