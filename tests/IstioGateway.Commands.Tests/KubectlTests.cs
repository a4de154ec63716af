using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Testing;

namespace IstioGateway.Commands.Tests;

/// <summary>kubectl, a client that nobody here wrote, on the same cluster as the module.</summary>
public sealed partial class KubectlTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task The_documented_commands_run_word_for_word_and_write_what_the_module_writes()
    {
        Tool.Require("kubectl", "jq", "bash");
        await using TestCluster byKubectl = await TestCluster.StartAsync();
        File.Copy(SharedFiles.Path("procedure/gateway-injection-template.txt"), byKubectl.File("gateway-injection-template.txt"));
        (string patch, string wait) = DocumentedCommands();

        Tool.Result patched = await Tool.BashAsync(byKubectl, patch);
        Tool.Result waited = await Tool.BashAsync(byKubectl, wait);

        Assert.Equal("istio.sailoperator.io/default patched", patched.Output.Trim());
        Assert.Equal("istio.sailoperator.io/default condition met", waited.Output.Trim());
        JsonNode specOfKubectl = (await byKubectl.IstioAsync())["spec"]!;

        // The module finds nothing left to do on what kubectl wrote, ...
        const string Documented = "New-GatewayTemplatePatch -Base Documented -WarningAction Ignore | Set-IstioGatewayTemplate -Kubeconfig $args[0]";
        Assert.False(Assert.Single(
            _session.Run(Documented, byKubectl.Kubeconfig).ThrowIfFailed().Of<IstioTemplateChange>()).Changed);

        // ... undoes it, and writes the very same resource itself.
        _session.Run("Remove-IstioGatewayTemplate -Kubeconfig $args[0]", byKubectl.Kubeconfig).ThrowIfFailed();
        Assert.True(Assert.Single(
            _session.Run(Documented, byKubectl.Kubeconfig).ThrowIfFailed().Of<IstioTemplateChange>()).Changed);
        Assert.True(JsonNode.DeepEquals(specOfKubectl, (await byKubectl.IstioAsync())["spec"]));
    }

    [Fact]
    public async Task Kubectl_applies_the_modules_patch_file_and_kustomize_builds_its_component()
    {
        Tool.Require("kubectl", "bash");
        await using TestCluster cluster = await TestCluster.StartAsync();
        _session.Run("New-GatewayTemplatePatch -As Yaml -OutFile $args[0] | Out-Null", cluster.File("patch.yaml")).ThrowIfFailed();
        Directory.CreateDirectory(cluster.File("component"));
        _session.Run(
            "New-GatewayTemplatePatch -As Kustomize -OutFile $args[0] | Out-Null", cluster.File("component/kustomization.yaml")).ThrowIfFailed();
        await File.WriteAllTextAsync(
            cluster.File("istio.yaml"), "apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata:\n  name: default\nspec:\n  version: v1.26.2\n");
        await File.WriteAllTextAsync(cluster.File("kustomization.yaml"), "resources: [istio.yaml]\ncomponents: [component]\n");

        await Tool.BashAsync(cluster, "kubectl patch istio default --type=merge --patch-file patch.yaml");
        Tool.Result built = await Tool.BashAsync(cluster, "kubectl kustomize .");

        string documented = SharedFiles.Text("procedure/gateway-injection-template.txt");
        Assert.Equal(documented, await cluster.OverrideAsync());
        JsonNode kustomized = new Kubernetes.Yaml.YamlCodec().Read(built.Output)!;
        Assert.Equal(
            documented, kustomized["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!["gateway"]!.GetValue<string>());
        Assert.Equal("v1.26.2", kustomized["spec"]!["version"]!.GetValue<string>());
    }

    [Fact]
    public async Task Kubectl_sees_nodes_and_resource_and_a_reapply_changes_nothing()
    {
        Tool.Require("kubectl", "jq", "bash");
        await using TestCluster cluster = await TestCluster.StartAsync();

        Tool.Result nodes = await Tool.BashAsync(cluster, "kubectl get nodes -o wide");
        Tool.Result resource = await Tool.BashAsync(cluster, "kubectl get istio default -o yaml");
        await Tool.BashAsync(cluster, "kubectl get istio default -o json | jq '{apiVersion, kind, metadata: {name: .metadata.name}, spec}' > istio.json && kubectl apply -f istio.json");
        string generation = (await cluster.IstioAsync())["metadata"]!["generation"]!.ToJsonString();
        Tool.Result again = await Tool.BashAsync(cluster, "kubectl diff -f istio.json && kubectl apply -f istio.json");

        Assert.Contains("KERNEL-VERSION", nodes.Output, StringComparison.Ordinal);
        Assert.Contains("3.10.0-1160.118.1.el7.x86_64", nodes.Output, StringComparison.Ordinal);
        Assert.Contains("kind: Istio", resource.Output, StringComparison.Ordinal);
        Assert.Contains("unchanged", again.Output, StringComparison.Ordinal);
        Assert.Equal(generation, (await cluster.IstioAsync())["metadata"]!["generation"]!.ToJsonString());
    }

    [Fact]
    public async Task The_module_reads_what_kubectl_prints()
    {
        Tool.Require("kubectl", "bash");
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });
        Tool.Result nodes = await Tool.BashAsync(cluster, "kubectl get nodes -o json > nodes.json");
        Assert.Equal(0, nodes.ExitCode);

        RunResult offline = _session.Run("Get-NodeKernel -Path $args[0]", cluster.File("nodes.json"));
        RunResult live = _session.Run("Get-NodeKernel -Kubeconfig $args[0]", cluster.Kubeconfig);

        Assert.Equal(
            live.ThrowIfFailed().Of<NodeKernel>().Select(n => (n.Name, n.KernelVersion, n.RequiresTemplate, n.Status)),
            offline.ThrowIfFailed().Of<NodeKernel>().Select(n => (n.Name, n.KernelVersion, n.RequiresTemplate, n.Status)));
    }

    [Fact]
    public async Task A_sandbox_is_loaded_from_the_nodes_that_kubectl_prints()
    {
        Tool.Require("kubectl", "bash");
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });
        await Tool.BashAsync(cluster, "kubectl get nodes -o json > nodes.json");

        RunResult result = _session.Run(
            "Connect-IstioCluster -Sandbox -NodeList $args[0] -Name rehearsal | Get-NodeKernel", cluster.File("nodes.json"));

        IReadOnlyList<NodeKernel> rehearsal = result.ThrowIfFailed().Of<NodeKernel>();
        Assert.All(rehearsal, n => Assert.Equal("rehearsal", n.Cluster!.Name));
        Assert.Equal(2, rehearsal.Count(n => n.RequiresTemplate == TemplateRequirement.Yes));
    }

    [Fact]
    public async Task What_kubectl_applied_is_unchanged_for_the_module_and_a_different_value_conflicts_with_its_manager()
    {
        Tool.Require("kubectl", "bash");
        await using TestCluster cluster = await TestCluster.StartAsync();
        await File.WriteAllTextAsync(cluster.File("edge.yaml"), Gateway(cluster, "-Port 80"), TestContext.Current.CancellationToken);
        await GatewayObjects.NamespaceAsync(cluster, "istio-ingress");
        await Tool.BashAsync(cluster, "kubectl apply -f edge.yaml");
        const string Publish = "$args[0] | Publish-GatewayManifest -Kubeconfig $args[1] ";

        RunResult same = _session.Run(Publish, Gateway(cluster, "-Port 80"), cluster.Kubeconfig);
        RunResult again = _session.Run(Publish + "-Confirm", Gateway(cluster, "-Port 80"), cluster.Kubeconfig);
        RunResult other = _session.Run(Publish, Gateway(cluster, "-Port 80:9080"), cluster.Kubeconfig);
        RunResult forced = _session.Run(Publish + "-Force", Gateway(cluster, "-Port 80:9080"), cluster.Kubeconfig);

        Assert.Equal(7, same.ThrowIfFailed().Of<PublishedManifest>().Count);
        Assert.All(same.Of<PublishedManifest>(), item => Assert.Equal(PublishAction.Unchanged, item.Action));

        // It has noted itself as an owner, and so nothing is left to ask about.
        Assert.All(again.ThrowIfFailed().Of<PublishedManifest>(), item => Assert.Equal(PublishAction.Unchanged, item.Action));
        Assert.StartsWith("ApplyConflict", other.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("(kubectl-client-side-apply)", other.OnlyError().ToString(), StringComparison.Ordinal);
        Assert.Contains("targetPort", other.OnlyError().ToString(), StringComparison.Ordinal);
        Assert.Equal(
            ["Service Configured kubectl-client-side-apply"],
            forced.ThrowIfFailed().Of<PublishedManifest>().Where(item => item.Action != PublishAction.Unchanged)
                .Select(item => $"{item.Kind} {item.Action} {string.Join(' ', item.Managers)}"));
    }

    [Fact]
    public async Task What_the_module_published_kubectl_finds_unchanged_by_either_kind_of_apply()
    {
        Tool.Require("kubectl", "bash");
        await using TestCluster cluster = await TestCluster.StartAsync();
        string yaml = Gateway(cluster, "-Port 80");
        await File.WriteAllTextAsync(cluster.File("edge.yaml"), yaml, TestContext.Current.CancellationToken);
        _session.Run("$args[0] | Publish-GatewayManifest -Kubeconfig $args[1] -CreateNamespace", yaml, cluster.Kubeconfig).ThrowIfFailed();

        Tool.Result diff = await Tool.BashAsync(cluster, "kubectl diff -f edge.yaml");
        Tool.Result byServer = await Tool.BashAsync(cluster, "kubectl apply --server-side -f edge.yaml && kubectl diff --server-side -f edge.yaml");
        RunResult again = _session.Run("$args[0] | Publish-GatewayManifest -Kubeconfig $args[1]", yaml, cluster.Kubeconfig);

        Assert.Equal((0, ""), (diff.ExitCode, diff.Output.Trim()));
        Assert.Equal(7, byServer.Output.Split('\n').Count(line => line.EndsWith(" serverside-applied", StringComparison.Ordinal)));
        Assert.All(again.ThrowIfFailed().Of<PublishedManifest>(), item => Assert.Equal(PublishAction.Unchanged, item.Action));
    }

    private string Gateway(TestCluster cluster, string arguments) => Assert.Single(_session.Run(
        $"New-GatewayManifest -Name edge -Namespace istio-ingress -PrivilegedPort None -Route *=web:80 -As Yaml -Kubeconfig $args[0] {arguments}", cluster.Kubeconfig)
        .ThrowIfFailed().Of<string>());

    /// <summary>The two code blocks of the document, as printed there.</summary>
    private static (string Patch, string Wait) DocumentedCommands()
    {
        string text = SharedFiles.Text("procedure/procedure.txt").ReplaceLineEndings("\n");
        string patch = PatchCommands().Match(text).Value;
        string wait = WaitCommand().Match(text).Value;
        Assert.Contains("kubectl patch istio default --type=merge", patch, StringComparison.Ordinal);
        Assert.Contains("kubectl wait --for condition=Ready istio/default --timeout=3m", wait, StringComparison.Ordinal);
        return (patch, wait);
    }

    [GeneratedRegex(@"^ *TEMPLATE_CONTENT=.*?-p ""\$\{PATCH_DATA\}""$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex PatchCommands();

    [GeneratedRegex(@"^ *kubectl wait .*$", RegexOptions.Multiline)]
    private static partial Regex WaitCommand();
}
