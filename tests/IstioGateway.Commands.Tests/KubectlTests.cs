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
