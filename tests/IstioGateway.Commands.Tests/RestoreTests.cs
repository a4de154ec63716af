using System.Management.Automation;
using System.Text.Json.Nodes;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests;

/// <summary>Remove-IstioGatewayTemplate -FromBackup, and what an undo shows.</summary>
public sealed class RestoreTests : IDisposable
{
    private const string Before = "spec:\r\n  hostIPC: false # é \U0001F600\n  containers:\n  - name: istio-proxy\n    image: proxy\n\n";
    private const string Changed = "spec:\n  hostIPC: true\n  containers:\n  - name: istio-proxy\n    image: proxy";

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task A_backup_is_restored_to_the_byte_and_a_second_time_writes_nothing()
    {
        await using TestCluster cluster = await StartAsync();
        await OverrideAsync(cluster, Before);
        string backup = ChangeWithBackup(cluster);

        RunResult result = _session.Run(
            "$cluster | Remove-IstioGatewayTemplate -FromBackup $args[0] -OutVariable restored | Wait-IstioReady -Timeout 60s; $restored;"
                + " $cluster | Remove-IstioGatewayTemplate -FromBackup $args[0]",
            backup);

        Assert.Equal([true, false], result.ThrowIfFailed().Of<IstioTemplateChange>().Select(change => change.Changed));
        Assert.True(Assert.Single(result.Of<IstioStatus>()).Ready);
        Assert.Equal(Before, await cluster.OverrideAsync());
        Assert.Equal("metadata:\n  labels:\n    hello: world\n", await cluster.OverrideAsync("custom"));
    }

    [Fact]
    public async Task A_backup_of_no_override_takes_it_out_again()
    {
        await using TestCluster cluster = await StartAsync();
        string backup = ChangeWithBackup(cluster);

        IstioTemplateChange change = Assert.Single(
            _session.Run("$cluster | Remove-IstioGatewayTemplate -FromBackup $args[0]", backup).ThrowIfFailed().Of<IstioTemplateChange>());

        Assert.True(change.Changed);
        Assert.Null(change.Sha256);
        Assert.Null(await cluster.OverrideAsync());
    }

    [Fact]
    public async Task WhatIf_shows_the_difference_and_restores_nothing()
    {
        await using TestCluster cluster = await StartAsync();
        await OverrideAsync(cluster, Changed.Replace("true", "false", StringComparison.Ordinal));
        string backup = ChangeWithBackup(cluster);

        RunResult result = _session.Run("$cluster | Remove-IstioGatewayTemplate -FromBackup $args[0] -WhatIf", backup);

        Assert.Contains("+  hostIPC: false", result.ThrowIfFailed().HostText, StringComparison.Ordinal);
        Assert.Contains("-  hostIPC: true", result.HostText, StringComparison.Ordinal);
        Assert.Equal(Changed, await cluster.OverrideAsync());
    }

    [Theory]
    [InlineData("server", "https://elsewhere:6443/")]
    [InlineData("istio", "other")]
    [InlineData("templateName", "sidecar")]
    public async Task A_backup_of_something_else_is_refused_unless_forced(string member, string value)
    {
        await using TestCluster cluster = await StartAsync();
        string backup = ChangeWithBackup(cluster);
        JsonNode content = JsonNode.Parse(await File.ReadAllTextAsync(backup))!;
        content[member] = value;
        await File.WriteAllTextAsync(backup, content.ToJsonString());
        const string Restore = "$cluster | Remove-IstioGatewayTemplate default -TemplateName gateway -FromBackup $args[0]";

        RunResult refused = _session.Run(Restore, backup);
        Assert.Equal(Changed, await cluster.OverrideAsync());
        RunResult forced = _session.Run(Restore + " -Force", backup);

        Assert.StartsWith("BackupMismatch", refused.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidArgument, refused.OnlyError().CategoryInfo.Category);
        Assert.Contains($"its {member} is '{value}'", refused.OnlyError().ToString(), StringComparison.Ordinal);
        Assert.Contains("because of -Force", Assert.Single(forced.ThrowIfFailed().Warnings), StringComparison.Ordinal);
        Assert.Null(await cluster.OverrideAsync());
    }

    [Fact]
    public async Task The_backup_itself_says_which_template_it_is_of()
    {
        await using TestCluster cluster = await StartAsync();
        string backup = Assert.Single(_session.Run(
            "$cluster | Remove-IstioGatewayTemplate -TemplateName custom -BackupPath $args[0]", cluster.File("backup"))
            .ThrowIfFailed().Of<IstioTemplateChange>()).BackupPath!;
        Assert.Null(await cluster.OverrideAsync("custom"));

        _session.Run("$cluster | Remove-IstioGatewayTemplate -FromBackup $args[0]", backup).ThrowIfFailed();

        Assert.Equal("metadata:\n  labels:\n    hello: world\n", await cluster.OverrideAsync("custom"));
    }

    [Fact]
    public async Task A_template_that_istiod_could_not_parse_is_restored_only_by_force()
    {
        await using TestCluster cluster = await StartAsync();
        await OverrideAsync(cluster, "spec: {{ if");
        string backup = ChangeWithBackup(cluster);

        RunResult refused = _session.Run("$cluster | Remove-IstioGatewayTemplate -FromBackup $args[0]", backup);
        _session.Run("$cluster | Remove-IstioGatewayTemplate -FromBackup $args[0] -Force -WarningAction Ignore", backup).ThrowIfFailed();

        Assert.StartsWith("TemplateInvalid", refused.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("spec: {{ if", await cluster.OverrideAsync());
    }

    [Theory]
    [InlineData("{}", "BackupInvalid", ErrorCategory.InvalidData)]
    [InlineData("no json", "BackupInvalid", ErrorCategory.InvalidData)]
    [InlineData(null, "FileNotReadable", ErrorCategory.ObjectNotFound)]
    public async Task A_file_that_is_no_backup_is_an_error(string? content, string id, ErrorCategory category)
    {
        await using TestCluster cluster = await StartAsync();
        string path = cluster.File("not-a-backup.json");
        if (content is not null)
        {
            await File.WriteAllTextAsync(path, content);
        }

        ErrorRecord error = _session.Run("$cluster | Remove-IstioGatewayTemplate -FromBackup $args[0]", path).OnlyError();

        Assert.StartsWith(id, error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public async Task The_undo_shows_the_change_against_the_default_that_it_falls_back_to()
    {
        await using TestCluster cluster = await StartAsync();
        _session.Run("$cluster | New-GatewayTemplatePatch -PrivilegedPort None -WarningAction Ignore | Set-IstioGatewayTemplate").ThrowIfFailed();

        IstioTemplateChange change = Assert.Single(_session.Run("$cluster | Remove-IstioGatewayTemplate").ThrowIfFailed().Of<IstioTemplateChange>());

        Assert.Contains("(default in force)", change.Diff, StringComparison.Ordinal);
        Assert.Contains("-    sysctls: []", change.Diff, StringComparison.Ordinal);
        Assert.Contains("+    - name: net.ipv4.ip_unprivileged_port_start", change.Diff, StringComparison.Ordinal);
        Assert.DoesNotContain("-  containers:", change.Diff, StringComparison.Ordinal);
        Assert.DoesNotContain("No newline", change.Diff, StringComparison.Ordinal);
        Assert.Null(await cluster.OverrideAsync());
    }

    [Fact]
    public async Task An_undo_whose_default_cannot_be_read_shows_the_override_as_removed()
    {
        await using TestCluster cluster = await StartAsync(new TestClusterOptions { RunControllers = false });
        await OverrideAsync(cluster, "spec: {}");

        RunResult result = _session.Run("$cluster | Remove-IstioGatewayTemplate -Verbose");

        Assert.Contains("-spec: {}", Assert.Single(result.ThrowIfFailed().Of<IstioTemplateChange>()).Diff, StringComparison.Ordinal);
        Assert.Null(await cluster.OverrideAsync());
    }

    private static Task OverrideAsync(TestCluster cluster, string text) => cluster.PatchIstioAsync(
        Patches.GatewayTemplatePatchBody.For("gateway", text).ToJsonString());

    /// <summary>Changes the template with a backup; the file's path.</summary>
    private string ChangeWithBackup(TestCluster cluster) => Assert.Single(_session.Run(
        "$cluster | Set-IstioGatewayTemplate -Template $args[0] -BackupPath $args[1]", Changed, cluster.File("backup"))
        .ThrowIfFailed().Of<IstioTemplateChange>()).BackupPath!;

    private async Task<TestCluster> StartAsync(TestClusterOptions? options = null)
    {
        TestCluster cluster = await TestCluster.StartAsync(options);
        _session.Run("$cluster = Connect-IstioCluster -Kubeconfig $args[0]", cluster.Kubeconfig).ThrowIfFailed();
        return cluster;
    }
}
