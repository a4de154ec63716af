using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace IstioGateway.Sandbox.Tests.Api;

public sealed class WatchTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task A_watch_without_a_version_begins_with_what_is_there()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();

        using WatchStream watch = await sandbox.WatchAsync("/api/v1/nodes?watch=true");

        string[] types = [Type(await watch.NextAsync()), Type(await watch.NextAsync()), Type(await watch.NextAsync())];
        Assert.Equal(["ADDED", "ADDED", "ADDED"], types);
    }

    [Fact]
    public async Task A_watch_tells_creation_change_and_deletion_in_order()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        using WatchStream watch = await sandbox.WatchAsync($"{Maps}?watch=true&resourceVersion={sandbox.Cluster.Store.ResourceVersion}");

        await sandbox.PostAsync(Maps, Map("a"));
        await sandbox.MergeAsync(Maps + "/a", """{"data":{"k":"v"}}""");
        await sandbox.DeleteAsync(Maps + "/a");

        JsonObject?[] events = [await watch.NextAsync(), await watch.NextAsync(), await watch.NextAsync()];
        Assert.Equal(["ADDED", "MODIFIED", "DELETED"], events.Select(Type));
        long[] versions = [.. events.Select(change => long.Parse((string)change!["object"]!["metadata"]!["resourceVersion"]!, CultureInfo.InvariantCulture))];
        Assert.Equal(versions.Order(), versions);
        Assert.Equal("ConfigMap", (string?)events[2]!["object"]!["kind"]);
    }

    [Fact]
    public async Task An_object_that_comes_to_match_is_added_and_one_that_ceases_to_is_deleted()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        using WatchStream watch = await sandbox.WatchAsync(
            $"{Maps}?watch=true&labelSelector=on%3Dyes&resourceVersion={sandbox.Cluster.Store.ResourceVersion}");

        await sandbox.PostAsync(Maps, Map("a"));
        await sandbox.MergeAsync(Maps + "/a", """{"metadata":{"labels":{"on":"yes"}}}""");
        await sandbox.MergeAsync(Maps + "/a", """{"data":{"k":"v"}}""");
        await sandbox.MergeAsync(Maps + "/a", """{"metadata":{"labels":null}}""");

        Assert.Equal(
            ["ADDED", "MODIFIED", "DELETED"],
            [Type(await watch.NextAsync()), Type(await watch.NextAsync()), Type(await watch.NextAsync())]);
    }

    [Fact]
    public async Task Objects_of_other_namespaces_stay_out()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        using WatchStream watch = await sandbox.WatchAsync($"{Maps}?watch=true&resourceVersion={sandbox.Cluster.Store.ResourceVersion}");

        await sandbox.PostAsync("/api/v1/namespaces/kube-system/configmaps", Map("elsewhere"));
        await sandbox.PostAsync(Maps, Map("here"));

        Assert.Equal("here", (string?)(await watch.NextAsync())!["object"]!["metadata"]!["name"]);
    }

    [Fact]
    public async Task A_watch_ends_when_its_time_is_up_after_a_bookmark_for_those_who_ask()
    {
        FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch.AddYears(56));
        await using TestSandbox sandbox = await TestSandbox.StartAsync(new SandboxClusterOptions { Clock = clock, NodeCount = 0, OldKernelCount = 0 });
        string version = $"resourceVersion={sandbox.Cluster.Store.ResourceVersion}";
        using WatchStream asking = await sandbox.WatchAsync($"{Maps}?watch=true&{version}&timeoutSeconds=10&allowWatchBookmarks=true");
        using WatchStream silent = await sandbox.WatchAsync($"{Maps}?watch=true&{version}&timeoutSeconds=10");
        Task<JsonObject?> bookmark = asking.NextAsync();
        Task<JsonObject?> end = silent.NextAsync();

        await AdvanceUntilAsync(clock, end);

        Assert.Equal("BOOKMARK", Type(await bookmark));
        Assert.Equal(sandbox.Cluster.Store.ResourceVersion.ToString(CultureInfo.InvariantCulture), (string?)(await bookmark)!["object"]!["metadata"]!["resourceVersion"]);
        Assert.Null(await asking.NextAsync());
        Assert.Null(await end);
    }

    [Fact]
    public async Task A_version_that_is_no_longer_kept_gets_one_ERROR_event_with_410()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync(new SandboxClusterOptions { NodeCount = 0, OldKernelCount = 0, EventsKept = 2 });
        long start = sandbox.Cluster.Store.ResourceVersion;
        foreach (string name in new[] { "a", "b", "c" })
        {
            await sandbox.PostAsync(Maps, Map(name));
        }

        using WatchStream late = await sandbox.WatchAsync($"{Maps}?watch=true&resourceVersion={start}");
        using WatchStream inTime = await sandbox.WatchAsync($"{Maps}?watch=true&resourceVersion={start + 1}");

        JsonObject error = (await late.NextAsync())!;
        Assert.Equal("ERROR", Type(error));
        Assert.Equal(410, (int)error["object"]!["code"]!);
        Assert.Equal("Expired", (string?)error["object"]!["reason"]);
        Assert.Null(await late.NextAsync());
        Assert.Equal("b", (string?)(await inTime.NextAsync())!["object"]!["metadata"]!["name"]);
    }

    [Fact]
    public async Task Compaction_expires_old_versions_but_not_the_present_one()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        string before = (await sandbox.PostAsync(Maps, Map("a"))).ResourceVersion;
        await sandbox.PostAsync(Maps, Map("b"));
        sandbox.Cluster.Store.Compact();

        using WatchStream late = await sandbox.WatchAsync($"{Maps}?watch=true&resourceVersion={before}");
        using WatchStream present = await sandbox.WatchAsync($"{Maps}?watch=true&resourceVersion={sandbox.Cluster.Store.ResourceVersion}");
        await sandbox.PostAsync(Maps, Map("c"));

        Assert.Equal("ERROR", Type(await late.NextAsync()));
        Assert.Equal("ADDED", Type(await present.NextAsync()));
    }

    [Fact]
    public async Task A_watch_as_Table_sends_its_columns_once()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/nodes?watch=true");
        request.Headers.TryAddWithoutValidation("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
        using HttpResponseMessage response = await sandbox.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using WatchStream watch = new(response, new StreamReader(await response.Content.ReadAsStreamAsync()));

        JsonObject first = (await watch.NextAsync())!;
        JsonObject second = (await watch.NextAsync())!;

        Assert.NotEmpty(first["object"]!["columnDefinitions"]!.AsArray());
        Assert.Null(second["object"]!["columnDefinitions"]);
        Assert.Single(second["object"]!["rows"]!.AsArray());
    }

    private static JsonObject Map(string name) => new() { ["metadata"] = new JsonObject { ["name"] = name } };

    private static string Type(JsonObject? change) => (string)change!["type"]!;

    private static async Task AdvanceUntilAsync(FakeTimeProvider clock, Task done)
    {
        while (!done.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(done, Task.Delay(10));
        }
    }
}
