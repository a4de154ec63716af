using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Testing;

namespace IstioGateway.Sandbox.Tests.Kubectl;

public sealed class KubectlTests
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: gateway
          namespace: default
        spec:
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
                image: auto
                env:
                - name: LEVEL
                  value: info
        """;

    [Fact]
    public async Task Get_nodes_wide_shows_the_kernels()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        using KubectlClient kubectl = KubectlClient.Create(sandbox.Cluster);

        string[] lines = (await kubectl.RunAsync("get", "nodes", "-o", "wide")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(4, lines.Length);
        Assert.Contains("KERNEL-VERSION", lines[0], StringComparison.Ordinal);
        Assert.Contains("3.10.0-1160.118.1.el7.x86_64", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_documented_commands_set_the_documented_template()
    {
        string template = SharedFiles.Text("procedure/gateway-injection-template.txt");
        await using TestSandbox sandbox = await TestSandbox.StartWithIstioAsync();
        using KubectlClient kubectl = KubectlClient.Create(sandbox.Cluster, "admin", "jq", "bash");
        kubectl.WriteFile("gateway-injection-template.txt", template);
        const string Commands = """
            TEMPLATE_CONTENT=$(cat gateway-injection-template.txt)
            PATCH_DATA=$(jq -n \
              --arg template "${TEMPLATE_CONTENT}" \
              '{
                "spec": {
                  "values": {
                    "sidecarInjectorWebhook": {
                      "templates": {
                        "gateway": $template
                      }
                    }
                  }
                }
              }')
            # Finally apply the patch to the Istio resource named `default`:
            kubectl patch istio default --type=merge -p "${PATCH_DATA}"
            """;

        string first = await kubectl.RunScriptAsync(Commands);
        string second = await kubectl.RunScriptAsync(Commands);

        JsonNode istio = sandbox.Cluster.Store.Find(ResourceType.Istio, "default")!;
        Assert.Equal(template.TrimEnd('\n'), (string?)istio["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!["gateway"]);
        Assert.Equal("istio.sailoperator.io/default patched\n", first);
        Assert.Equal("istio.sailoperator.io/default patched (no change)\n", second);
    }

    [Fact]
    public async Task Wait_waits_for_a_condition_observed_after_the_patch()
    {
        await using TestSandbox sandbox = await TestSandbox.StartWithIstioAsync();
        using KubectlClient kubectl = KubectlClient.Create(sandbox.Cluster);
        await sandbox.MergeAsync(TestSandbox.Default + "/status", Ready(1));
        await sandbox.MergeAsync(TestSandbox.Default, """{"spec":{"values":{"profile":"x"}}}""");

        Task<string> waiting = kubectl.RunAsync("wait", "--for", "condition=Ready", "istio/default", "--timeout=20s");
        await sandbox.Cluster.Requests.WaitForAsync(request => request.Verb == "watch", CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        await sandbox.MergeAsync(TestSandbox.Default + "/status", Ready(2));

        Assert.Equal("istio.sailoperator.io/default condition met\n", await waiting);
    }

    [Fact]
    public async Task Get_as_yaml_reads_what_is_stored()
    {
        await using TestSandbox sandbox = await TestSandbox.StartWithIstioAsync();
        using KubectlClient kubectl = KubectlClient.Create(sandbox.Cluster);

        string yaml = await kubectl.RunAsync("get", "istio", "default", "-o", "yaml");

        Assert.Contains("kind: Istio\n", yaml, StringComparison.Ordinal);
        Assert.Contains("version: v1.26.2\n", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_creates_leaves_alone_and_changes()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        using KubectlClient kubectl = KubectlClient.Create(sandbox.Cluster);
        kubectl.WriteFile("one.yaml", Deployment);
        kubectl.WriteFile("two.yaml", Deployment.Replace("value: info", "value: debug", StringComparison.Ordinal));

        Assert.Equal("deployment.apps/gateway created\n", await kubectl.RunAsync("apply", "-f", "one.yaml"));
        Assert.Equal("deployment.apps/gateway unchanged\n", await kubectl.RunAsync("apply", "-f", "one.yaml"));
        (int differs, string difference, _) = await kubectl.TryAsync("kubectl", "diff", "-f", "two.yaml");
        Assert.Equal("deployment.apps/gateway configured\n", await kubectl.RunAsync("apply", "-f", "two.yaml"));
        (int same, _, _) = await kubectl.TryAsync("kubectl", "diff", "-f", "two.yaml");
        Assert.Equal("deployment.apps \"gateway\" deleted\n", await kubectl.RunAsync("delete", "-f", "two.yaml"));

        Assert.Equal((1, 0), (differs, same));
        Assert.Contains("+          value: debug", difference, StringComparison.Ordinal);
        Assert.Equal(0, sandbox.Cluster.Store.Count(ResourceType.Deployment));
    }

    [Fact]
    public async Task Server_side_apply_conflicts_with_another_manager_until_forced()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        using KubectlClient kubectl = KubectlClient.Create(sandbox.Cluster);
        kubectl.WriteFile("one.yaml", Deployment);
        kubectl.WriteFile("two.yaml", Deployment.Replace("image: auto", "image: other", StringComparison.Ordinal));
        await kubectl.RunAsync("apply", "--server-side", "--field-manager=first", "-f", "one.yaml");

        (int refused, _, string errors) = await kubectl.TryAsync("kubectl", "apply", "--server-side", "-f", "two.yaml");
        string forced = await kubectl.RunAsync("apply", "--server-side", "--force-conflicts", "-f", "two.yaml");

        Assert.Equal(1, refused);
        Assert.Contains("conflict with \"first\": .spec.template.spec.containers[name=\"istio-proxy\"].image", errors, StringComparison.Ordinal);
        Assert.Equal("deployment.apps/gateway serverside-applied\n", forced);
    }

    [Fact]
    public async Task An_unknown_field_is_refused_before_anything_is_written()
    {
        await using TestSandbox sandbox = await TestSandbox.StartWithIstioAsync();
        using KubectlClient kubectl = KubectlClient.Create(sandbox.Cluster);
        kubectl.WriteFile("istio.yaml", """
            apiVersion: sailoperator.io/v1
            kind: Istio
            metadata:
              name: other
            spec:
              namespace: istio-system
              version: v1.28.0
              values:
                gateways: {}
            """);

        (int exitCode, _, string errors) = await kubectl.TryAsync("kubectl", "apply", "-f", "istio.yaml");

        Assert.Equal(1, exitCode);
        Assert.Contains("unknown field \"spec.values.gateways\"", errors, StringComparison.Ordinal);
        Assert.Equal(1, sandbox.Cluster.Store.Count(ResourceType.Istio));
    }

    [Theory]
    [InlineData("admin", "yes")]
    [InlineData("viewer", "no")]
    public async Task Auth_can_i_answers_for_the_token(string user, string expected)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        using KubectlClient kubectl = KubectlClient.Create(sandbox.Cluster, user);

        (_, string output, _) = await kubectl.TryAsync("kubectl", "auth", "can-i", "patch", "istios.sailoperator.io");

        Assert.Equal(expected, output.Trim());
    }

    [Fact]
    public async Task Explain_knows_the_CRDs_fields()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        using KubectlClient kubectl = KubectlClient.Create(sandbox.Cluster);

        string version = await kubectl.RunAsync("explain", "istio.spec.version");
        string templates = await kubectl.RunAsync("explain", "istio.spec.values.sidecarInjectorWebhook.templates");

        Assert.Contains("FIELD: version <string>", version, StringComparison.Ordinal);
        Assert.Contains("FIELD: templates <map[string]string>", templates, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_without_rights_is_told_so()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        using KubectlClient kubectl = KubectlClient.Create(sandbox.Cluster, "viewer");

        (int exitCode, _, string errors) = await kubectl.TryAsync("kubectl", "get", "nodes");

        Assert.Equal(1, exitCode);
        Assert.Equal(
            "Error from server (Forbidden): nodes is forbidden: User \"viewer\" cannot list resource \"nodes\" in API group \"\" at the cluster scope\n",
            errors);
    }

    private static string Ready(int generation) => new JsonObject
    {
        ["status"] = new JsonObject
        {
            ["observedGeneration"] = generation,
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "True", ["reason"] = "Healthy" }),
        },
    }.ToJsonString();
}
