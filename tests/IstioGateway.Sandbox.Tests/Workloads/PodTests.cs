using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Controllers.Workloads;
using IstioGateway.Sandbox.Tests.Wire;

namespace IstioGateway.Sandbox.Tests.Workloads;

/// <summary>Where a pod lands, and what becomes of it there.</summary>
public sealed class PodTests
{
    [Theory]
    [InlineData(SimulatedCluster.NewWorker, true, "Running", null)]
    [InlineData(SimulatedCluster.OldWorker, true, "Pending", "ContainerCreating")]
    [InlineData(SimulatedCluster.OldWorker, false, "Running", null)]
    public async Task The_sysctl_keeps_a_pod_from_starting_on_an_old_kernel(string node, bool sysctl, string phase, string? waiting)
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        await cluster.CreateAsync(
            ResourceType.Pod, Manifests.Pod("gw", On(node, Manifests.PodSpec(podSecurity: sysctl ? Manifests.SysctlContext() : null))));

        JsonObject pod = (await cluster.PodsAsync(1, one => one["status"]?["containerStatuses"] is not null))[0];

        Assert.Equal((node, phase, waiting), (SimulatedCluster.Node(pod), pod.Text("status", "phase"), SimulatedCluster.Waiting(pod)));
    }

    [Fact]
    public async Task Kubelet_tells_of_the_missing_sysctl_in_the_recorded_words()
    {
        string recorded = JsonNode.Parse(WireExchange.Read("81-m-event.http").RequestBody).Text("message")!;
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        await cluster.CreateAsync(
            ResourceType.Pod,
            Manifests.Pod("gw", On(SimulatedCluster.OldWorker, Manifests.PodSpec(podSecurity: Manifests.SysctlContext()))));

        JsonObject told = (await cluster.EventsAsync("gw", "FailedCreatePodSandBox"))[0];

        Assert.Equal(recorded, told.Text("message"));
        Assert.Equal(("Warning", "kubelet", SimulatedCluster.OldWorker), (told.Text("type"), told.Text("source", "component"), told.Text("source", "host")));
    }

    [Fact]
    public async Task A_node_that_gets_a_new_kernel_starts_the_pods_that_wait_for_it()
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        await cluster.CreateAsync(
            ResourceType.Pod,
            Manifests.Pod("gw", On(SimulatedCluster.OldWorker, Manifests.PodSpec(podSecurity: Manifests.SysctlContext()))));
        await cluster.EventsAsync("gw", "FailedCreatePodSandBox");

        JsonObject node = cluster.Sandbox.Store.Find(ResourceType.Node, SimulatedCluster.OldWorker)!;
        node["status"]!["nodeInfo"]!["kernelVersion"] = "4.18.0";
        cluster.Sandbox.Store.Put(ResourceType.Node, node);

        await cluster.PodsAsync(1, SimulatedCluster.IsReady);
    }

    [Fact]
    public async Task Root_in_a_pod_that_forbids_root_is_a_config_error()
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        JsonObject made = await cluster.CreateAsync(ResourceType.Pod, Manifests.Pod("gw", Manifests.PodSpec(
            podSecurity: new JsonObject { ["runAsNonRoot"] = true }, containerSecurity: new JsonObject { ["runAsUser"] = 0 })));

        await cluster.PodsAsync(1, pod => SimulatedCluster.Waiting(pod) == "CreateContainerConfigError");
        JsonObject told = (await cluster.EventsAsync("gw", "Failed"))[0];

        Assert.Equal(
            $"Error: container's runAsUser breaks non-root policy (pod: \"gw_default({WorkloadObjects.UidOf(made)})\", container: istio-proxy)",
            told.Text("message"));
    }

    [Theory]
    [InlineData("busybox:1", null, "True", "Running")]
    [InlineData("auto", "PodInitializing", "False", "Pending")]
    public async Task Init_containers_come_first(string image, string? waiting, string initialized, string phase)
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        JsonObject spec = Manifests.PodSpec();
        spec["initContainers"] = new JsonArray(new JsonObject { ["name"] = "first", ["image"] = image });
        await cluster.CreateAsync(ResourceType.Pod, Manifests.Pod("gw", spec));

        JsonObject pod = (await cluster.PodsAsync(1, one => one["status"]?["containerStatuses"] is not null))[0];

        Assert.Equal((waiting, phase), (SimulatedCluster.Waiting(pod), pod.Text("status", "phase")));
        Assert.Equal(initialized, Controllers.SimulatedMesh.Condition(pod, "Initialized"));
        Assert.Equal(phase == "Running", pod["status"]!["initContainerStatuses"]![0]!["state"]!["terminated"] is not null);
    }

    [Fact]
    public async Task An_image_that_was_never_injected_cannot_be_pulled()
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        await cluster.CreateAsync(ResourceType.Pod, Manifests.Pod("gw", Manifests.PodSpec("auto")));

        await cluster.PodsAsync(1, pod => SimulatedCluster.Waiting(pod) == "ImagePullBackOff");
        IReadOnlyList<JsonObject> told = await cluster.UntilAsync(() => cluster.EventsAsync("gw", "Failed"), events => events.Count == 3);

        Assert.Contains("Failed to pull image \"auto\": failed to pull and unpack image", told[0].Text("message"), StringComparison.Ordinal);
        Assert.Equal(["Error: ErrImagePull", "Error: ImagePullBackOff"], told.Skip(1).Select(one => one.Text("message")));
    }

    [Fact]
    public async Task A_pod_that_fits_nowhere_waits_until_a_node_changes()
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        JsonObject spec = Manifests.PodSpec();
        spec["nodeSelector"] = new JsonObject { ["edge"] = "true" };
        await cluster.CreateAsync(ResourceType.Pod, Manifests.Pod("gw", spec));

        JsonObject told = (await cluster.EventsAsync("gw", "FailedScheduling"))[0];
        await cluster.PatchAsync(ResourceType.Node, SimulatedCluster.NewWorker, """{"metadata":{"labels":{"edge":"true"}}}""");
        JsonObject pod = (await cluster.PodsAsync(1, SimulatedCluster.IsReady))[0];

        Assert.Equal(
            "0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, "
            + "2 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
            told.Text("message"));
        Assert.Equal(SimulatedCluster.NewWorker, SimulatedCluster.Node(pod));
    }

    [Theory]
    [InlineData("""{"tolerations":[{"operator":"Exists"}],"nodeSelector":{"kubernetes.io/hostname":"control-plane-1"}}""", SimulatedCluster.ControlPlane)]
    [InlineData("""{"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"kubernetes.io/hostname","operator":"NotIn","values":["worker-01"]}]}]}}}}""", SimulatedCluster.OldWorker)]
    [InlineData("""{"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchFields":[{"key":"metadata.name","operator":"In","values":["worker-02"]}]}]}}}}""", SimulatedCluster.OldWorker)]
    [InlineData("""{"nodeName":"control-plane-1"}""", SimulatedCluster.ControlPlane)]
    public async Task A_pod_lands_where_it_says(string fields, string node)
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        JsonObject spec = Manifests.PodSpec();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(fields)!.AsObject())
        {
            spec[name] = value?.DeepClone();
        }

        await cluster.CreateAsync(ResourceType.Pod, Manifests.Pod("gw", spec));

        Assert.Equal(node, SimulatedCluster.Node((await cluster.PodsAsync(1, SimulatedCluster.IsReady))[0]));
    }

    [Theory]
    [InlineData(SimulatedCluster.NewWorker, null, null, "False")]
    [InlineData(SimulatedCluster.NewWorker, "sysctl", null, "True")]
    [InlineData(SimulatedCluster.OldWorker, null, """{"capabilities":{"add":["NET_BIND_SERVICE"]}}""", "False")]
    [InlineData(SimulatedCluster.OldWorker, null, """{"runAsUser":0,"capabilities":{"drop":["ALL"],"add":["NET_BIND_SERVICE"]}}""", "True")]
    [InlineData(SimulatedCluster.OldWorker, null, """{"runAsUser":0,"capabilities":{"drop":["ALL"],"add":["CAP_NET_BIND_SERVICE"]}}""", "False")]
    public async Task Privileged_ports_are_bound_or_not_as_measured(string node, string? pod, string? container, string expected)
    {
        await using SimulatedCluster cluster = await SimulatedCluster.StartAsync();
        JsonObject spec = On(node, Manifests.PodSpec(
            podSecurity: pod is null ? null : Manifests.SysctlContext(),
            containerSecurity: container is null ? null : JsonNode.Parse(container)!.AsObject()));
        await cluster.CreateAsync(ResourceType.Pod, Manifests.Pod("gw", spec, ("app", "gw")));
        JsonObject before = (await cluster.PodsAsync(1, SimulatedCluster.IsReady))[0];

        await cluster.CreateAsync(ResourceType.Service, JsonNode.Parse(
            """{"metadata":{"name":"gw"},"spec":{"selector":{"app":"gw"},"ports":[{"name":"http","port":80},{"name":"alt","port":8080}]}}""")!.AsObject());
        JsonObject after = (await cluster.PodsAsync(1, one => Controllers.SimulatedMesh.Condition(one, PrivilegedPorts.ConditionType) is not null))[0];

        Assert.Null(Controllers.SimulatedMesh.Condition(before, PrivilegedPorts.ConditionType));
        Assert.Equal(expected, Controllers.SimulatedMesh.Condition(after, PrivilegedPorts.ConditionType));
        if (expected == "False")
        {
            JsonObject told = (await cluster.EventsAsync("gw", "BindFailed"))[0];
            Assert.StartsWith("cannot bind '0.0.0.0:80': Permission denied (", told.Text("message"), StringComparison.Ordinal);
        }
    }

    private static JsonObject On(string node, JsonObject spec)
    {
        spec["nodeSelector"] = new JsonObject { ["kubernetes.io/hostname"] = node };
        return spec;
    }
}
