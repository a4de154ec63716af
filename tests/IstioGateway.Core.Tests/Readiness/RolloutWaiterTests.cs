using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Readiness;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Readiness;

public sealed class RolloutWaiterTests : IDisposable
{
    private readonly ScriptedWait _scripted = new();
    private readonly List<RolloutWarning> _warnings = [];
    private ClusterException? _olderDenied;

    private FakeClusterApi Api => _scripted.Api;

    private double Now => _scripted.Now.TotalSeconds;

    public void Dispose() => _scripted.Dispose();

    [Fact]
    public async Task What_is_rolled_out_already_takes_one_read_of_each()
    {
        Api.PutChange();
        Api.RollOut();

        IstioStatus status = await WaitAsync();

        Assert.True(status.Ready);
        Assert.Equal((ReadyStage.Ready, "gateway"), (status.Stage, status.TemplateName));
        Assert.Equal(
            [
                "get istios.sailoperator.io/default",
                "get istiorevisions.sailoperator.io/default",
                "get configmaps/istio-sidecar-injector in istio-system",
            ],
            Api.Requests.Select(request => request.ToString()));
    }

    [Fact]
    public async Task The_stages_come_in_their_order_and_each_ends_with_its_watch()
    {
        Api.PutChange();
        _scripted.At(1.0, () => Api.WriteRevision());
        _scripted.At(2.0, () => Api.Install(reconciled: "Unknown"));
        _scripted.At(3.0, () => Api.Install());
        _scripted.At(4.0, () => Api.Put(RolloutSamples.Injector, RolloutSamples.ConfigMapWith()));

        await WaitAsync();

        Assert.Equal(
            [ReadyStage.WaitingForOperator, ReadyStage.WaitingForRevision, ReadyStage.WaitingForConfigMap, ReadyStage.Ready], _scripted.Stages);
        Assert.InRange(Now, 4.0, 4.5);
        Assert.Equal(3, Api.Requests.Count(request => request.Verb == "watch"));
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task The_operators_lie_convinces_nobody()
    {
        Api.PutChange();
        Api.WriteRevision();
        Assert.True(IstioReadiness.Evaluate(Api.Read(IstioSamples.Default), 2).Ready);

        ReadyTimeoutException timeout = await Assert.ThrowsAsync<ReadyTimeoutException>(() => WaitAsync(timeout: 10));

        Assert.Equal(ReadyStage.WaitingForRevision, timeout.Status.Stage);
        Assert.Contains("had not rolled out the change of template 'gateway' within 10 s", timeout.Message, StringComparison.Ordinal);
        Assert.Contains("has not installed generation 2", timeout.Message, StringComparison.Ordinal);
        Assert.InRange(Now, 10.0, 10.5);
    }

    [Fact]
    public async Task A_removed_template_is_waited_for_until_nothing_echoes_it()
    {
        Api.PutChange(to: null);
        _scripted.At(1.0, () => Api.RollOut(null));

        IstioStatus status = await WaitAsync(RolloutSamples.Goal(null));

        Assert.Contains("is back to the default", status.Reason, StringComparison.Ordinal);
        Assert.InRange(Now, 1.0, 1.5);
    }

    [Fact]
    public async Task Without_the_right_to_watch_anything_it_costs_an_interval()
    {
        Api.PutChange();
        Api.Before = (request, _) => request.Verb == "watch" ? throw new ClusterException(ClusterErrorKind.Forbidden, "cannot watch") : Task.CompletedTask;
        _scripted.At(7.0, () => Api.RollOut());

        await WaitAsync();

        Assert.InRange(Now, 7.0, 12.5);
        int watches = Api.Requests.Count(request => request.Verb == "watch");
        Assert.InRange(watches, 1, 3);
        Assert.Equal(watches, _scripted.Unwatched.Distinct().Count());
    }

    public static TheoryData<string> Stuck => ["istios", "istiorevisions", "configmaps"];

    [Theory]
    [MemberData(nameof(Stuck))]
    public async Task A_stuck_stream_costs_no_more_than_an_interval(string plural)
    {
        Api.PutChange();
        TaskCompletionSource never = new();
        Api.Before = (request, _) =>
            request.Verb == "watch" && request.Target.StartsWith(plural, StringComparison.Ordinal) ? never.Task : Task.CompletedTask;
        _scripted.At(1.0, () => Api.WriteRevision());
        _scripted.At(6.0, () => Api.Install());
        _scripted.At(12.0, () => Api.Put(RolloutSamples.Injector, RolloutSamples.ConfigMapWith()));

        await WaitAsync();

        Assert.InRange(Now, 12.0, 17.2);
    }

    [Theory]
    [InlineData("istios", ReadyStage.Unseen)]
    [InlineData("istiorevisions", ReadyStage.WaitingForRevision)]
    [InlineData("configmaps", ReadyStage.WaitingForConfigMap)]
    public async Task A_read_that_hangs_and_listens_to_nobody_does_not_outlast_the_timeout(string plural, ReadyStage stage)
    {
        Api.PutChange();
        Api.RollOut();
        TaskCompletionSource never = new();
        Api.Before = (request, _) =>
            request.Verb == "get" && request.Target.StartsWith(plural, StringComparison.Ordinal) ? never.Task : Task.CompletedTask;

        ReadyTimeoutException timeout = await Assert.ThrowsAsync<ReadyTimeoutException>(() => WaitAsync(timeout: 8));

        Assert.Equal(stage, timeout.Status.Stage);
        Assert.InRange(Now, 8.0, 8.5);
    }

    [Theory]
    [InlineData("istiorevisions", ReadyStage.WaitingForRevision)]
    [InlineData("configmaps", ReadyStage.WaitingForConfigMap)]
    public async Task What_may_pass_is_waited_for_and_is_the_reason_when_time_runs_out(string plural, ReadyStage stage)
    {
        Api.PutChange();
        Api.RollOut();
        ClusterException busy = new(ClusterErrorKind.ServerError, "the server's own words");
        bool isBusy = true;
        Api.Before = (request, _) => isBusy && request.Target.StartsWith(plural, StringComparison.Ordinal) ? throw busy : Task.CompletedTask;

        ReadyTimeoutException timeout = await Assert.ThrowsAsync<ReadyTimeoutException>(() => WaitAsync(timeout: 12));

        Assert.Equal((stage, "the server's own words"), (timeout.Status.Stage, timeout.Status.Reason));
        Assert.Same(busy, timeout.InnerException);
        isBusy = false;
        Assert.True((await WaitAsync()).Ready);
    }

    [Theory]
    [InlineData("istiorevisions")]
    [InlineData("configmaps")]
    public async Task A_missing_right_ends_it_at_once(string plural)
    {
        Api.PutChange();
        Api.RollOut();
        Api.Before = (request, _) => request.Target.StartsWith(plural, StringComparison.Ordinal)
            ? throw new ClusterException(ClusterErrorKind.Forbidden, "cannot get")
            : Task.CompletedTask;

        ClusterException denied = await Assert.ThrowsAsync<ClusterException>(() => WaitAsync());

        Assert.Equal(ClusterErrorKind.Forbidden, denied.Kind);
        Assert.InRange(Now, 0, 0.5);
    }

    [Fact]
    public async Task A_revision_and_a_config_map_that_are_not_there_yet_are_waited_for()
    {
        Api.Put(IstioSamples.Default, RolloutSamples.Istio());
        _scripted.At(8.0, () => Api.Put(RolloutSamples.Revision, RolloutSamples.RevisionWith()));
        _scripted.At(16.0, () => Api.Put(RolloutSamples.Injector, RolloutSamples.ConfigMapWith()));

        await WaitAsync();

        Assert.InRange(Now, 16.0, 21.5);
        Assert.Contains(_scripted.Progress, seen => seen.Reason.StartsWith("There is no ConfigMap", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_error_that_lasts_is_a_warning_once_and_the_reason_at_the_end()
    {
        Api.PutChange();
        Api.WriteRevision();
        _scripted.At(1.0, () => Api.Install(reconciled: "False", message: "helm says no"));
        _scripted.At(15.0, () => Api.Install(reconciled: "False", message: "helm says never"));
        double warnedAt = 0;
        _scripted.At(7.5, () => warnedAt = _warnings.Count == 1 ? 7.5 : -1);

        ReadyTimeoutException timeout = await Assert.ThrowsAsync<ReadyTimeoutException>(() => WaitAsync(timeout: 30));

        Assert.Equal(7.5, warnedAt);
        Assert.All(_warnings, warning => Assert.Equal(RolloutWarningKind.ReconcileError, warning.Kind));
        Assert.Collection(
            _warnings,
            first => Assert.Contains("helm says no)", first.Message, StringComparison.Ordinal),
            second => Assert.Contains("helm says never)", second.Message, StringComparison.Ordinal));
        Assert.Contains("Reconciled=False (ReconcileError: helm says never)", timeout.Status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_that_the_operator_mends_by_itself_is_none()
    {
        Api.PutChange();
        Api.RollOut();
        Api.Install(reconciled: "False", message: "conflict");
        _scripted.At(0.5, () => Api.Install());

        Assert.True((await WaitAsync(failFast: true)).Ready);

        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task An_error_that_lasts_ends_it_when_that_is_wanted()
    {
        Api.PutChange();
        Api.WriteRevision();
        _scripted.At(1.0, () => Api.Install(reconciled: "False", message: "helm says no"));

        RolloutException ended = await Assert.ThrowsAsync<RolloutException>(() => WaitAsync(failFast: true));

        Assert.Equal(RolloutError.Trouble, ended.Error);
        Assert.Contains("helm says no", ended.Message, StringComparison.Ordinal);
        Assert.InRange(Now, 2.0, 7.5);
    }

    [Fact]
    public async Task With_little_time_two_looks_are_enough_to_know_that_it_lasts()
    {
        Api.PutChange();
        Api.WriteRevision();
        Api.Install(reconciled: "False", message: "helm says no");

        await Assert.ThrowsAsync<RolloutException>(() => WaitAsync(failFast: true, timeout: 5, poll: 1));

        Assert.InRange(Now, 0.5, 2.5);
    }

    [Fact]
    public async Task A_config_map_that_the_operator_leaves_out_is_told()
    {
        Api.PutChange();
        Api.RollOut();
        Api.Change(RolloutSamples.Revision, revision => revision["spec"]!["values"]!["global"] = new JsonObject { ["omitSidecarInjectorConfigMap"] = true });
        await Api.DeleteAsync(RolloutSamples.Injector, new WriteOptions(), CancellationToken.None);

        ReadyTimeoutException timeout = await Assert.ThrowsAsync<ReadyTimeoutException>(() => WaitAsync(timeout: 20));

        Assert.Equal(RolloutWarningKind.ConfigMapOmitted, Assert.Single(_warnings).Kind);
        Assert.Contains("omitSidecarInjectorConfigMap", timeout.Status.Reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RolloutException>(() => WaitAsync(failFast: true));
    }

    [Fact]
    public async Task A_reverted_change_is_told_at_once_with_who_did_it()
    {
        Api.PutChange();
        _scripted.At(1.0, () => Api.WriteRevision());
        _scripted.At(2.0, () => Api.Change(IstioSamples.Default, istio =>
        {
            istio["metadata"]!["generation"] = 3;
            istio["metadata"]!["managedFields"] = new JsonArray(ManagedFields.Of("argocd-controller", "2026-01-01T00:00:00Z", "gateway"));
            istio["spec"]!["values"] = RolloutSamples.Values(RolloutSamples.Old);
        }));

        RolloutException reverted = await Assert.ThrowsAsync<RolloutException>(() => WaitAsync());

        Assert.Equal((RolloutError.TemplateReverted, "argocd-controller"), (reverted.Error, reverted.Manager));
        Assert.Equal(ReadyStage.WaitingForTemplate, reverted.Status.Stage);
        Assert.InRange(Now, 2.0, 2.5);
    }

    [Fact]
    public async Task A_change_reverted_before_the_first_look_is_told_too()
    {
        Api.PutChange(to: RolloutSamples.Old);
        Api.Change(IstioSamples.Default, istio => istio["metadata"]!["generation"] = 3);

        RolloutException reverted = await Assert.ThrowsAsync<RolloutException>(() => WaitAsync());

        Assert.Null(reverted.Manager);
    }

    [Fact]
    public async Task Without_a_change_the_template_may_come_later_and_must_then_stay()
    {
        Api.PutChange(to: RolloutSamples.Old);
        _scripted.At(2.0, () => Api.Put(IstioSamples.Default, RolloutSamples.Istio(observed: 1)));
        _scripted.At(4.0, () => Api.Put(IstioSamples.Default, RolloutSamples.Istio(RolloutSamples.Old, observed: 1)));

        RolloutException reverted = await Assert.ThrowsAsync<RolloutException>(() => WaitAsync(generation: 0));

        Assert.Equal([ReadyStage.WaitingForTemplate, ReadyStage.WaitingForOperator], _scripted.Stages);
        Assert.Equal(RolloutError.TemplateReverted, reverted.Error);
        Assert.InRange(Now, 4.0, 4.5);
    }

    [Fact]
    public async Task When_another_revision_becomes_the_active_one_it_is_followed_instead()
    {
        ResourceRef next = new(ResourceType.IstioRevision, "default-v1-29-0");
        ResourceRef injector = new(ResourceType.ConfigMap, "istio-sidecar-injector-default-v1-29-0", "istio-system");
        Api.PutChange();
        Api.WriteRevision();
        _scripted.At(2.0, () =>
        {
            Api.Put(next, RolloutSamples.RevisionWith(name: next.Name));
            Api.Put(injector, RolloutSamples.ConfigMapWith(name: injector.Name));
            Api.Change(IstioSamples.Default, istio => istio["status"]!["activeRevisionName"] = next.Name);
        });

        IstioStatus status = await WaitAsync();

        Assert.Contains("revision default-v1-29-0", status.Reason, StringComparison.Ordinal);
        Assert.InRange(Now, 2.0, 2.5);
    }

    [Fact]
    public async Task Older_revisions_in_use_that_do_not_get_the_change_are_named()
    {
        Api.PutChange();
        Api.RollOut();
        Api.Change(IstioSamples.Default, istio => istio["spec"]!["updateStrategy"] = new JsonObject { ["type"] = "RevisionBased" });
        PutOlder("default-v1-25-0", "True", RolloutSamples.Old);
        PutOlder("default-v1-26-0", "False", RolloutSamples.Old);
        PutOlder("default-v1-27-0", "True", RolloutSamples.New);
        PutOlder("other-v1-25-0", "True", RolloutSamples.Old, owner: "other");

        Assert.True((await WaitAsync()).Ready);

        RolloutWarning warning = Assert.Single(_warnings);
        Assert.Equal(RolloutWarningKind.OlderRevisionsInUse, warning.Kind);
        Assert.EndsWith("Still in use without it: default-v1-25-0.", warning.Message, StringComparison.Ordinal);
        Assert.Single(Api.Requests, request => request.Verb == "list");
    }

    [Fact]
    public async Task Without_the_right_to_list_revisions_nothing_is_held_up()
    {
        Api.PutChange();
        Api.RollOut();
        Api.Change(IstioSamples.Default, istio => istio["status"]!["revisions"] = new JsonObject { ["total"] = 2 });
        TaskCompletionSource never = new();
        Api.Before = (request, _) => request.Verb == "list" ? never.Task : Task.CompletedTask;

        Assert.True((await WaitAsync()).Ready);

        Assert.InRange(Now, 4.5, 5.6);
        Assert.Contains(_scripted.Trace, line => line.Contains("could not be listed", StringComparison.Ordinal));
        Assert.Null(_olderDenied);
    }

    [Fact]
    public async Task Who_may_not_list_revisions_is_told()
    {
        Api.PutChange();
        Api.RollOut();
        Api.Change(IstioSamples.Default, istio => istio["status"]!["revisions"] = new JsonObject { ["total"] = 2 });
        Api.Before = (request, _) => request.Verb == "list" ? throw new ClusterException(ClusterErrorKind.Forbidden, "cannot list") : Task.CompletedTask;

        Assert.True((await WaitAsync()).Ready);

        Assert.Equal("cannot list", _olderDenied?.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_row_of_no_probes_is_refused(int probes)
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => WaitAsync(probe: new FakeProbe(_ => new(true, "")), probes: probes));

        Assert.Empty(Api.Requests);
    }

    [Fact]
    public async Task Injection_is_verified_by_as_many_pods_in_a_row_as_were_asked_for()
    {
        Api.PutChange();
        Api.RollOut();
        FakeProbe probe = new(_ => new InjectionSighting(true, "by istiod"));

        IstioStatus status = await WaitAsync(probe: probe, probes: 4);

        Assert.True(status.Ready);
        Assert.Equal(4, probe.Questions.Count);
        Assert.All(
            probe.Questions,
            question => Assert.Equal(new InjectionQuestion(RolloutSamples.Goal(), RolloutSamples.New, "default", "istio-system"), question));
        Assert.Equal(ReadyStage.VerifyingInjection, _scripted.Progress[^2].Stage);
        Assert.Equal("3 of 4 dry-run pods in a row carried the template.", _scripted.Progress[^2].Reason);
    }

    [Fact]
    public async Task One_stale_replica_begins_the_row_anew()
    {
        Api.PutChange();
        Api.RollOut();

        // Two replicas in turn; the second one gets the ConfigMap after a while.
        FakeProbe probe = new(n => new InjectionSighting(n % 2 == 0 || n >= 6, "the pod still has the sysctl"));

        await WaitAsync(probe: probe, probes: 3);

        Assert.Equal(9, probe.Questions.Count);
        Assert.Contains(
            _scripted.Progress, seen => seen.Reason == "0 of 3 dry-run pods in a row carried the template; the last one that did not: the pod still has the sysctl");
        Assert.InRange(Now, 1.4, 4.0); // well before the next look at the resource, 5 s on
    }

    [Fact]
    public async Task A_replica_that_stays_stale_is_the_reason_when_time_runs_out()
    {
        Api.PutChange();
        Api.RollOut();
        FakeProbe probe = new(n => new InjectionSighting(n % 2 == 0, "the pod still has the sysctl"));

        ReadyTimeoutException timeout = await Assert.ThrowsAsync<ReadyTimeoutException>(() => WaitAsync(probe: probe, timeout: 10));

        Assert.Equal(ReadyStage.VerifyingInjection, timeout.Status.Stage);
        Assert.Contains("the pod still has the sysctl", timeout.Status.Reason, StringComparison.Ordinal);
        Assert.InRange(Now, 10.0, 10.5);
    }

    [Fact]
    public async Task A_probe_that_fails_is_repeated_and_keeps_the_row()
    {
        Api.PutChange();
        Api.RollOut();
        FakeProbe probe = new(n => n is 1 or 2 or 3
            ? throw new ClusterException(ClusterErrorKind.ServerError, "failed calling webhook")
            : new InjectionSighting(true, ""));

        await WaitAsync(probe: probe, probes: 3);

        Assert.Equal(6, probe.Questions.Count);
        Assert.Contains(_scripted.Progress, seen => seen.Reason.EndsWith("the last one that did not: failed calling webhook", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_probe_that_may_not_be_made_ends_it()
    {
        Api.PutChange();
        Api.RollOut();
        FakeProbe probe = new(_ => throw new ClusterException(ClusterErrorKind.Forbidden, "cannot create pods"));

        Assert.Equal(ClusterErrorKind.Forbidden, (await Assert.ThrowsAsync<ClusterException>(() => WaitAsync(probe: probe))).Kind);

        Assert.Single(probe.Questions);
    }

    [Fact]
    public async Task A_change_reverted_while_injection_is_verified_is_told()
    {
        Api.PutChange();
        Api.RollOut();
        FakeProbe probe = new(_ => new InjectionSighting(false, "not yet"));
        _scripted.At(2.0, () => Api.Put(IstioSamples.Default, RolloutSamples.Istio(RolloutSamples.Old)));

        RolloutException reverted = await Assert.ThrowsAsync<RolloutException>(() => WaitAsync(probe: probe));

        Assert.Equal(RolloutError.TemplateReverted, reverted.Error);
        Assert.InRange(Now, 2.0, 2.5);
    }

    [Fact]
    public async Task A_probe_that_hangs_and_listens_to_nobody_does_not_outlast_the_timeout()
    {
        Api.PutChange();
        Api.RollOut();
        FakeProbe probe = new(_ => new InjectionSighting(true, "")) { Hangs = true };

        await Assert.ThrowsAsync<ReadyTimeoutException>(() => WaitAsync(probe: probe, timeout: 4));

        Assert.InRange(Now, 4.0, 4.5);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 8)]
    [InlineData(3, 15)]
    public void The_row_is_long_enough_to_ask_every_replica_probably(int replicas, int probes)
    {
        Assert.Equal(probes, RolloutOptions.ProbesFor(replicas));
        Assert.True(replicas == 1 || replicas * Math.Pow(1 - (1.0 / replicas), probes) < 0.01);
    }

    [Fact]
    public async Task Cancelling_ends_it_as_a_cancellation()
    {
        Api.PutChange();
        using CancellationTokenSource stop = new();
        _scripted.At(2.0, stop.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WaitAsync(cancellation: stop.Token));

        Assert.InRange(Now, 2.0, 2.5);
    }

    private void PutOlder(string name, string inUse, string text, string owner = "default")
    {
        JsonObject revision = RolloutSamples.RevisionWith(text, name: name);
        revision["metadata"]!["ownerReferences"]![0]!["name"] = owner;
        revision["status"]!["conditions"]!.AsArray().Add(new JsonObject { ["type"] = "InUse", ["status"] = inUse });
        Api.Put(new ResourceRef(ResourceType.IstioRevision, name), revision);
    }

    private Task<IstioStatus> WaitAsync(
        RolloutGoal? goal = null,
        double timeout = 180,
        double poll = 5,
        long generation = 2,
        bool failFast = false,
        IInjectionProbe? probe = null,
        int probes = RolloutOptions.DefaultProbesInARow,
        CancellationToken cancellation = default) => _scripted.RunAsync(
            new ReadyWaitOptions
            {
                Timeout = TimeSpan.FromSeconds(timeout),
                PollInterval = TimeSpan.FromSeconds(poll),
                MinimumGeneration = generation,
                Rollout = new RolloutOptions
                {
                    Goal = goal ?? RolloutSamples.Goal(),
                    Yaml = RolloutSamples.Yaml,
                    FailFast = failFast,
                    Probe = probe,
                    ProbesInARow = probes,
                    Warn = _warnings.Add,
                    OlderDenied = denied => _olderDenied = denied,
                },
            },
            cancellation);

    private sealed class FakeProbe(Func<int, InjectionSighting> answer) : IInjectionProbe
    {
        public List<InjectionQuestion> Questions { get; } = [];

        public bool Hangs { get; init; }

        public async Task<InjectionSighting> ProbeAsync(InjectionQuestion question, CancellationToken cancellationToken)
        {
            Questions.Add(question);
            if (Hangs)
            {
                await new TaskCompletionSource().Task;
            }

            await Task.Yield();
            return answer(Questions.Count - 1);
        }
    }
}
