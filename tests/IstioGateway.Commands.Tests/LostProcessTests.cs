using System.Diagnostics;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Sandbox;
using IstioGateway.Sandbox.Faults;
using IstioGateway.Templates;

namespace IstioGateway.Commands.Tests;

/// <summary>
/// A process that is killed while it changes a template, at each stage: the resource is as it was or as wanted, a backup is
/// whole or not there, and running the command again completes it.
/// </summary>
public sealed class LostProcessTests : IDisposable
{
    private const string Old = "spec:\n  hostIPC: false\n  containers:\n  - name: istio-proxy\n    image: proxy\n";
    private const string New = "spec:\n  hostIPC: true\n  containers:\n  - name: istio-proxy\n    image: proxy # wanted";
    private const string User = "runbook";

    private readonly PowerShellSession _session = new();

    /// <summary>Where the process is when it is killed: which of its requests is held, and what must have happened by then.</summary>
    public static TheoryData<string, bool, bool> Stages { get; } = new()
    {
        // stage, whether the change has happened, whether there is a backup
        { "before the read", false, false },
        { "after the read", false, false },
        { "after the backup", false, true },
        { "after the write", true, true },
        { "during the wait", true, true },
    };

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task Killed_at_any_stage_it_leaves_the_old_or_the_new_and_a_second_run_completes_it(string stage, bool changed, bool backedUp)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { Tokens = [new SandboxToken(User, [AccessRule.All])] });
        await cluster.PatchIstioAsync(Patches.GatewayTemplatePatchBody.For("gateway", Old).ToJsonString());
        string template = cluster.File("template.txt");
        await File.WriteAllTextAsync(template, New);
        string folder = cluster.File("backup");
        FaultRule held = Held(stage);
        ActiveFault fault = cluster.Sandbox.Faults.Add(held);

        using Process process = DotNetProgram.Host.Start(
            "-Command",
            $"Connect-IstioCluster -Kubeconfig '{cluster.KubeconfigFor(User)}'"
                + $" | Set-IstioGatewayTemplate -TemplatePath '{template}' -BackupPath '{folder}' -Timeout 10m | Wait-IstioReady -Timeout 10m");
        await ReachedAsync(cluster, fault, changed, process);
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        fault.Dispose();

        Assert.Equal(changed ? New : Old, await cluster.OverrideAsync());
        IReadOnlyList<TemplateBackup> left = await BackupsAsync(folder);
        Assert.Equal(backedUp ? 1 : 0, left.Count);
        Assert.All(left, backup => Assert.Equal(Old, backup.Template));

        RunResult again = _session.Run(
            "Connect-IstioCluster -Kubeconfig $args[0] | Set-IstioGatewayTemplate -TemplatePath $args[1] -BackupPath $args[2] -OutVariable change"
                + " | Wait-IstioReady -Timeout 60s; $change",
            cluster.Kubeconfig,
            template,
            folder);

        again.ThrowIfFailed();
        Assert.Equal(!changed, Assert.Single(again.Of<IstioTemplateChange>()).Changed);
        Assert.True(Assert.Single(again.Of<IstioStatus>()).Ready);
        Assert.Equal(New, await cluster.OverrideAsync());
        Assert.Equal("metadata:\n  labels:\n    hello: world\n", await cluster.OverrideAsync("custom"));
        Assert.All(await BackupsAsync(folder), backup => Assert.Equal(Old, backup.Template));
    }

    private static FaultRule Held(string stage)
    {
        FaultEffect forever = FaultEffect.Delay(TimeSpan.FromHours(1));
        return stage switch
        {
            "before the read" => new FaultRule { Verb = "get", Resource = "istios", User = User, Effect = forever },
            "after the read" => new FaultRule { Verb = "create", Resource = "selfsubjectaccessreviews", User = User, Effect = forever },
            "after the backup" => new FaultRule { Verb = "patch", Resource = "istios", User = User, Effect = forever },

            // The server does it, and its answer never comes.
            "after the write" => new FaultRule { Verb = "patch", Resource = "istios", User = User, Effect = FaultEffect.StallAfter(0) },
            _ => new FaultRule { Verb = "get", Resource = "istios", User = User, Skip = 1, Effect = forever },
        };
    }

    /// <summary>Waits until the process stands where it is to be killed; one that ends before says why.</summary>
    private static async Task ReachedAsync(TestCluster cluster, ActiveFault fault, bool changed, Process process)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        Task ended = process.WaitForExitAsync(limit.Token);
        Task asked = cluster.Sandbox.Requests.WaitForAsync(
            request => request.User == User && request.Verb == fault.Rule.Verb && request.Resource == fault.Rule.Resource, limit.Token);
        if (await Task.WhenAny(asked, ended) == ended)
        {
            Assert.Fail(await process.StandardError.ReadToEndAsync(limit.Token));
        }

        // The log knows of a request just before the fault takes it, and the first of several may pass.
        while (fault.Hits == 0 && !ended.IsCompleted)
        {
            await Task.Yield();
        }

        if (changed)
        {
            await cluster.WaitAsync(istio =>
                istio["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!["gateway"]!.GetValue<string>() == New);
        }
    }

    /// <summary>All backups of a folder; one that is not whole fails the test.</summary>
    private static async Task<IReadOnlyList<TemplateBackup>> BackupsAsync(string folder)
    {
        List<TemplateBackup> backups = [];
        foreach (string file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [])
        {
            backups.Add(await TemplateBackup.ReadAsync(file, TestContext.Current.CancellationToken));
        }

        return backups;
    }
}
