using System.Diagnostics;
using System.Management.Automation;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Sandbox;
using IstioGateway.Sandbox.Faults;

namespace IstioGateway.Commands.Tests;

/// <summary>The Tab key: names that the cluster knows, in a second at most and without a word where it says nothing.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    /// <summary>Every parameter that names something in a cluster, and what is offered for it.</summary>
    public static TheoryData<string, string, string> Lines { get; } = new()
    {
        { "Get-NodeKernel -Name WORKER-0", "worker-01 worker-02 worker-03 worker-04", "kernel 5.15.0-119-generic [sandbox]" },
        { "Set-IstioGatewayTemplate -Name d", "default", "Istio v1.26.2 Healthy [sandbox]" },
        { "Remove-IstioGatewayTemplate -Name ", "default", "Istio v1.26.2 Healthy [sandbox]" },
        { "Get-IstioGatewayTemplate -Name DEF", "default", "Istio v1.26.2 Healthy [sandbox]" },
        { "Wait-IstioReady -Name ", "default", "Istio v1.26.2 Healthy [sandbox]" },
        { "New-GatewayTemplatePatch -Name ", "default", "Istio v1.26.2 Healthy [sandbox]" },
        { "Test-GatewayTemplate -Name ", "default", "Istio v1.26.2 Healthy [sandbox]" },
        { "Expand-GatewayTemplate -Name ", "default", "Istio v1.26.2 Healthy [sandbox]" },
        { "Wait-IstioReady -Template a -TemplateName c", "custom", "set by istio/default [sandbox]" },
        { "Wait-IstioReady -Template a -Namespace ed", "edge", "namespace [sandbox]" },
        { "Test-GatewayInjection -Namespace Ed", "edge", "namespace [sandbox]" },
        { "Get-GatewayWorkload -Namespace ed", "edge", "namespace [sandbox]" },
        { "New-GatewayManifest -Namespace ed", "edge", "namespace [sandbox]" },
        { "Get-GatewayWorkload -Namespace edge -Name ", "ingress", "gateway in edge [sandbox]" },
        { "Get-GatewayWorkload -Namespace ed* -Name ", "ingress", "gateway in edge [sandbox]" },
        { "Get-GatewayWorkload -Namespace default -Name ", "", "" },
        { "Restart-GatewayWorkload -Namespace ed", "edge", "namespace [sandbox]" },
        { "Restart-GatewayWorkload -Namespace edge -Name in", "ingress", "gateway in edge [sandbox]" },
        { "Publish-GatewayManifest -Namespace ed", "edge", "namespace [sandbox]" },
        { "Export-GatewayReport -Name d", "default", "Istio v1.26.2 Healthy [sandbox]" },
        { "Test-GatewayInjection -Namespace edge -Deployment in", "ingress", "gateway in edge [sandbox]" },
        { "Get-NodeKernel -Name 'worker-0[12]", "worker-01 worker-02", "kernel 5.15.0-119-generic [sandbox]" },
    };

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task Names_come_from_the_cluster_that_the_line_names()
    {
        await using TestCluster cluster = await StartAsync();
        _session.Run("$cluster = Connect-IstioCluster -Kubeconfig $args[0]", cluster.Kubeconfig).ThrowIfFailed();
        string[] ways = [$"-Kubeconfig {cluster.Kubeconfig}", $"-Kubeconfig {cluster.Kubeconfig} -Context sandbox", "-Cluster $cluster"];

        foreach (string way in ways)
        {
            foreach ((string line, string names, string about) in Lines.Select(row => row.Data))
            {
                string command = line[..line.IndexOf(' ', StringComparison.Ordinal)];

                CompletionResult[] found = Complete($"{command} {way}{line[command.Length..]}");

                Assert.Equal(names, string.Join(' ', found.Select(result => result.ListItemText)));
                Assert.Equal(about, found.FirstOrDefault()?.ToolTip ?? "");
            }
        }
    }

    [Fact]
    public async Task A_server_that_hangs_or_denies_costs_no_more_than_a_second_and_no_word()
    {
        await using TestCluster cluster = await StartAsync();
        string nobody = cluster.KubeconfigFor("nobody");
        Assert.Empty(Complete($"Get-NodeKernel -Kubeconfig {nobody} -Name "));
        Assert.Empty(Complete($"Get-GatewayWorkload -Kubeconfig {nobody} -Name "));
        Assert.Equal(["gateway"], Complete($"Set-IstioGatewayTemplate -Kubeconfig {nobody} -Template a -TemplateName ").Select(c => c.CompletionText));
        cluster.Sandbox.Faults.Add(new FaultRule { Effect = FaultEffect.Delay(TimeSpan.FromHours(1)) });
        Stopwatch watch = Stopwatch.StartNew();

        Assert.Empty(Complete($"Get-NodeKernel -Kubeconfig {cluster.Kubeconfig} -Name "));

        // A second for the answer, and the rest for a busy machine; an unbounded wait would be an hour.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("Get-NodeKernel -Kubeconfig ./none -Name ")]
    [InlineData("Get-NodeKernel -Kubeconfig ./none -Context ")]
    [InlineData("Get-GatewayWorkload -Kubeconfig ./none -Namespace ")]
    [InlineData("Wait-IstioReady -Kubeconfig ./none -Context 'prod-*' -Name ")]
    public void Without_a_kubeconfig_nothing_is_offered_and_nothing_said(string line) => Assert.Empty(Complete(line));

    [Fact]
    public async Task Names_that_are_not_one_word_are_quoted()
    {
        await using TestCluster cluster = await StartAsync(new TestClusterOptions { RunControllers = false });
        await cluster.PatchIstioAsync("""{"spec":{"values":{"sidecarInjectorWebhook":{"templates":{"it's mine":"a: 1"}}}}}""");

        CompletionResult[] found = Complete($"Set-IstioGatewayTemplate -Kubeconfig {cluster.Kubeconfig} -Template a -TemplateName it");

        Assert.Equal("'it''s mine'", Assert.Single(found).CompletionText);
    }

    /// <summary>What the engine offers; anything that a completer throws would be an error of the script.</summary>
    private CompletionResult[] Complete(string line)
    {
        RunResult result = _session.Run(
            "[System.Management.Automation.CommandCompletion]::CompleteInput($args[0], $args[0].Length, $null).CompletionMatches", line);

        // Where no completer offers anything the engine goes on to files.
        return [.. result.ThrowIfFailed().Of<CompletionResult>().Where(match => match.ResultType == CompletionResultType.ParameterValue)];
    }

    private static async Task<TestCluster> StartAsync(TestClusterOptions? options = null)
    {
        TestCluster cluster = await TestCluster.StartAsync((options ?? new TestClusterOptions()) with { Tokens = [new SandboxToken("nobody", [])] });
        await GatewayObjects.NamespaceAsync(cluster);
        await GatewayObjects.DeployAsync(cluster, "ingress", sysctl: false);
        return cluster;
    }
}
