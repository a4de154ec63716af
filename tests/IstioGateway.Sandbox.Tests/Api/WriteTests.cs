using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Tests.Api;

public sealed class WriteTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task Generation_counts_changes_of_what_is_wanted_and_nothing_else()
    {
        await using TestSandbox sandbox = await TestSandbox.StartWithIstioAsync();

        long labelled = (await sandbox.MergeAsync(TestSandbox.Default, """{"metadata":{"labels":{"a":"b"}}}""")).Generation;
        long status = (await sandbox.MergeAsync(TestSandbox.Default + "/status", """{"status":{"state":"Healthy"},"spec":{"version":"v9"}}""")).Generation;
        Answer wanted = await sandbox.MergeAsync(TestSandbox.Default, """{"spec":{"version":"v1.28.0"},"status":{"state":"Lost"}}""");

        Assert.Equal((1, 1, 2), (labelled, status, wanted.Generation));
        Assert.Equal("Healthy", (string?)wanted.Json["status"]!["state"]);
        Assert.Equal("v1.28.0", (string?)wanted.Json["spec"]!["version"]);
    }

    [Fact]
    public async Task A_write_without_a_change_moves_no_version()
    {
        await using TestSandbox sandbox = await TestSandbox.StartWithIstioAsync();
        string first = (await sandbox.MergeAsync(TestSandbox.Default, """{"spec":{"values":{"profile":"x"}}}""")).ResourceVersion;

        Answer again = await sandbox.MergeAsync(TestSandbox.Default, """{"spec":{"values":{"profile":"x"}}}""");

        Assert.Equal(first, again.ResourceVersion);
    }

    [Fact]
    public async Task Parallel_patches_all_arrive()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.PostAsync(Maps, Map("m"));

        Answer[] answers = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => sandbox.MergeAsync(Maps + "/m", "{\"data\":{\"k" + i + "\":\"v\"}}")));

        Assert.All(answers, answer => Assert.Equal(200, answer.Code));
        Assert.Equal(16, (await sandbox.GetAsync(Maps + "/m")).Json["data"]!.AsObject().Count);
    }

    [Fact]
    public async Task Of_parallel_writes_with_the_same_lock_one_wins()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        string version = (await sandbox.PostAsync(Maps, Map("m"))).ResourceVersion;

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => sandbox.MergeAsync(
            Maps + "/m", "{\"metadata\":{\"resourceVersion\":\"" + version + "\"},\"data\":{\"k\":\"" + i + "\"}}")));

        Assert.Single(answers, answer => answer.Code == 200);
        Assert.All(answers.Where(answer => answer.Code != 200), answer => Assert.Equal((409, "Conflict"), (answer.Code, answer.Reason)));
    }

    [Fact]
    public async Task A_replacement_keeps_identity_and_drops_what_it_does_not_name()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        Answer created = await sandbox.PostAsync(Maps, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "m", ["labels"] = new JsonObject { ["a"] = "b" } },
            ["data"] = new JsonObject { ["k"] = "v" },
        });

        Answer replaced = await sandbox.PutAsync(Maps + "/m", Map("m"));

        Assert.Equal((string?)created.Json["metadata"]!["uid"], (string?)replaced.Json["metadata"]!["uid"]);
        Assert.Null(replaced.Json["data"]);
        Assert.Null(replaced.Json["metadata"]!["labels"]);
    }

    [Fact]
    public async Task What_exists_already_or_has_no_namespace_cannot_be_created()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.PostAsync(Maps, Map("m"));

        Answer twice = await sandbox.PostAsync(Maps, Map("m"));
        Answer nowhere = await sandbox.PostAsync("/api/v1/namespaces/nope/configmaps", Map("m"));

        Assert.Equal((409, "AlreadyExists", "configmaps \"m\" already exists"), (twice.Code, twice.Reason, twice.Message));
        Assert.Equal((404, "namespaces \"nope\" not found"), (nowhere.Code, nowhere.Message));
    }

    [Fact]
    public async Task A_dry_run_stores_nothing()
    {
        await using TestSandbox sandbox = await TestSandbox.StartWithIstioAsync();
        long before = sandbox.Cluster.Store.ResourceVersion;

        await sandbox.PostAsync(Maps + "?dryRun=All", Map("m"));
        await sandbox.MergeAsync(TestSandbox.Default + "?dryRun=All", """{"spec":{"version":"v9"}}""");
        await sandbox.DeleteAsync(TestSandbox.Default + "?dryRun=All");

        Assert.Equal(before, sandbox.Cluster.Store.ResourceVersion);
    }

    [Fact]
    public async Task A_JSON_patch_is_applied_whole_or_not_at_all()
    {
        await using TestSandbox sandbox = await TestSandbox.StartWithIstioAsync();

        Answer good = await sandbox.JsonPatchAsync(TestSandbox.Default, """
            [{"op":"test","path":"/spec/version","value":"v1.26.2"},
             {"op":"add","path":"/metadata/labels","value":{"a~b":"1","c/d":"2"}},
             {"op":"copy","from":"/metadata/labels/a~0b","path":"/metadata/labels/e"},
             {"op":"move","from":"/metadata/labels/c~1d","path":"/metadata/labels/f"},
             {"op":"replace","path":"/spec/version","value":"v1.28.0"},
             {"op":"remove","path":"/metadata/labels/a~0b"}]
            """);
        Answer bad = await sandbox.JsonPatchAsync(TestSandbox.Default, """
            [{"op":"replace","path":"/spec/version","value":"v2"},{"op":"remove","path":"/spec/absent"}]
            """);
        Answer none = await sandbox.JsonPatchAsync(TestSandbox.Default, """{"op":"test"}""");

        Assert.Equal("""{"e":"1","f":"2"}""", good.Json["metadata"]!["labels"]!.ToJsonString());
        Assert.Equal("v1.28.0", (string?)good.Json["spec"]!["version"]);
        Assert.Equal(422, bad.Code);
        Assert.Equal(400, none.Code);
        Assert.Equal("v1.28.0", (string?)(await sandbox.GetAsync(TestSandbox.Default)).Json["spec"]!["version"]);
    }

    [Fact]
    public async Task A_strategic_merge_patch_merges_lists_by_key()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.ApplyAsync(TestSandbox.Deployments + "/d", "one", """
            {"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[
            {"name":"x","image":"x:1","env":[{"name":"A","value":"1"},{"name":"B","value":"2"}]},{"name":"y","image":"y:1"}]}}}}
            """);

        Answer answer = await sandbox.SendAsync(HttpMethod.Patch, TestSandbox.Deployments + "/d", """
            {"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"z"},{"name":"x"}],"containers":[
            {"name":"x","env":[{"name":"A","$patch":"delete"},{"name":"C","value":"3"}]},
            {"name":"y","$patch":"delete"},{"name":"z","image":"z:1"}]}}}}
            """, "application/strategic-merge-patch+json");

        JsonArray containers = answer.Json["spec"]!["template"]!["spec"]!["containers"]!.AsArray();
        Assert.Equal(["z", "x"], containers.Select(container => (string)container!["name"]!));
        Assert.Equal("x:1", (string?)containers[1]!["image"]);
        Assert.Equal(["B", "C"], containers[1]!["env"]!.AsArray().Select(variable => (string)variable!["name"]!));
    }

    [Fact]
    public async Task Custom_resources_take_no_strategic_merge()
    {
        await using TestSandbox sandbox = await TestSandbox.StartWithIstioAsync();

        Answer answer = await sandbox.SendAsync(HttpMethod.Patch, TestSandbox.Default, "{}", "application/strategic-merge-patch+json");

        Assert.Equal((415, "UnsupportedMediaType"), (answer.Code, answer.Reason));
    }

    [Fact]
    public async Task Ignore_drops_unknown_fields_in_silence()
    {
        await using TestSandbox sandbox = await TestSandbox.StartWithIstioAsync();

        Answer ignored = await sandbox.MergeAsync(TestSandbox.Default + "?fieldValidation=Ignore", """{"spec":{"nope":1}}""");
        Answer warned = await sandbox.MergeAsync(TestSandbox.Default, """{"spec":{"nope":1}}""");

        Assert.Empty(ignored.Warnings);
        Assert.Equal(["299 - \"unknown field \\\"spec.nope\\\"\""], warned.Warnings);
        Assert.Null(warned.Json["spec"]!["nope"]);
    }

    [Fact]
    public async Task A_removed_field_with_a_default_gets_it_back()
    {
        await using TestSandbox sandbox = await TestSandbox.StartWithIstioAsync();

        Answer answer = await sandbox.MergeAsync(TestSandbox.Default, """{"spec":{"version":null,"updateStrategy":null}}""");

        Assert.Equal(("v1.30.3", "InPlace"), ((string?)answer.Json["spec"]!["version"], (string?)answer.Json["spec"]!["updateStrategy"]!["type"]));
    }

    [Fact]
    public async Task A_required_field_is_missed()
    {
        await using TestSandbox sandbox = await TestSandbox.StartWithIstioAsync();

        Answer answer = await sandbox.MergeAsync(
            TestSandbox.Default, """{"spec":{"values":{"global":{"proxy":{"lifecycle":{"preStop":{"sleep":{}}}}}}}}""");

        Assert.Equal((422, "Invalid"), (answer.Code, answer.Reason));
        Assert.Contains("spec.values.global.proxy.lifecycle.preStop.sleep.seconds: Required value", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"metadata":[]}""")]
    [InlineData("""{"metadata":{"name":5}}""")]
    [InlineData("""{"metadata":{"name":"x","labels":{"a":1}}}""")]
    [InlineData("""{"kind":5,"metadata":{"name":"x"}}""")]
    [InlineData("""[]""")]
    [InlineData("""{"a":1} trailing""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("")]
    public async Task A_body_that_is_no_object_of_the_type_is_refused(string body)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();

        Answer answer = await sandbox.SendAsync(HttpMethod.Post, Maps, body);

        Assert.InRange(answer.Code, 400, 422);
        Assert.Equal("Status", (string?)answer.Json["kind"]);
    }

    [Fact]
    public async Task Of_a_field_that_occurs_twice_the_last_one_counts()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();

        Answer answer = await sandbox.SendAsync(
            HttpMethod.Post, Maps, """{"metadata":{"name":"m"},"data":{"k":"first"},"data":{"k":"a","k":"b"}}""");

        Assert.Equal((201, "b"), (answer.Code, (string?)answer.Json["data"]!["k"]));
    }

    [Fact]
    public async Task What_a_namespace_holds_goes_with_it()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.PostAsync("/api/v1/namespaces", Map("mine"));
        await sandbox.PostAsync("/api/v1/namespaces/mine/configmaps", Map("m"));

        await sandbox.DeleteAsync("/api/v1/namespaces/mine");

        Assert.Equal(404, (await sandbox.GetAsync("/api/v1/namespaces/mine/configmaps/m")).Code);
        Assert.Empty((await sandbox.GetAsync("/api/v1/configmaps")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task A_deletion_minds_its_preconditions()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.PostAsync(Maps, Map("m"));

        Answer refused = await sandbox.SendAsync(HttpMethod.Delete, Maps + "/m", """{"preconditions":{"uid":"other"}}""");
        Answer deleted = await sandbox.SendAsync(HttpMethod.Delete, Maps + "/m", "{}");

        Assert.Equal(409, refused.Code);
        Assert.Equal((200, "Success"), (deleted.Code, (string?)deleted.Json["status"]));
    }

    [Fact]
    public async Task A_collection_is_deleted_by_label()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();

        await sandbox.DeleteAsync("/api/v1/nodes?labelSelector=node-role.kubernetes.io/worker");

        JsonArray left = (await sandbox.GetAsync("/api/v1/nodes")).Json["items"]!.AsArray();
        Assert.Equal("control-plane-1", (string?)Assert.Single(left)!["metadata"]!["name"]);
    }

    [Fact]
    public async Task Any_text_survives_the_way_through_the_server()
    {
        await using TestSandbox sandbox = await TestSandbox.StartWithIstioAsync();
        string text = "\"quotes\" \\ back \t tab </script> \u0001 \u2028 é 漢 🎉 &<>' {{ .Values }}\r\n" + new string('x', 1_000_000);

        await sandbox.MergeAsync(TestSandbox.Default, new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["values"] = new JsonObject
                {
                    ["sidecarInjectorWebhook"] = new JsonObject { ["templates"] = new JsonObject { ["gateway"] = text } },
                },
            },
        }.ToJsonString());

        JsonNode stored = (await sandbox.GetAsync(TestSandbox.Default)).Json["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!["gateway"]!;
        Assert.Equal(text, (string?)stored);
    }

    private static JsonObject Map(string name) => new() { ["metadata"] = new JsonObject { ["name"] = name } };
}
