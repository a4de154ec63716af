using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Tests.Api;

public sealed class AccessTests
{
    private static readonly AccessRule ReadDefaultIstio = new(["get", "list", "watch"], ["sailoperator.io"], ["istios"]) { ResourceNames = ["default"] };
    private static readonly AccessRule MapsInDefault = new(["*"], [""], ["configmaps"]) { Namespace = "default" };

    [Theory]
    [InlineData("GET", "/apis/sailoperator.io/v1/istios/default", 200)]
    [InlineData("GET", "/apis/sailoperator.io/v1/istios?fieldSelector=metadata.name=default", 200)]
    [InlineData("GET", "/apis/sailoperator.io/v1/istios", 403)]
    [InlineData("GET", "/apis/sailoperator.io/v1/istios/other", 403)]
    [InlineData("DELETE", "/apis/sailoperator.io/v1/istios/default", 403)]
    [InlineData("GET", "/api/v1/namespaces/default/configmaps", 200)]
    [InlineData("GET", "/api/v1/namespaces/kube-system/configmaps", 403)]
    [InlineData("GET", "/api/v1/configmaps", 403)]
    [InlineData("GET", "/apis", 200)]
    public async Task A_user_may_what_its_rules_cover(string method, string path, int expected)
    {
        await using TestSandbox sandbox = await StartAsync("limited");

        Assert.Equal(expected, (await sandbox.SendAsync(new HttpMethod(method), path)).Code);
    }

    [Fact]
    public async Task A_subresource_needs_a_right_of_its_own()
    {
        await using TestSandbox sandbox = await StartAsync("patcher");

        Answer whole = await sandbox.MergeAsync(TestSandbox.Default, "{}");
        Answer status = await sandbox.MergeAsync(TestSandbox.Default + "/status", "{}");

        Assert.Equal(200, whole.Code);
        Assert.Equal(403, status.Code);
        Assert.Contains("cannot patch resource \"istios/status\"", status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_in_a_namespace_names_it()
    {
        await using TestSandbox sandbox = await StartAsync("limited");

        Answer answer = await sandbox.GetAsync("/api/v1/namespaces/kube-system/configmaps/x");

        Assert.Equal(
            "configmaps \"x\" is forbidden: User \"limited\" cannot get resource \"configmaps\" in API group \"\" in the namespace \"kube-system\"",
            answer.Message);
    }

    [Theory]
    [InlineData("patch", "istios", null, true)]
    [InlineData("patch", "istios", "status", false)]
    [InlineData("get", "istios", null, false)]
    public async Task A_review_answers_for_its_sender(string verb, string resource, string? subresource, bool allowed)
    {
        await using TestSandbox sandbox = await StartAsync("patcher");

        Answer answer = await sandbox.PostAsync("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["resourceAttributes"] = new JsonObject
                {
                    ["verb"] = verb,
                    ["group"] = "sailoperator.io",
                    ["resource"] = resource,
                    ["subresource"] = subresource,
                },
            },
        });

        Assert.Equal((201, allowed), (answer.Code, (bool)answer.Json["status"]!["allowed"]!));
    }

    [Theory]
    [InlineData("/healthz", 200)]
    [InlineData("/version", 200)]
    [InlineData("/apis", 403)]
    public async Task Without_credentials_there_is_health_and_version_only(string path, int expected)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        sandbox.Client.DefaultRequestHeaders.Authorization = null;

        Assert.Equal(expected, (await sandbox.GetAsync(path)).Code);
    }

    [Fact]
    public async Task Anonymous_can_be_made_administrator()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync(new SandboxClusterOptions { AnonymousIsAdmin = true });
        sandbox.Client.DefaultRequestHeaders.Authorization = null;

        Assert.Equal(200, (await sandbox.GetAsync("/api/v1/nodes")).Code);
    }

    [Fact]
    public void A_token_is_made_up_anew_and_never_shown()
    {
        SandboxToken one = new("a", []);
        SandboxToken two = new("a", []);

        Assert.NotEqual(one.Token, two.Token);
        Assert.Equal("a", one.ToString());
    }

    private static async Task<TestSandbox> StartAsync(string user)
    {
        TestSandbox sandbox = await TestSandbox.StartWithIstioAsync(new SandboxClusterOptions
        {
            NodeCount = 1,
            OldKernelCount = 0,
            Tokens =
            [
                new("admin", [AccessRule.All]),
                new("limited", [ReadDefaultIstio, MapsInDefault]),
                new("patcher", [new AccessRule(["patch"], ["sailoperator.io"], ["istios"])]),
            ],
        });
        sandbox.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", sandbox.Cluster.TokenOf(user));
        return sandbox;
    }
}
