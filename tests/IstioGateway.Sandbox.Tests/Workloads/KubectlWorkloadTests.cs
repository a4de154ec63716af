using IstioGateway.Sandbox.Tests.Kubectl;

namespace IstioGateway.Sandbox.Tests.Workloads;

/// <summary>kubectl sees what it sees in a cluster with nodes.</summary>
public sealed class KubectlWorkloadTests
{
    private const string Gateway = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: gateway
          namespace: default
        spec:
          replicas: 2
          selector:
            matchLabels:
              istio: gateway
          template:
            metadata:
              labels:
                istio: gateway
            spec:
              containers:
              - name: istio-proxy
                image: docker.io/istio/proxyv2:1.28.6
        """;

    [Fact]
    public async Task Apply_rollout_status_restart_scale_and_delete_go_through()
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        using KubectlClient kubectl = KubectlClient.Create(cluster.Sandbox);
        kubectl.WriteFile("gateway.yaml", Gateway);

        await kubectl.RunAsync("apply", "-f", "gateway.yaml");
        string rolledOut = await kubectl.RunAsync("rollout", "status", "deployment/gateway", "--timeout=20s");
        string first = await kubectl.RunAsync("get", "pods", "-o", "name");
        await kubectl.RunAsync("rollout", "restart", "deployment/gateway");
        await kubectl.RunAsync("rollout", "status", "deployment/gateway", "--timeout=20s");
        string second = await kubectl.RunAsync("get", "pods", "-o", "name");
        string again = await kubectl.RunAsync("apply", "-f", "gateway.yaml");
        string table = await kubectl.RunAsync("get", "deployments,pods");
        await kubectl.RunAsync("scale", "deployment", "gateway", "--replicas=1");
        await cluster.PodsAsync(1, SimulatedCluster.IsReady);
        await kubectl.RunAsync("delete", "deployment", "gateway", "--timeout=20s");
        await cluster.PodsAsync(0, _ => true);

        Assert.EndsWith("deployment \"gateway\" successfully rolled out\n", rolledOut, StringComparison.Ordinal);
        Assert.Equal(2, first.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Empty(first.Split('\n', StringSplitOptions.RemoveEmptyEntries).Intersect(second.Split('\n')));
        Assert.Equal("deployment.apps/gateway unchanged\n", again);
        Assert.Matches(@"deployment.apps/gateway +2/2 +2 +2 ", table);
        Assert.Matches(@"pod/gateway-\S+ +1/1 +Running +0 ", table);
    }

    [Fact]
    public async Task Describe_shows_the_event_of_a_pod_that_cannot_start()
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync(new SandboxClusterOptions { NodeCount = 2, OldKernelCount = 1 });
        using KubectlClient kubectl = KubectlClient.Create(cluster.Sandbox);
        kubectl.WriteFile("gateway.yaml", Gateway.Replace(
            "      containers:",
            """
                  securityContext:
                    sysctls:
                    - name: net.ipv4.ip_unprivileged_port_start
                      value: "0"
                  containers:
            """,
            StringComparison.Ordinal));

        await kubectl.RunAsync("apply", "-f", "gateway.yaml");
        string pod = (await cluster.PodsAsync(2, one => SimulatedCluster.Waiting(one) is not null))[0]["metadata"]!["name"]!.GetValue<string>();
        await cluster.EventsAsync(pod, "FailedCreatePodSandBox");
        string described = await kubectl.RunAsync("describe", "pod", pod);
        string listed = await kubectl.RunAsync("get", "pod", pod);

        Assert.Contains("ContainerCreating", listed, StringComparison.Ordinal);
        Assert.Contains("Successfully assigned default/" + pod, described, StringComparison.Ordinal);
        Assert.Matches(
            @"Warning +FailedCreatePodSandBox +\S+ +kubelet +Failed to create pod sandbox: .*open /proc/sys/net/ipv4/ip_unprivileged_port_start: "
            + "no such file or directory",
            described);
    }

    [Fact]
    public async Task Drain_evicts_within_the_budget()
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        using KubectlClient kubectl = KubectlClient.Create(cluster.Sandbox);
        kubectl.WriteFile("gateway.yaml", Gateway);
        kubectl.WriteFile("budget.yaml", """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: gateway
              namespace: default
            spec:
              minAvailable: 1
              selector:
                matchLabels:
                  istio: gateway
            """);
        await kubectl.RunAsync("apply", "-f", "gateway.yaml");
        await kubectl.RunAsync("rollout", "status", "deployment/gateway", "--timeout=20s");
        await kubectl.RunAsync("apply", "-f", "budget.yaml");

        await kubectl.RunAsync("drain", SimulatedCluster.OldWorker, "--timeout=20s");
        await cluster.PodsAsync(2, pod => SimulatedCluster.Node(pod) == SimulatedCluster.NewWorker && SimulatedCluster.IsReady(pod));
    }
}
