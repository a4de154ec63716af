using IstioGateway.Clusters;
using IstioGateway.Workloads;

namespace IstioGateway.Core.Tests.Workloads;

/// <summary>Which pods are recreated, in which order, and which are not and why.</summary>
public sealed class RestartPlannerTests
{
    private static readonly RestartChoice Needed = new();
    private static readonly RestartChoice All = new() { All = true };
    private static readonly RestartChoice Force = new() { Force = true };
    private static readonly RestartChoice AllByForce = new() { All = true, Force = true };

    private readonly Gateways _cluster = new();

    [Fact]
    public async Task Those_that_can_be_cured_are_and_those_that_run_are_left_alone()
    {
        _cluster.Deployment().StuckPod().Pod("gw-6c-b").Webhook("{}");

        WorkloadRestart plan = Assert.Single(await PlanAsync(Needed));

        Assert.Equal(("edge", "Deployment/gw", 2, 1), (plan.Namespace, plan.Owner, plan.PodCount, plan.ReadyCount));
        Assert.Equal(["gw-6c-a"], plan.Pods.Select(pod => pod.Pod));
        Assert.Empty(plan.Objections);
    }

    [Fact]
    public async Task With_all_those_that_serve_nothing_go_first()
    {
        _cluster.Deployment().Pod("gw-6c-a").StuckPod("gw-6c-b").Webhook("{}");

        Assert.Equal(["gw-6c-b", "gw-6c-a"], Assert.Single(await PlanAsync(All)).Pods.Select(pod => pod.Pod));
    }

    [Fact]
    public async Task Nothing_to_do_is_no_plan()
    {
        _cluster.Deployment().Pod().Deployment("scaled-down", """{"spec":{"replicas":0}}""");

        Assert.Empty(await PlanAsync(Needed));
        Assert.Single(await PlanAsync(AllByForce));
    }

    [Fact]
    public async Task What_recreating_does_not_cure_is_said_once_for_all_pods_with_what_does()
    {
        _cluster.Deployment().StuckPod("gw-6c-a").StuckPod("gw-6c-b").Webhook(Gateways.Sysctl);

        WorkloadRestart plan = Assert.Single(await PlanAsync(Needed));
        WorkloadRestart all = Assert.Single(await PlanAsync(All));
        WorkloadRestart forced = Assert.Single(await PlanAsync(Force));

        RestartObjection objection = Assert.Single(plan.Objections);
        Assert.Empty(plan.Pods);
        Assert.Equal(["gw-6c-a", "gw-6c-b"], objection.Pods.Select(pod => pod.Pod));
        Assert.StartsWith("To recreate it brings nothing. Kernel 3.10", objection.Reason, StringComparison.Ordinal);
        Assert.Contains("Set-IstioGatewayTemplate", objection.Advice, StringComparison.Ordinal);
        Assert.Empty(all.Pods);
        Assert.Equal((2, 0), (forced.Pods.Count, forced.Objections.Count));
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData(Gateways.Sysctl, "may land on node old (kernel 3.10.0-1160.el7.x86_64), where it would not start")]
    [InlineData("""{"runAsUser":0,"runAsNonRoot":true}""", "runAsNonRoot is true")]
    public async Task A_pod_that_serves_is_not_risked(string made, string? risk)
    {
        const string Root = """{"spec":{"containers":[{"name":"istio-proxy","image":"i","args":["proxy","router"]}]}}""";
        _cluster.Deployment().Pod("gw-6c-a", Root).Webhook(made);
        Nodes();

        WorkloadRestart plan = Assert.Single(await PlanAsync(All));

        Assert.Equal(risk is null ? 1 : 0, plan.Pods.Count);
        Assert.Equal(risk is not null, plan.Objections.Any(objection => objection.Reason.Contains(risk!, StringComparison.Ordinal)));
        Assert.Single(Assert.Single(await PlanAsync(AllByForce)).Pods);
    }

    [Fact]
    public async Task The_sysctl_is_no_risk_where_the_pod_cannot_land_on_an_old_kernel()
    {
        _cluster.Deployment("gw", """{"spec":{"template":{"spec":{"nodeSelector":{"kernel":"new"}}}}}""").Pod().Webhook(Gateways.Sysctl);
        Nodes();

        Assert.Single(Assert.Single(await PlanAsync(All)).Pods);
    }

    [Fact]
    public async Task What_cannot_be_told_is_a_risk_for_a_pod_that_serves_and_none_for_one_that_does_not()
    {
        _cluster.Deployment().Pod("gw-6c-a").StuckPod("gw-6c-b")
            .Failing("update pods", new ClusterException(ClusterErrorKind.Forbidden, "User cannot create resource \"pods\""));

        WorkloadRestart plan = Assert.Single(await PlanAsync(All));

        Assert.Equal(["gw-6c-b"], plan.Pods.Select(pod => pod.Pod));
        Assert.StartsWith("What a pod made now would be cannot be told", Assert.Single(plan.Objections).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_nobody_makes_again_is_never_recreated()
    {
        _cluster.StuckPod("bare", """{"metadata":{"ownerReferences":null,"generateName":null}}""");

        foreach (RestartChoice choice in new[] { Needed, All, AllByForce })
        {
            WorkloadRestart plan = Assert.Single(await PlanAsync(choice));
            Assert.Empty(plan.Pods);
            Assert.StartsWith("Nobody would make it again", Assert.Single(plan.Objections).Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"metadata":{"deletionTimestamp":"2026-11-01T00:00:00Z"}}""")]
    [InlineData("""{"status":{"phase":"Failed","reason":"Evicted","conditions":null}}""")]
    public async Task A_pod_that_has_its_successor_already_is_passed_over(string changes)
    {
        _cluster.Deployment().Pod("gw-6c-a", changes).Webhook("{}");

        Assert.Empty(await PlanAsync(AllByForce));
    }

    [Fact]
    public async Task A_Deployment_that_has_no_pods_is_told_what_it_lacks()
    {
        _cluster.Deployment();

        RestartObjection objection = Assert.Single(Assert.Single(await PlanAsync(Force)).Objections);

        Assert.Equal("It wants 1 pod(s) and has none.", objection.Reason);
        Assert.Contains("kubectl describe deployment gw", objection.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_those_that_are_meant()
    {
        _cluster.Deployment().StuckPod("gw-6c-a").StuckPod("gw-6c-b").Webhook("{}");

        Assert.Equal(["gw-6c-b"], Assert.Single(await PlanAsync(AllByForce, pod => pod.Pod == "gw-6c-b")).Pods.Select(pod => pod.Pod));
    }

    /// <summary>The nodes as the API server has them; the old one takes every pod that does not ask for a new kernel.</summary>
    private void Nodes() => _cluster
        .Put(ResourceType.Node, "", "old", """{"metadata":{"name":"old"},"status":{"nodeInfo":{"kernelVersion":"3.10.0-1160.el7.x86_64","operatingSystem":"linux"}}}""")
        .Put(ResourceType.Node, "", "new", """{"metadata":{"name":"new","labels":{"kernel":"new"}},"status":{"nodeInfo":{"kernelVersion":"5.14.0-427.el9.x86_64","operatingSystem":"linux"}}}""");

    private async Task<IReadOnlyList<WorkloadRestart>> PlanAsync(RestartChoice choice, Func<GatewayWorkloadStatus, bool>? isMeant = null)
    {
        WorkloadReader reader = new(_cluster.Api);
        IReadOnlyList<GatewayWorkloadStatus> found = await reader.ReadAsync(new WorkloadQuery(), TestContext.Current.CancellationToken);
        return await new RestartPlanner(reader, choice).PlanAsync(found, isMeant ?? (_ => true), TestContext.Current.CancellationToken);
    }
}
