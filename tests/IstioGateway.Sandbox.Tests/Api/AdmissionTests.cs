using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Tests.Workloads;

namespace IstioGateway.Sandbox.Tests.Api;

/// <summary>What is refused, or warned of, before an object is stored. The recorded traffic has the most common refusals.</summary>
public sealed class AdmissionTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Quotas = "/api/v1/namespaces/default/resourcequotas";

    [Fact]
    public async Task A_hardened_pod_passes_the_restricted_standard()
    {
        await using TestSandbox sandbox = await StrictAsync("restricted");

        Answer answer = await sandbox.PostAsync("/api/v1/namespaces/strict/pods", Manifests.Pod("gw", Manifests.PodSpec(
            podSecurity: new JsonObject { ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" } },
            containerSecurity: new JsonObject
            {
                ["allowPrivilegeEscalation"] = false,
                ["runAsNonRoot"] = true,
                ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
            })));

        Assert.Equal(201, answer.Code);
        Assert.Empty(answer.Warnings);
    }

    [Theory]
    [InlineData("""{"hostNetwork":true}""", "host namespaces (hostNetwork=true)")]
    [InlineData("""{"volumes":[{"name":"v","hostPath":{"path":"/"}}]}""", "hostPath volumes (volume \"v\")")]
    [InlineData("""{"securityContext":{"sysctls":[{"name":"kernel.msgmax","value":"1"}]}}""", "forbidden sysctls (kernel.msgmax)")]
    [InlineData("""{"securityContext":{"seccompProfile":{"type":"Unconfined"}}}""", "seccompProfile (pod must not set securityContext.seccompProfile.type to \"Unconfined\")")]
    [InlineData("""{"containers":[{"name":"a","image":"i","securityContext":{"privileged":true}}]}""", "privileged (container \"a\" must not set securityContext.privileged=true)")]
    [InlineData("""{"containers":[{"name":"a","image":"i","ports":[{"containerPort":80,"hostPort":80}]}]}""", "hostPort (container \"a\" uses hostPort 80)")]
    public async Task The_baseline_standard_refuses_in_its_own_words(string fields, string expected)
    {
        await using TestSandbox sandbox = await StrictAsync("baseline");
        JsonObject spec = Manifests.PodSpec();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(fields)!.AsObject())
        {
            spec[name] = value?.DeepClone();
        }

        Answer answer = await sandbox.PostAsync("/api/v1/namespaces/strict/pods", Manifests.Pod("gw", spec));

        Assert.Equal(403, answer.Code);
        Assert.Equal($"pods \"gw\" is forbidden: violates PodSecurity \"baseline:latest\": {expected}", answer.Message);
    }

    [Fact]
    public async Task The_sysctl_of_the_default_template_is_allowed_by_baseline()
    {
        await using TestSandbox sandbox = await StrictAsync("baseline");

        Answer answer = await sandbox.PostAsync(
            "/api/v1/namespaces/strict/pods", Manifests.Pod("gw", Manifests.PodSpec(podSecurity: Manifests.SysctlContext())));

        Assert.Equal(201, answer.Code);
    }

    [Fact]
    public async Task The_ServiceAccount_of_a_pod_has_to_exist()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        JsonObject spec = Manifests.PodSpec();
        spec["serviceAccountName"] = "reader";

        Answer refused = await sandbox.PostAsync(Pods, Manifests.Pod("gw", spec.DeepClone().AsObject()));
        await sandbox.PostAsync("/api/v1/namespaces/default/serviceaccounts", JsonNode.Parse("""{"metadata":{"name":"reader"}}""")!);
        Answer accepted = await sandbox.PostAsync(Pods, Manifests.Pod("gw", spec));

        Assert.Equal(
            "pods \"gw\" is forbidden: error looking up service account default/reader: serviceaccount \"reader\" not found", refused.Message);
        Assert.Equal(201, accepted.Code);
    }

    [Fact]
    public async Task A_quota_counts_what_is_there()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.PostAsync(Quotas, Manifests.Quota("q", ("pods", "5"), ("limits.memory", "1Gi"), ("requests.cpu", "1")));

        Answer first = await sandbox.PostAsync(Pods, Sized("one", "600Mi"));
        Answer second = await sandbox.PostAsync(Pods, Sized("two", "600Mi"));
        Answer silent = await sandbox.PostAsync(Pods, Manifests.Pod("three"));
        await sandbox.DeleteAsync(Pods + "/one");
        Answer afterwards = await sandbox.PostAsync(Pods, Sized("two", "600Mi"));

        Assert.Equal(201, first.Code);
        Assert.Equal(
            "pods \"two\" is forbidden: exceeded quota: q, requested: limits.memory=600Mi, used: limits.memory=600Mi, limited: limits.memory=1Gi",
            second.Message);
        Assert.Equal(
            "pods \"three\" is forbidden: failed quota: q: must specify limits.memory for: istio-proxy; requests.cpu for: istio-proxy",
            silent.Message);
        Assert.Equal(201, afterwards.Code);
    }

    private static JsonObject Sized(string name, string memory)
    {
        JsonObject pod = Manifests.Pod(name);
        pod["spec"]!["containers"]![0]!["resources"] = new JsonObject
        {
            ["limits"] = new JsonObject { ["memory"] = memory, ["cpu"] = "100m" },
        };
        return pod;
    }

    private static async Task<TestSandbox> StrictAsync(string level)
    {
        TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.PostAsync("/api/v1/namespaces", Manifests.Namespace("strict", ("pod-security.kubernetes.io/enforce", level)));
        return sandbox;
    }
}
