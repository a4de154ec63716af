using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Controllers.Workloads;
using IstioGateway.Sandbox.Schemas;

namespace IstioGateway.Sandbox.Tests.Workloads;

/// <summary>From a Deployment to running pods and back.</summary>
public sealed class DeploymentTests
{
    [Fact]
    public async Task A_Deployment_becomes_a_ReplicaSet_and_pods_that_run()
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        await cluster.CreateAsync(ResourceType.Deployment, Manifests.Deployment("gw", 2));

        JsonObject deployment = await cluster.RolledOutAsync("gw");
        JsonObject set = Assert.Single(await cluster.ListAsync(KubernetesTypes.ReplicaSet));
        IReadOnlyList<JsonObject> pods = await cluster.PodsAsync(2, SimulatedCluster.IsReady);

        string hash = set.Text("metadata", "labels", PodTemplateHash.Label)!;
        Assert.Equal($"gw-{hash}", set.Text("metadata", "name"));
        Assert.Equal("1", deployment.Text("metadata", "annotations", "deployment.kubernetes.io/revision"));
        Assert.Equal(WorkloadObjects.UidOf(deployment), WorkloadObjects.ControllerOf(set).Text("uid"));
        Assert.Equal(["worker-01", "worker-02"], pods.Select(SimulatedCluster.Node).Order());
        Assert.All(pods, pod =>
        {
            Assert.Equal(hash, pod.Text("metadata", "labels", PodTemplateHash.Label));
            Assert.Equal(WorkloadObjects.UidOf(set), WorkloadObjects.ControllerOf(pod).Text("uid"));
            Assert.Equal("Running", pod.Text("status", "phase"));
            Assert.StartsWith("10.244.", pod.Text("status", "podIP"), StringComparison.Ordinal);
        });
        Assert.Equal("True", Controllers.SimulatedMesh.Condition(deployment, "Available"));
        Assert.Equal("NewReplicaSetAvailable", Sandbox.Controllers.Conditions.Find(deployment, "Progressing").Text("reason"));
    }

    [Fact]
    public async Task A_changed_template_replaces_the_pods_and_the_old_template_comes_back_as_it_was()
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        await cluster.CreateAsync(ResourceType.Deployment, Manifests.Deployment("gw", 3));
        await cluster.RolledOutAsync("gw");
        HashSet<string> before = [.. (await cluster.PodsAsync()).Select(WorkloadObjects.UidOf)];

        await cluster.PatchAsync(ResourceType.Deployment, "gw", """{"spec":{"template":{"metadata":{"annotations":{"restarted":"now"}}}}}""");
        JsonObject restarted = await cluster.RolledOutAsync("gw");
        IReadOnlyList<JsonObject> pods = await cluster.PodsAsync(3, SimulatedCluster.IsReady);
        await cluster.PatchAsync(ResourceType.Deployment, "gw", """{"spec":{"template":{"metadata":{"annotations":{"restarted":null}}}}}""");
        JsonObject undone = await cluster.RolledOutAsync("gw");

        Assert.DoesNotContain(pods, pod => before.Contains(WorkloadObjects.UidOf(pod)));
        Assert.Equal("2", restarted.Text("metadata", "annotations", "deployment.kubernetes.io/revision"));
        Assert.Equal("3", undone.Text("metadata", "annotations", "deployment.kubernetes.io/revision"));
        Assert.Equal(2, (await cluster.ListAsync(KubernetesTypes.ReplicaSet)).Count);
    }

    [Fact]
    public async Task Recreate_ends_the_old_pods_before_it_starts_new_ones()
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        JsonObject body = Manifests.Deployment("gw", 2);
        body["spec"]!["strategy"] = new JsonObject { ["type"] = "Recreate" };
        await cluster.CreateAsync(ResourceType.Deployment, body);
        await cluster.RolledOutAsync("gw");

        await cluster.PatchAsync(ResourceType.Deployment, "gw", """{"spec":{"template":{"metadata":{"annotations":{"restarted":"now"}}}}}""");
        await cluster.RolledOutAsync("gw");
        string[] told = [.. (await cluster.EventsAsync("gw", "ScalingReplicaSet")).Select(one => one.Text("message")!.Split(' ')[1])];

        Assert.Equal(["up", "down", "up"], told);
    }

    [Fact]
    public async Task Scaling_and_deleting_take_pods_away()
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        await cluster.CreateAsync(ResourceType.Deployment, Manifests.Deployment("gw", 3));
        await cluster.RolledOutAsync("gw");

        await cluster.PatchAsync(ResourceType.Deployment, "gw", """{"spec":{"replicas":1}}""");
        await cluster.RolledOutAsync("gw");
        Assert.Single(await cluster.PodsAsync());
        await cluster.DeleteAsync(ResourceType.Deployment, "gw");
        await cluster.PodsAsync(0, _ => true);

        Assert.Empty(await cluster.ListAsync(KubernetesTypes.ReplicaSet));
    }

    [Fact]
    public async Task A_Deployment_deleted_without_its_pods_leaves_them()
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        using HttpClient client = TestSandbox.ClientOf(cluster.Sandbox);
        await cluster.CreateAsync(ResourceType.Deployment, Manifests.Deployment("gw"));
        await cluster.RolledOutAsync("gw");
        string pod = (await cluster.PodsAsync())[0].Text("metadata", "name")!;

        using HttpResponseMessage deleted = await client.DeleteAsync(TestSandbox.Deployments + "/gw?propagationPolicy=Orphan");
        await cluster.DeleteAsync(ResourceType.Pod, pod);
        await cluster.PodsAsync(1, one => one.Text("metadata", "name") != pod && SimulatedCluster.IsReady(one));

        Assert.Null(WorkloadObjects.ControllerOf(Assert.Single(await cluster.ListAsync(KubernetesTypes.ReplicaSet))));
    }

    [Fact]
    public async Task A_deleted_pod_comes_back_under_another_name()
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        await cluster.CreateAsync(ResourceType.Deployment, Manifests.Deployment("gw"));
        await cluster.RolledOutAsync("gw");
        string first = (await cluster.PodsAsync())[0].Text("metadata", "name")!;

        await cluster.DeleteAsync(ResourceType.Pod, first);
        JsonObject second = (await cluster.PodsAsync(1, pod => pod.Text("metadata", "name") != first))[0];

        Assert.StartsWith("gw-", second.Text("metadata", "name"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pods_that_are_refused_are_told_of_and_made_once_they_may_be()
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        await cluster.CreateAsync(KubernetesTypes.ResourceQuota, Manifests.Quota("none", ("pods", "0")));
        await cluster.CreateAsync(ResourceType.Deployment, Manifests.Deployment("gw"));

        JsonObject refused = await cluster.DeploymentAsync("gw", one => Controllers.SimulatedMesh.Condition(one, "ReplicaFailure") == "True");
        string set = (await cluster.ListAsync(KubernetesTypes.ReplicaSet))[0].Text("metadata", "name")!;
        JsonObject told = (await cluster.EventsAsync(set, "FailedCreate"))[0];
        await cluster.DeleteAsync(KubernetesTypes.ResourceQuota, "none");
        JsonObject healed = await cluster.RolledOutAsync("gw");

        const string Words = "is forbidden: exceeded quota: none, requested: pods=1, used: pods=0, limited: pods=0";
        Assert.EndsWith(Words, Sandbox.Controllers.Conditions.Find(refused, "ReplicaFailure").Text("message"), StringComparison.Ordinal);
        Assert.StartsWith("Error creating: pods \"gw-", told.Text("message"), StringComparison.Ordinal);
        Assert.EndsWith(Words, told.Text("message"), StringComparison.Ordinal);
        Assert.Null(Controllers.SimulatedMesh.Condition(healed, "ReplicaFailure"));
    }

    [Fact]
    public async Task A_budget_lets_pods_go_one_at_a_time()
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        await cluster.CreateAsync(ResourceType.Deployment, Manifests.Deployment("gw", 2));
        await cluster.RolledOutAsync("gw");
        await cluster.CreateAsync(KubernetesTypes.PodDisruptionBudget, Manifests.Budget("gw", "gw", "100%"));
        await BudgetAsync(cluster, 0);
        string pod = (await cluster.PodsAsync())[0].Text("metadata", "name")!;

        ClusterException refused = await Assert.ThrowsAsync<ClusterException>(() => cluster.EvictAsync(pod));
        await cluster.PatchAsync(KubernetesTypes.PodDisruptionBudget, "gw", """{"spec":{"minAvailable":1}}""");
        await BudgetAsync(cluster, 1);
        await cluster.EvictAsync(pod);
        await cluster.PodsAsync(2, one => one.Text("metadata", "name") != pod && SimulatedCluster.IsReady(one));

        Assert.Equal(ClusterErrorKind.TooManyRequests, refused.Kind);
        Assert.Contains("The disruption budget gw needs 2 healthy pods and has 2 currently", string.Join('\n', refused.Causes), StringComparison.Ordinal);
        await BudgetAsync(cluster, 1);
    }

    [Fact]
    public async Task Without_pods_the_nodes_are_never_listed()
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        await cluster.CreateAsync(ResourceType.Deployment, Manifests.Deployment("gw", 0));
        await cluster.RolledOutAsync("gw");
        bool listedBefore = Listed();

        await cluster.PatchAsync(ResourceType.Deployment, "gw", """{"spec":{"replicas":1}}""");
        await cluster.RolledOutAsync("gw");

        Assert.False(listedBefore);
        Assert.True(Listed());

        bool Listed() => cluster.Sandbox.Requests.All.Any(request => request.Path == "/api/v1/nodes");
    }

    [Fact]
    public async Task A_pod_that_goes_while_the_server_is_down_is_missed_afterwards()
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        await cluster.CreateAsync(ResourceType.Deployment, Manifests.Deployment("gw"));
        await cluster.RolledOutAsync("gw");
        string pod = (await cluster.PodsAsync())[0].Text("metadata", "name")!;

        cluster.Sandbox.GoDown();
        cluster.Sandbox.Store.Remove(ResourceType.Pod, pod, SimulatedCluster.Space);
        cluster.Sandbox.Store.Compact();
        cluster.Sandbox.ComeBack();

        await cluster.PodsAsync(1, one => one.Text("metadata", "name") != pod && SimulatedCluster.IsReady(one));
    }

    private static Task<JsonObject> BudgetAsync(SimulatedCluster cluster, long allowed) => cluster.UntilAsync(
        () => cluster.Api.GetAsync(new ResourceRef(KubernetesTypes.PodDisruptionBudget, "gw", SimulatedCluster.Space), CancellationToken.None),
        budget => budget.Number("status", "observedGeneration") == budget.Number("metadata", "generation")
            && budget.Number("status", "disruptionsAllowed") == allowed);
}
