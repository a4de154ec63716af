using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Tests.Workloads;

namespace IstioGateway.Sandbox.Tests.Api;

/// <summary>Binding a pod to a node, and evicting it.</summary>
public sealed class PodSubresourceTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
    private static readonly JsonObject Eviction = new() { ["metadata"] = new JsonObject { ["name"] = "gw" } };

    [Fact]
    public async Task A_pod_is_bound_once()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.PostAsync(Pods, Manifests.Pod("gw"));
        JsonObject binding = new() { ["target"] = new JsonObject { ["kind"] = "Node", ["name"] = "worker-01" } };

        Answer bound = await sandbox.PostAsync(Pods + "/gw/binding", binding);
        Answer again = await sandbox.PostAsync(Pods + "/gw/binding", binding);
        Answer pod = await sandbox.GetAsync(Pods + "/gw");

        Assert.Equal(201, bound.Code);
        Assert.Equal(409, again.Code);
        Assert.Equal(
            "Operation cannot be fulfilled on pods/binding \"gw\": pod gw is already assigned to node \"worker-01\"", again.Message);
        Assert.Equal("worker-01", (string?)pod.Json["spec"]!["nodeName"]);
    }

    [Fact]
    public async Task A_pod_that_does_not_run_may_always_go()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.PostAsync(Pods, Manifests.Pod("gw", null, ("app", "gw")));
        await sandbox.PostAsync(Budgets, Manifests.Budget("budget", "gw", 1));

        Answer evicted = await sandbox.PostAsync(Pods + "/gw/eviction", Eviction);

        Assert.Equal(201, evicted.Code);
        Assert.Equal(404, (await sandbox.GetAsync(Pods + "/gw")).Code);
    }

    [Theory]
    [InlineData(0, "The disruption budget budget is still being processed by the server.")]
    [InlineData(1, "The disruption budget budget needs 1 healthy pods and has 1 currently")]
    public async Task A_budget_forbids_an_eviction_with_429(int observed, string why)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await RunningAsync(sandbox);
        await sandbox.PostAsync(Budgets, Manifests.Budget("budget", "gw", 1));
        await sandbox.MergeAsync(
            Budgets + "/budget/status", $$$"""{"status":{"observedGeneration":{{{observed}}},"currentHealthy":1,"desiredHealthy":1}}""");

        Answer refused = await sandbox.PostAsync(Pods + "/gw/eviction", Eviction);

        Assert.Equal(429, refused.Code);
        Assert.Equal("Cannot evict pod as it would violate the pod's disruption budget.", refused.Message);
        Assert.Equal("DisruptionBudget", (string?)refused.Json["details"]!["causes"]![0]!["reason"]);
        Assert.Equal(why, (string?)refused.Json["details"]!["causes"]![0]!["message"]);
        Assert.Equal(200, (await sandbox.GetAsync(Pods + "/gw")).Code);
    }

    [Fact]
    public async Task An_eviction_uses_its_budget_up_but_a_dry_run_does_not()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await RunningAsync(sandbox);
        await sandbox.PostAsync(Budgets, Manifests.Budget("budget", "gw", 0));
        await sandbox.MergeAsync(Budgets + "/budget/status", """{"status":{"observedGeneration":1,"disruptionsAllowed":1}}""");

        Answer tried = await sandbox.PostAsync(Pods + "/gw/eviction?dryRun=All", Eviction);
        long? before = (await sandbox.GetAsync(Budgets + "/budget")).Json.Number("status", "disruptionsAllowed");
        Answer evicted = await sandbox.PostAsync(Pods + "/gw/eviction", Eviction);
        JsonObject budget = (await sandbox.GetAsync(Budgets + "/budget")).Json;

        Assert.Equal((201, 1L), (tried.Code, before));
        Assert.Equal((201, 0L), (evicted.Code, budget.Number("status", "disruptionsAllowed")));
        Assert.NotNull(budget["status"]!["disruptedPods"]!["gw"]);
    }

    [Fact]
    public async Task Evicting_needs_a_right_of_its_own()
    {
        AccessRule pods = new(["get", "delete"], [""], ["pods"]);
        await using TestSandbox sandbox = await TestSandbox.StartAsync(new SandboxClusterOptions { Tokens = [new("admin", [pods])] });

        Answer refused = await sandbox.PostAsync(Pods + "/gw/eviction", Eviction);

        Assert.Equal(403, refused.Code);
        Assert.Contains("cannot create resource \"pods/eviction\"", refused.Message, StringComparison.Ordinal);
    }

    private static async Task RunningAsync(TestSandbox sandbox)
    {
        await sandbox.PostAsync(Pods, Manifests.Pod("gw", null, ("app", "gw")));
        await sandbox.MergeAsync(
            Pods + "/gw/status", """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""");
    }
}
