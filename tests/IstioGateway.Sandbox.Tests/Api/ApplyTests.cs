using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Tests.Api;

public sealed class ApplyTests
{
    private const string Gateway = TestSandbox.Deployments + "/gateway";

    [Fact]
    public async Task An_applier_that_no_longer_names_a_field_removes_it_unless_another_owns_it()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.ApplyAsync(Gateway, "one", Deployment("""{"a":"1","b":"2"}"""));
        await sandbox.ApplyAsync(Gateway, "two", """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"gateway","labels":{"b":"2"}}}""");

        Answer answer = await sandbox.ApplyAsync(Gateway, "one", Deployment("{}"));

        Assert.Equal(200, answer.Code);
        Assert.Equal("""{"b":"2"}""", answer.Json["metadata"]!["labels"]!.ToJsonString());
    }

    [Fact]
    public async Task Force_takes_a_field_from_its_owner()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.ApplyAsync(Gateway, "one", Deployment("""{"a":"1"}"""));

        Answer refused = await sandbox.ApplyAsync(Gateway, "two", Deployment("""{"a":"2"}"""));
        Answer forced = await sandbox.ApplyAsync(Gateway, "two", Deployment("""{"a":"2"}"""), force: true);
        Answer back = await sandbox.ApplyAsync(Gateway, "one", Deployment("""{"a":"1"}"""));

        Assert.Equal(409, refused.Code);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"one\": .metadata.labels.a", refused.Message);
        Assert.Equal("2", (string?)forced.Json["metadata"]!["labels"]!["a"]);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"two\": .metadata.labels.a", back.Message);
    }

    [Fact]
    public async Task The_same_value_is_no_conflict_and_makes_two_owners()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.ApplyAsync(Gateway, "one", Deployment("""{"a":"1"}"""));

        Answer shared = await sandbox.ApplyAsync(Gateway, "two", Deployment("""{"a":"1"}"""));

        Assert.Equal(200, shared.Code);
        Assert.Equal(["one", "two"], Managers(shared));
    }

    [Fact]
    public async Task Several_conflicts_are_listed_by_manager()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.ApplyAsync(Gateway, "one", Deployment("""{"a":"1","b":"1"}"""));

        Answer refused = await sandbox.ApplyAsync(Gateway, "two", Deployment("""{"a":"2","b":"2"}"""));

        Assert.Equal("Apply failed with 2 conflicts: conflicts with \"one\":\n- .metadata.labels.a\n- .metadata.labels.b", refused.Message);
        Assert.Equal(2, refused.Json["details"]!["causes"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_plain_write_takes_the_fields_it_changes_and_an_applier_is_told_when_and_how()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.ApplyAsync(Gateway, "one", Deployment("""{"a":"1"}"""));
        await sandbox.MergeAsync(Gateway + "?fieldManager=editor", """{"metadata":{"labels":{"a":"2"}}}""");

        Answer refused = await sandbox.ApplyAsync(Gateway, "one", Deployment("""{"a":"1"}"""));

        Assert.Equal(409, refused.Code);
        Assert.Matches("^Apply failed with 1 conflict: conflict with \"editor\" using apps/v1 at [0-9TZ:-]+: .metadata.labels.a$", refused.Message!);
    }

    [Fact]
    public async Task Items_of_a_keyed_list_are_merged_and_owned_one_by_one()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.ApplyAsync(Gateway, "one", Deployment("{}"));

        Answer answer = await sandbox.ApplyAsync(Gateway, "two", """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: gateway
            spec:
              template:
                spec:
                  containers:
                  - name: istio-proxy
                    env:
                    - name: LEVEL
                      value: debug
                  - name: helper
                    image: busybox:1.36
            """);

        JsonArray containers = answer.Json["spec"]!["template"]!["spec"]!["containers"]!.AsArray();
        Assert.Equal(["istio-proxy", "helper"], containers.Select(container => (string)container!["name"]!));
        Assert.Equal("auto", (string?)containers[0]!["image"]);
        Assert.Equal("debug", (string?)containers[0]!["env"]![0]!["value"]);
        Assert.Equal("IfNotPresent", (string?)containers[1]!["imagePullPolicy"]);
    }

    [Theory]
    [InlineData("""{"spec":{"replicas":"two"}}""", ".spec.replicas: expected numeric (int or float), got string")]
    [InlineData("""{"spec":{"nope":1}}""", ".spec.nope: field not declared in schema")]
    [InlineData("""{"spec":[]}""", ".spec: expected map, got list")]
    public async Task A_misfit_is_a_500_in_the_words_of_the_apply_engine(string body, string message)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();

        Answer answer = await sandbox.ApplyAsync(Gateway, "one", body);

        Assert.Equal(500, answer.Code);
        Assert.Equal($"failed to create typed patch object (default/gateway; apps/v1, Kind=Deployment): {message}", answer.Message);
    }

    [Fact]
    public async Task A_key_that_occurs_twice_is_refused()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();

        Answer answer = await sandbox.ApplyAsync(
            "/api/v1/namespaces/default/services/s", "one", """{"spec":{"ports":[{"port":80,"name":"a"},{"port":80,"protocol":"TCP","name":"b"}]}}""");

        Assert.Equal(500, answer.Code);
        Assert.EndsWith(".spec.ports: duplicate entries for key [port=80,protocol=\"TCP\"]", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_apply_needs_a_manager()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();

        Answer answer = await sandbox.SendAsync(HttpMethod.Patch, Gateway, Deployment("{}"), "application/apply-patch+yaml");

        Assert.Equal(422, answer.Code);
        Assert.Equal("PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch", answer.Message);
    }

    private static string Deployment(string labels) =>
        """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"gateway","labels":""" + labels + """
        },"spec":{"selector":{"matchLabels":{"istio":"gateway"}},"template":{"metadata":{"labels":{"istio":"gateway"}},
        "spec":{"containers":[{"name":"istio-proxy","image":"auto"}]}}}}
        """;

    private static IEnumerable<string> Managers(Answer answer) =>
        answer.Json["metadata"]!["managedFields"]!.AsArray().Select(owner => (string)owner!["manager"]!).Order(StringComparer.Ordinal);
}
