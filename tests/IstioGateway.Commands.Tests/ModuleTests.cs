using System.Management.Automation;
using System.Net.Sockets;
using System.Reflection;
using System.Xml.Linq;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Testing;

namespace IstioGateway.Commands.Tests;

/// <summary>The module as a thing to import.</summary>
public sealed class ModuleTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void It_exports_its_cmdlets_and_nothing_else()
    {
        RunResult result = _session.Run("(Get-Module IstioGateway).ExportedCommands.Keys");

        Assert.Equal(
            [
                "Connect-IstioCluster", "Expand-GatewayTemplate", "Export-GatewayReport", "Get-GatewayWorkload", "Get-IstioGatewayTemplate",
                "Get-NodeKernel", "New-GatewayManifest", "New-GatewayTemplatePatch", "Remove-IstioGatewayTemplate",
                "Restart-GatewayWorkload",
                "Set-IstioGatewayTemplate", "Test-GatewayInjection", "Test-GatewayTemplate", "Wait-IstioReady",
            ],
            result.ThrowIfFailed().Of<string>().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Its_version_stands_in_the_manifest_and_in_the_assembly()
    {
        RunResult result = _session.Run(
            "(Get-Module IstioGateway).Version.ToString(); (Get-Command Get-NodeKernel).ImplementingType.Assembly.GetName().Version.ToString(3)");

        Assert.Single(result.ThrowIfFailed().Of<string>().Distinct());
    }

    [Fact]
    public void It_can_be_imported_again_and_removed() => _session.Run(
        "Import-Module $args[0] -Force; Remove-Module IstioGateway; Import-Module $args[0]; New-GatewayTemplatePatch -WarningAction Ignore | Out-Null",
        PowerShellSession.Manifest).ThrowIfFailed();

    [Fact]
    public void Cmdlets_that_change_a_mesh_or_export_a_file_support_WhatIf_and_the_others_do_not()
    {
        RunResult result = _session.Run(
            "(Get-Module IstioGateway).ExportedCommands.Values | Where-Object { $_.Parameters.ContainsKey('WhatIf') } | ForEach-Object Name");

        Assert.Equal(
            ["Export-GatewayReport", "Remove-IstioGatewayTemplate", "Restart-GatewayWorkload", "Set-IstioGatewayTemplate"],
            result.Of<string>().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_same_parameter_means_the_same_on_every_cmdlet()
    {
        CommandInfo[] commands = [.. _session.Run("Get-Command -Module IstioGateway").Of<CommandInfo>()];

        foreach (IGrouping<string, ParameterMetadata> parameter in commands
            .SelectMany(c => c.Parameters.Values)
            .Where(p => p.Name is "Kubeconfig" or "Context" or "Cluster" or "ThrottleLimit" or "Timeout" or "Name" or "TemplateName")
            .Where(p => !(p.Name is "Name" or "TemplateName" && p.ParameterType == typeof(string[])))
            .GroupBy(p => p.Name))
        {
            Assert.Single(parameter.Select(p => p.ParameterType).Distinct());
        }
    }

    [Fact]
    public void Every_output_type_has_a_view_for_live_and_for_deserialised_objects()
    {
        XDocument format = XDocument.Load(Path.Combine(SharedFiles.RepositoryRoot, "module", "IstioGateway.Format.ps1xml"));
        HashSet<string> viewed = [.. format.Descendants("TypeName").Select(e => e.Value)];

        string[] types =
        [
            "IstioCluster", "NodeKernel", "GatewayTemplatePatch", "IstioGatewayTemplate", "IstioTemplateChange",
            "IstioStatus", "TemplateFinding", "GatewayInjection", "ExpandedGatewayTemplate", "KubernetesManifest",
            "GatewayWorkloadStatus",
            "GatewayRestart",
            "GatewayReport",
        ];
        foreach (string type in types)
        {
            Assert.Contains($"IstioGateway.{type}", viewed);
            Assert.Contains($"Deserialized.IstioGateway.{type}", viewed);
            Assert.NotNull(typeof(NodeKernel).Assembly.GetType($"IstioGateway.{type}"));
        }
    }

    [Fact]
    public void Every_error_id_has_a_message_and_an_advice()
    {
        XDocument resources = XDocument.Load(
            Path.Combine(SharedFiles.RepositoryRoot, "src", "IstioGateway.Commands", "Errors", "Messages.resx"));
        HashSet<string> keys = [.. resources.Descendants("data").Select(e => e.Attribute("name")!.Value)];

        foreach (string id in ErrorIds())
        {
            Assert.Contains(id, keys);
            Assert.Contains(id + "_Advice", keys);
        }
    }

    [Fact]
    public void Nothing_in_it_is_static_and_mutable()
    {
        Assembly[] ours = [ModuleAssembly(), typeof(NodeKernel).Assembly, typeof(Kubernetes.KubernetesConnector).Assembly];

        IEnumerable<string> mutable = ours.SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(f => !f.IsInitOnly && !f.IsLiteral && f.DeclaringType?.Name.Contains('<', StringComparison.Ordinal) == false && !f.Name.Contains('<', StringComparison.Ordinal))
            .Select(f => $"{f.DeclaringType}.{f.Name}");

        Assert.Empty(mutable);
    }

    [Fact]
    public async Task An_embedded_cluster_says_so_and_ends_with_its_runspace()
    {
        PowerShellSession own = new();
        IstioCluster cluster = Assert.Single(own.Run("Connect-IstioCluster -Sandbox").ThrowIfFailed().Of<IstioCluster>());

        Assert.Equal("sandbox", cluster.Source);
        Assert.True(await AnswersAsync(cluster.Server!));

        own.Dispose();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
        while (await AnswersAsync(cluster.Server!))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }

    [Fact]
    public void Contexts_are_completed_from_the_file()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, Kubernetes());
        string line = $"Get-NodeKernel -Kubeconfig {path} -Context pr";

        RunResult result = _session.Run(
            "[System.Management.Automation.CommandCompletion]::CompleteInput($args[0], $args[0].Length, $null).CompletionMatches", line);

        File.Delete(path);
        Assert.Equal(
            ["prod-eu", "'prod us'"], result.ThrowIfFailed().Of<CompletionResult>().Select(c => c.CompletionText));
    }

    private static async Task<bool> AnswersAsync(Uri server)
    {
        using TcpClient client = new();
        try
        {
            await client.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Kubernetes() =>
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
        users: [{name: u, user: {}}]
        contexts: [{name: prod-eu, context: {cluster: c, user: u}}, {name: "prod us", context: {cluster: c, user: u}}, {name: dev, context: {cluster: c, user: u}}]
        """;

    private Assembly ModuleAssembly() =>
        _session.Run("(Get-Command Get-NodeKernel).ImplementingType.Assembly").Of<Assembly>().Single();

    private IEnumerable<string> ErrorIds() => ModuleAssembly().GetType("IstioGateway.Commands.Errors.ErrorId")!
        .GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);
}
