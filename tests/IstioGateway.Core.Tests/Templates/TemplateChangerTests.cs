using System.Text.Json.Nodes;
using CsCheck;
using IstioGateway.Clusters;
using IstioGateway.Core.Tests.Readiness;
using IstioGateway.Templates;
using IstioGateway.Testing;
using Microsoft.Extensions.Time.Testing;

namespace IstioGateway.Core.Tests.Templates;

public sealed class TemplateChangerTests : IDisposable
{
    private const string Text = "spec:\n  securityContext:\n    sysctls: []";

    private readonly FakeClusterApi _api = new();

    private TemplateChanger Changer => new(_api);

    public TemplateChangerTests()
    {
        JsonObject istio = IstioSamples.Istio();
        istio["spec"]!["values"] = JsonNode.Parse("""{"pilot":{"env":{"A":"b"}},"sidecarInjectorWebhook":{"templates":{"custom":"metadata: {}\n"}}}""");
        _api.Put(IstioSamples.Default, istio);
    }

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task A_change_takes_two_requests_and_leaves_the_rest_alone()
    {
        TemplateChangePlan plan = await PlanAsync(Text);
        TemplateChangeOutcome outcome = await ApplyAsync(plan);

        Assert.Equal(["get", "patch"], _api.Requests.Select(request => request.Verb));
        Assert.Equal((true, false, 2L), (outcome.Changed, outcome.DryRun, outcome.Generation));
        Assert.Equal((false, "v1.28.0", 1L), (plan.Unchanged, plan.IstioVersion, plan.Generation));
        Assert.Null(plan.CurrentSha256);
        Assert.Equal(TemplateText.FromText(Text).Sha256, plan.DesiredSha256);
        Assert.Equal(["custom"], plan.OtherTemplateNames);
        JsonNode values = _api.Read(IstioSamples.Default)["spec"]!["values"]!;
        Assert.Equal(Text, values["sidecarInjectorWebhook"]!["templates"]!["gateway"]!.GetValue<string>());
        Assert.Equal("metadata: {}\n", values["sidecarInjectorWebhook"]!["templates"]!["custom"]!.GetValue<string>());
        Assert.Equal("b", values["pilot"]!["env"]!["A"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_patch_is_locked_strict_and_signed()
    {
        string version = _api.Read(IstioSamples.Default)["metadata"]!["resourceVersion"]!.GetValue<string>();

        await ApplyAsync(await PlanAsync(Text));

        FakeRequest patch = _api.Requests[^1];
        Assert.Equal(version, patch.Body!["metadata"]!["resourceVersion"]!.GetValue<string>());
        Assert.Equal(("Strict", WriteOptions.ModuleFieldManager, false), (patch.Options!.FieldValidation, patch.Options.FieldManager, patch.Options.DryRun));
    }

    [Fact]
    public async Task What_is_there_already_takes_one_request()
    {
        await ApplyAsync(await PlanAsync(Text));
        int before = _api.Requests.Count;

        TemplateChangePlan plan = await PlanAsync(Text);
        TemplateChangeOutcome outcome = await ApplyAsync(plan);

        Assert.Equal(before + 1, _api.Requests.Count);
        Assert.True(plan.Unchanged);
        Assert.Equal((false, 2L), (outcome.Changed, outcome.Generation));
    }

    [Fact]
    public async Task Removing_takes_the_key_away_and_removing_nothing_writes_nothing()
    {
        Assert.True((await PlanAsync(null)).Unchanged);
        await ApplyAsync(await PlanAsync(Text));

        TemplateChangeOutcome outcome = await ApplyAsync(await PlanAsync(null));

        Assert.True(outcome.Changed);
        JsonObject templates = _api.Read(IstioSamples.Default)["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!.AsObject();
        Assert.Equal(["custom"], templates.Select(pair => pair.Key));
    }

    [Theory]
    [InlineData("""{"kind":"Status","metadata":{}}""")]
    [InlineData("""{"kind":"Istio","metadata":{"name":"other"}}""")]
    [InlineData("""{"kind":"ConfigMap","metadata":{"name":"default"}}""")]
    public async Task An_answer_that_is_another_object_is_no_resource_without_templates(string answer)
    {
        _api.Put(IstioSamples.Default, JsonNode.Parse(answer)!.AsObject());

        ClusterException failure = await Assert.ThrowsAsync<ClusterException>(() => PlanAsync(null));

        Assert.Equal(ClusterErrorKind.BadResponse, failure.Kind);
        Assert.Equal(["get"], _api.Requests.Select(request => request.Verb));
    }

    [Fact]
    public async Task An_answer_to_the_patch_that_is_another_object_is_no_success()
    {
        TemplateChangePlan plan = await PlanAsync(Text);
        _api.Answer = result => result with { Object = new JsonObject { ["kind"] = "Status" } };

        Assert.Equal(ClusterErrorKind.BadResponse, (await Assert.ThrowsAsync<ClusterException>(() => ApplyAsync(plan))).Kind);
    }

    [Fact]
    public async Task A_dry_run_asks_the_server_and_changes_nothing()
    {
        TemplateChangeOutcome outcome = await ApplyAsync(await PlanAsync(Text), dryRun: true);

        Assert.Equal((true, true, 2L), (outcome.Changed, outcome.DryRun, outcome.Generation));
        Assert.Null(_api.Read(IstioSamples.Default)["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!["gateway"]);
    }

    [Fact]
    public async Task A_moving_status_is_no_conflict()
    {
        TemplateChangePlan plan = await PlanAsync(Text);
        MoveBeforePatches(times: 2, istio => istio["status"]!["state"] = Guid.NewGuid().ToString());

        Assert.True((await ApplyAsync(plan)).Changed);

        Assert.Equal(["get", "patch", "get", "patch", "get", "patch"], _api.Requests.Select(request => request.Verb));
    }

    [Fact]
    public async Task Another_template_written_meanwhile_survives()
    {
        TemplateChangePlan plan = await PlanAsync(Text);
        MoveBeforePatches(times: 1, istio => istio["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!["custom"] = "newer");

        Assert.True((await ApplyAsync(plan)).Changed);

        Assert.Equal("newer", _api.Read(IstioSamples.Default)["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!["custom"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_same_template_written_meanwhile_is_a_conflict()
    {
        TemplateChangePlan plan = await PlanAsync(Text);
        MoveBeforePatches(times: 1, istio => istio["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!["gateway"] = "theirs");

        ClusterException conflict = await Assert.ThrowsAsync<ClusterException>(() => ApplyAsync(plan));

        Assert.Equal(ClusterErrorKind.Conflict, conflict.Kind);
        Assert.Contains("someone else changed the template 'gateway'", conflict.Message, StringComparison.Ordinal);
        Assert.Equal("theirs", _api.Read(IstioSamples.Default)["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!["gateway"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_conflict_with_our_own_lost_answer_is_success()
    {
        TemplateChangePlan plan = await PlanAsync(Text);
        MoveBeforePatches(times: 1, istio => istio["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!["gateway"] = Text);

        Assert.True((await ApplyAsync(plan)).Changed);

        Assert.Single(_api.Requests, request => request.Verb == "patch");
    }

    [Fact]
    public async Task A_resource_that_never_rests_is_tried_until_the_time_is_over_and_the_conflict_is_why()
    {
        FakeTimeProvider clock = new();
        using CancellationTokenSource timeout = new();
        TemplateChangePlan plan = await PlanAsync(Text);
        int patches = 0;
        _api.Before = async (request, _) =>
        {
            if (request.Verb == "patch")
            {
                _api.Change(IstioSamples.Default, istio => istio["status"]!["state"] = Guid.NewGuid().ToString());
                if (++patches == 30)
                {
                    await timeout.CancelAsync();
                }
            }
        };

        Task<TemplateChangeOutcome> applying = new TemplateChanger(_api, clock).ApplyAsync(plan, dryRun: false, timeout.Token);
        while (!applying.IsCompleted)
        {
            clock.Advance(TemplateChanger.LongestPause);
            await Task.Yield();
        }

        OperationCanceledException ended = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => applying);
        ClusterException conflict = Assert.IsType<ClusterException>(ended.InnerException);
        Assert.Equal((30, ClusterErrorKind.Conflict), (patches, conflict.Kind));
        Assert.Contains("it changed faster than it could be written, 30 times", conflict.Message, StringComparison.Ordinal);
        Assert.Null(_api.Read(IstioSamples.Default)["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!["gateway"]);
    }

    [Fact]
    public async Task A_conflict_over_this_very_template_is_told_after_one_attempt()
    {
        TemplateChangePlan plan = await PlanAsync(Text);
        MoveBeforePatches(times: 1, istio => istio["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!["gateway"] = "theirs");

        await Assert.ThrowsAsync<ClusterException>(() => new TemplateChanger(_api, new FakeTimeProvider()).ApplyAsync(plan, false, CancellationToken.None));

        Assert.Equal(["get", "patch", "get"], _api.Requests.Select(request => request.Verb));
    }

    [Fact]
    public async Task A_conflict_over_a_resource_that_rests_is_given_up_soon()
    {
        FakeTimeProvider clock = new();
        TemplateChangePlan plan = await PlanAsync(Text);
        _api.Before = (request, _) => request.Verb == "patch"
            ? throw new ClusterException(ClusterErrorKind.Conflict, "a webhook says no")
            : Task.CompletedTask;

        Task<TemplateChangeOutcome> applying = new TemplateChanger(_api, clock).ApplyAsync(plan, dryRun: false, CancellationToken.None);
        while (!applying.IsCompleted)
        {
            clock.Advance(TemplateChanger.LongestPause);
            await Task.Yield();
        }

        ClusterException conflict = await Assert.ThrowsAsync<ClusterException>(() => applying);
        Assert.Contains("although nobody changed the resource (a webhook says no)", conflict.Message, StringComparison.Ordinal);
        Assert.Equal(TemplateChanger.MaximumConflictsAtRest, _api.Requests.Count(request => request.Verb == "patch"));
    }

    [Fact]
    public async Task An_answer_that_never_comes_is_no_conflict()
    {
        using CancellationTokenSource timeout = new();
        TemplateChangePlan plan = await PlanAsync(Text);
        _api.Before = async (request, token) =>
        {
            if (request.Verb == "patch")
            {
                await timeout.CancelAsync();
                token.ThrowIfCancellationRequested();
            }
        };

        OperationCanceledException ended = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Changer.ApplyAsync(plan, false, timeout.Token));

        Assert.Null(ended.InnerException);
    }

    [Fact]
    public void Pauses_double_up_to_a_limit_and_vary_below_it()
    {
        Assert.Equal(TimeSpan.Zero, TemplateChanger.Pause(1, 1));
        Assert.Equal([20, 40, 80, 160], Enumerable.Range(2, 4).Select(attempt => TemplateChanger.Pause(attempt, 1).TotalMilliseconds));
        Assert.Equal(TemplateChanger.LongestPause, TemplateChanger.Pause(int.MaxValue, 1));
        Gen.Select(Gen.Int[1, 10_000], Gen.Double[0, 1]).Sample((attempt, share) =>
            Assert.InRange(TemplateChanger.Pause(attempt, share), TimeSpan.Zero, TemplateChanger.LongestPause));
    }

    [Fact]
    public async Task Of_two_writers_of_one_template_one_wins_and_the_other_is_told()
    {
        TemplateChangePlan mine = await PlanAsync(Text);
        TemplateChangePlan theirs = await Changer.PlanAsync("default", "gateway", "theirs", CancellationToken.None);

        Assert.True((await ApplyAsync(mine)).Changed);
        ClusterException conflict = await Assert.ThrowsAsync<ClusterException>(() => ApplyAsync(theirs));

        Assert.Equal(ClusterErrorKind.Conflict, conflict.Kind);
        Assert.Equal(Text, _api.Read(IstioSamples.Default)["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!["gateway"]!.GetValue<string>());
    }

    [Fact]
    public async Task Other_refusals_pass_through_after_one_attempt()
    {
        TemplateChangePlan plan = await PlanAsync(Text);
        _api.Before = (request, _) => request.Verb == "patch" ? throw new ClusterException(ClusterErrorKind.Invalid, "no") : Task.CompletedTask;

        Assert.Equal(ClusterErrorKind.Invalid, (await Assert.ThrowsAsync<ClusterException>(() => ApplyAsync(plan))).Kind);
        Assert.Single(_api.Requests, request => request.Verb == "patch");
    }

    [Theory]
    [InlineData("gateway", "another text")]
    [InlineData("gateway", null)]
    [InlineData("custom", "mutated")]
    [InlineData("injected", "by a webhook")]
    public async Task An_answer_that_holds_something_else_is_an_error(string template, string? text)
    {
        TemplateChangePlan plan = await PlanAsync(Text);
        _api.Answer = result =>
        {
            result.Object["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]![template] = text;
            return result;
        };

        Assert.Equal(ClusterErrorKind.BadResponse, (await Assert.ThrowsAsync<ClusterException>(() => ApplyAsync(plan))).Kind);
    }

    [Fact]
    public async Task The_servers_warnings_are_passed_on()
    {
        _api.Answer = result => result with { Warnings = ["unknown field"] };

        Assert.Equal(["unknown field"], (await ApplyAsync(await PlanAsync(Text))).Warnings);
    }

    [Theory]
    [InlineData("a/b", "gateway")]
    [InlineData("..", "gateway")]
    [InlineData("default", "../x")]
    [InlineData("default", "a,b")]
    public async Task Names_that_are_none_make_no_request(string istio, string template)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Changer.PlanAsync(istio, template, Text, CancellationToken.None));

        Assert.Empty(_api.Requests);
    }

    private Task<TemplateChangePlan> PlanAsync(string? desired) => Changer.PlanAsync("default", "gateway", desired, CancellationToken.None);

    private Task<TemplateChangeOutcome> ApplyAsync(TemplateChangePlan plan, bool dryRun = false) =>
        Changer.ApplyAsync(plan, dryRun, CancellationToken.None);

    private void MoveBeforePatches(int times, Action<JsonObject> move)
    {
        int left = times;
        _api.Before = (request, _) =>
        {
            if (request.Verb == "patch" && left-- > 0)
            {
                _api.Change(IstioSamples.Default, move);
            }

            return Task.CompletedTask;
        };
    }
}
