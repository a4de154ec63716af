using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Kubernetes;
using IstioGateway.Templates;

namespace IstioGateway.Commands.Tests;

/// <summary>Many who write the templates of one mesh at once: nothing is lost, and who loses is told.</summary>
public sealed class ManyWritersTests
{
    [Fact]
    public async Task Two_hundred_writers_of_different_templates_all_find_theirs_in_the_end()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });
        KubeconfigSource source = KubeconfigSource.File(cluster.Kubeconfig);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(100));
        TaskCompletionSource start = new(TaskCreationOptions.RunContinuationsAsynchronously);

        Task<bool>[] writers = [.. Enumerable.Range(0, 200).Select(number => WriteAsync($"writer-{number}", $"spec: {{}} # {number}"))];
        start.SetResult();
        bool[] changed = await Task.WhenAll(writers);

        Assert.All(changed, Assert.True);
        JsonObject templates = (await cluster.IstioAsync())["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!.AsObject();
        Assert.Equal(201, templates.Count);
        Assert.All(Enumerable.Range(0, 200), number => Assert.Equal($"spec: {{}} # {number}", templates[$"writer-{number}"]!.GetValue<string>()));
        Assert.Equal("metadata:\n  labels:\n    hello: world\n", templates["custom"]!.GetValue<string>());

        async Task<bool> WriteAsync(string name, string text)
        {
            using IClusterApi api = new KubernetesConnector().Connect(source, null, new ConnectionSettings()).Api;
            TemplateChanger changer = new(api);
            TemplateChangePlan plan = await changer.PlanAsync("default", name, text, limit.Token);
            await start.Task;
            return (await changer.ApplyAsync(plan, dryRun: false, limit.Token)).Changed;
        }
    }

    [Fact]
    public async Task Cmdlets_that_write_different_templates_at_once_all_succeed()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        PowerShellSession[] sessions = [.. Enumerable.Range(0, 6).Select(_ => new PowerShellSession())];

        RunResult[] results = await Task.WhenAll(sessions.Select((session, number) => session.RunAsync(
            "foreach ($i in 1..3) { Set-IstioGatewayTemplate -Kubeconfig $args[0] -TemplateName \"t-$($args[1])-$i\" -Template 'spec: {}' }",
            TestContext.Current.CancellationToken,
            cluster.Kubeconfig,
            number)));

        Array.ForEach(sessions, session => session.Dispose());
        Assert.All(results, result => Assert.Equal(3, result.ThrowIfFailed().Of<IstioTemplateChange>().Count(change => change.Changed)));
        JsonObject templates = (await cluster.IstioAsync())["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!.AsObject();
        Assert.Equal(6 * 3, templates.Count(pair => pair.Key.StartsWith("t-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Of_two_who_write_the_same_template_one_wins_and_the_other_is_told()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        TemplateChanger changer = new(cluster.Api);
        for (int round = 0; round < 20; round++)
        {
            string[] texts = [$"spec: {{}} # {round} mine", $"spec: {{}} # {round} theirs"];
            TemplateChangePlan[] plans =
            [
                await changer.PlanAsync("default", "gateway", texts[0], TestContext.Current.CancellationToken),
                await changer.PlanAsync("default", "gateway", texts[1], TestContext.Current.CancellationToken),
            ];

            ClusterException?[] failures = await Task.WhenAll(plans.Select(ApplyAsync));

            int winner = Array.IndexOf(failures, null);
            ClusterException failure = Assert.Single(failures.OfType<ClusterException>());
            Assert.Equal(ClusterErrorKind.Conflict, failure.Kind);
            Assert.Contains("someone else changed the template 'gateway' meanwhile", failure.Message, StringComparison.Ordinal);
            Assert.Equal(texts[winner], await cluster.OverrideAsync());
        }

        Assert.Equal("metadata:\n  labels:\n    hello: world\n", await cluster.OverrideAsync("custom"));

        async Task<ClusterException?> ApplyAsync(TemplateChangePlan plan)
        {
            try
            {
                await changer.ApplyAsync(plan, dryRun: false, TestContext.Current.CancellationToken);
                return null;
            }
            catch (ClusterException failure)
            {
                return failure;
            }
        }
    }
}
