using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Readiness;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Readiness;

public sealed class ReadyWaiterTests : IDisposable
{
    private readonly ScriptedWait _scripted = new();

    private FakeClusterApi Api => _scripted.Api;

    private List<IstioStatus> Progress => _scripted.Progress;

    private TimeSpan Now => _scripted.Now;

    [Fact]
    public async Task What_is_ready_already_takes_one_read()
    {
        Api.Put(IstioSamples.Default, IstioSamples.Istio());

        IstioStatus status = await WaitAsync();

        Assert.True(status.Ready);
        Assert.Equal(["get istios.sailoperator.io/default"], Api.Requests.Select(request => request.ToString()));
        Assert.Equal([ReadyStage.Ready], Progress.Select(seen => seen.Stage));
    }

    [Fact]
    public async Task A_watch_ends_the_wait_without_waiting_for_the_next_read()
    {
        Api.Put(IstioSamples.Default, IstioSamples.Istio(generation: 2, observed: 1));
        At(1.0, () => SetStatus(2, "False"));
        At(2.0, () => SetStatus(2, "True"));

        IstioStatus status = await WaitAsync(minimumGeneration: 2);

        Assert.True(status.Ready);
        Assert.InRange(Now.TotalSeconds, 2.0, 2.5);
        Assert.Equal(["get", "watch"], Api.Requests.Select(request => request.Verb));
        Assert.Equal([ReadyStage.WaitingForOperator, ReadyStage.NotReady, ReadyStage.Ready], Progress.Select(seen => seen.Stage));
    }

    [Fact]
    public async Task A_healthy_watch_costs_one_read_in_an_interval()
    {
        Api.Put(IstioSamples.Default, IstioSamples.Istio(ready: "False"));

        await Assert.ThrowsAsync<ReadyTimeoutException>(() => WaitAsync(timeout: 60));

        Assert.Equal(1, Api.Requests.Count(request => request.Verb == "watch"));
        Assert.InRange(Api.Requests.Count(request => request.Verb == "get"), 11, 13);
    }

    [Fact]
    public async Task A_watch_that_says_nothing_costs_one_interval()
    {
        Api.Put(IstioSamples.Default, IstioSamples.Istio(ready: "False"));
        Api.Before = (request, token) => request.Verb == "watch" ? Task.Delay(Timeout.InfiniteTimeSpan, token) : Task.CompletedTask;
        At(6.0, () => SetStatus(1, "True"));

        await WaitAsync();

        Assert.InRange(Now.TotalSeconds, 6.0, 11.0);
    }

    [Fact]
    public async Task A_watch_that_ignores_its_end_holds_nothing_up()
    {
        Api.Put(IstioSamples.Default, IstioSamples.Istio(ready: "False"));
        TaskCompletionSource never = new();
        Api.Before = (request, _) => request.Verb == "watch" ? never.Task : Task.CompletedTask;

        await Assert.ThrowsAsync<ReadyTimeoutException>(() => WaitAsync(timeout: 12));

        Assert.InRange(Now.TotalSeconds, 12.0, 12.5);
    }

    public static TheoryData<ClusterErrorKind> WatchFailures =>
        [ClusterErrorKind.Expired, ClusterErrorKind.Unreachable, ClusterErrorKind.BadResponse, ClusterErrorKind.ServerError];

    [Theory]
    [MemberData(nameof(WatchFailures))]
    public async Task A_watch_that_fails_is_opened_again_by_a_read_soon_after(ClusterErrorKind kind)
    {
        Api.Put(IstioSamples.Default, IstioSamples.Istio(ready: "False"));
        At(1.0, () => Api.EndWatches(new ClusterException(kind, "gone")));
        At(2.0, () => SetStatus(1, "True"));

        await WaitAsync();

        Assert.Equal(["get", "watch", "get", "watch"], Api.Requests.Select(request => request.Verb));
        Assert.InRange(Now.TotalSeconds, 2.0, 2.5);
    }

    [Fact]
    public async Task What_happened_while_no_watch_was_open_is_seen_soon()
    {
        Api.Put(IstioSamples.Default, IstioSamples.Istio(ready: "False"));
        At(1.0, () =>
        {
            Api.EndWatches(new ClusterException(ClusterErrorKind.Unreachable, "restart"));
            SetStatus(1, "True");
        });

        await WaitAsync();

        Assert.InRange(Now.TotalSeconds, 1.0, 1.6);
    }

    [Fact]
    public async Task A_read_that_failed_is_repeated_sooner_than_the_interval()
    {
        Api.Put(IstioSamples.Default, IstioSamples.Istio());
        int reads = 0;
        Api.Before = (_, _) => ++reads <= 2 ? throw new ClusterException(ClusterErrorKind.BadResponse, "a page") : Task.CompletedTask;

        Assert.True((await WaitAsync()).Ready);

        Assert.InRange(Now.TotalSeconds, 0.2, 1.0);
    }

    [Fact]
    public async Task An_answer_about_something_else_is_no_sighting()
    {
        JsonObject other = IstioSamples.Istio();
        other["metadata"]!["name"] = "other";
        Api.Put(IstioSamples.Default, other);

        ReadyTimeoutException timeout = await Assert.ThrowsAsync<ReadyTimeoutException>(() => WaitAsync(timeout: 3));

        Assert.Equal(ReadyStage.Unseen, timeout.Status.Stage);
        Assert.Contains("not this resource", timeout.Status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_read_was_held_up_by_is_the_reason_when_time_runs_out_within_it()
    {
        ClusterException busy = new(ClusterErrorKind.TooManyRequests, "the server's own words");
        Api.Before = async (_, token) =>
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }
            catch (OperationCanceledException exception)
            {
                throw new OperationCanceledException(exception.Message, busy, token);
            }
        };

        ReadyTimeoutException timeout = await Assert.ThrowsAsync<ReadyTimeoutException>(() => WaitAsync(timeout: 3));

        Assert.Same(busy, timeout.InnerException);
        Assert.Equal("the server's own words", timeout.Status.Reason);
    }

    [Fact]
    public async Task A_watch_that_the_server_drops_at_once_costs_no_storm()
    {
        Api.Put(IstioSamples.Default, IstioSamples.Istio(ready: "False"));
        Api.Before = (request, _) => request.Verb == "watch" ? throw new ClusterException(ClusterErrorKind.Unreachable, "reset") : Task.CompletedTask;

        await Assert.ThrowsAsync<ReadyTimeoutException>(() => WaitAsync(timeout: 60));

        Assert.InRange(Api.Requests.Count, 30, 40);
    }

    [Fact]
    public async Task No_right_to_watch_means_reading_at_an_interval()
    {
        Api.Put(IstioSamples.Default, IstioSamples.Istio(ready: "False"));
        Api.Before = (request, _) => request.Verb == "watch" ? throw new ClusterException(ClusterErrorKind.Forbidden, "cannot watch") : Task.CompletedTask;
        At(21.0, () => SetStatus(1, "True"));

        await WaitAsync();

        Assert.Equal(1, Api.Requests.Count(request => request.Verb == "watch"));
        Assert.InRange(Now.TotalSeconds, 21.0, 26.0);
        Assert.Contains(_scripted.Trace, line => line.Contains("cannot watch", StringComparison.Ordinal) && line.Contains("interval", StringComparison.Ordinal));
        Assert.Equal(
            ["ClusterRole: - { apiGroups: [\"sailoperator.io\"], resources: [\"istios\"], verbs: [\"watch\"], resourceNames: [\"default\"] }"],
            _scripted.Unwatched);
    }

    [Fact]
    public async Task Without_the_right_to_watch_what_comes_soon_is_seen_soon()
    {
        Api.Put(IstioSamples.Default, IstioSamples.Istio(ready: "False"));
        Api.Before = (request, _) => request.Verb == "watch" ? throw new ClusterException(ClusterErrorKind.Forbidden, "cannot watch") : Task.CompletedTask;
        At(1.0, () => SetStatus(1, "True"));

        await WaitAsync();

        Assert.InRange(Now.TotalSeconds, 1.0, 2.2);
    }

    [Fact]
    public async Task A_watch_that_hands_out_the_past_or_another_resource_convinces_nobody()
    {
        Api.Put(IstioSamples.Default, IstioSamples.Istio(generation: 2, observed: 1));
        JsonObject other = IstioSamples.Istio();
        other["metadata"]!["name"] = "other";
        At(1.0, () => Api.Tell(WatchEventType.Modified, IstioSamples.Istio(generation: 1, observed: 1)));
        At(2.0, () => Api.Tell(WatchEventType.Modified, other));
        At(3.0, () => SetStatus(2, "True"));

        await WaitAsync();

        Assert.InRange(Now.TotalSeconds, 3.0, 3.5);
    }

    [Fact]
    public async Task A_server_that_is_down_for_a_while_is_waited_for()
    {
        Api.Put(IstioSamples.Default, IstioSamples.Istio());
        bool down = true;
        Api.Before = (_, _) => down ? throw new ClusterException(ClusterErrorKind.Unreachable, "connection refused") : Task.CompletedTask;
        At(21.0, () => down = false);

        Assert.True((await WaitAsync()).Ready);

        Assert.InRange(Now.TotalSeconds, 21.0, 26.0);
        Assert.Equal(ReadyStage.Unseen, Progress[0].Stage);
    }

    public static TheoryData<ClusterErrorKind> Transient =>
    [
        ClusterErrorKind.Unreachable, ClusterErrorKind.ServerError, ClusterErrorKind.TooManyRequests, ClusterErrorKind.Timeout,
        ClusterErrorKind.BadResponse, ClusterErrorKind.Expired,
    ];

    [Theory]
    [MemberData(nameof(Transient))]
    public async Task What_may_pass_becomes_the_reason_when_time_runs_out(ClusterErrorKind kind)
    {
        Api.Before = (_, _) => throw new ClusterException(kind, "the server's own words");

        ReadyTimeoutException timeout = await Assert.ThrowsAsync<ReadyTimeoutException>(() => WaitAsync(timeout: 8));

        Assert.Contains("within 8 s", timeout.Message, StringComparison.Ordinal);
        Assert.Contains("the server's own words", timeout.Message, StringComparison.Ordinal);
        Assert.Equal((ReadyStage.Unseen, false), (timeout.Status.Stage, timeout.Status.Ready));
        Assert.Equal(kind, Assert.IsType<ClusterException>(timeout.InnerException).Kind);
        Assert.InRange(Now.TotalSeconds, 8.0, 8.5);
    }

    public static TheoryData<ClusterErrorKind> Permanent =>
    [
        ClusterErrorKind.Forbidden, ClusterErrorKind.ResourceNotFound, ClusterErrorKind.TypeNotServed, ClusterErrorKind.Unauthenticated,
        ClusterErrorKind.Tls, ClusterErrorKind.Credential, ClusterErrorKind.Kubeconfig, ClusterErrorKind.BadRequest,
        ClusterErrorKind.ManagedIdentity,
    ];

    [Theory]
    [MemberData(nameof(Permanent))]
    public async Task What_waiting_does_not_mend_ends_it_at_once(ClusterErrorKind kind)
    {
        Api.Before = (_, _) => throw new ClusterException(kind, "no");

        ClusterException failure = await Assert.ThrowsAsync<ClusterException>(() => WaitAsync());

        Assert.Equal(kind, failure.Kind);
        Assert.Single(Api.Requests);
    }

    [Fact]
    public async Task A_resource_that_is_deleted_meanwhile_ends_it()
    {
        Api.Put(IstioSamples.Default, IstioSamples.Istio(ready: "False"));
        At(1.0, () => _ = Api.DeleteAsync(IstioSamples.Default, new WriteOptions(), CancellationToken.None));

        ClusterException failure = await Assert.ThrowsAsync<ClusterException>(() => WaitAsync());

        Assert.Equal(ClusterErrorKind.ResourceNotFound, failure.Kind);
        Assert.InRange(Now.TotalSeconds, 1.0, 6.0);
    }

    [Fact]
    public async Task A_read_that_hangs_and_listens_to_nobody_does_not_outlast_the_timeout()
    {
        TaskCompletionSource never = new();
        Api.Before = (_, _) => never.Task;

        ReadyTimeoutException timeout = await Assert.ThrowsAsync<ReadyTimeoutException>(() => WaitAsync(timeout: 3));

        Assert.InRange(Now.TotalSeconds, 3.0, 3.5);
        Assert.Equal(ReadyStage.Unseen, timeout.Status.Stage);
    }

    [Fact]
    public async Task A_timeout_carries_what_was_last_seen()
    {
        Api.Put(IstioSamples.Default, IstioSamples.Istio(ready: "False", reason: "IstiodNotReady"));

        ReadyTimeoutException timeout = await Assert.ThrowsAsync<ReadyTimeoutException>(() => WaitAsync(timeout: 10));

        Assert.Equal("IstiodNotReady", timeout.Status.Conditions[1].Reason);
        Assert.Contains("Conditions: Reconciled=True (Reconciled), Ready=False (IstiodNotReady: m).", timeout.Message, StringComparison.Ordinal);
        Assert.InRange(timeout.Status.Elapsed.TotalSeconds, 10.0, 10.5);
    }

    [Fact]
    public async Task A_condition_observed_before_the_change_does_not_count()
    {
        Api.Put(IstioSamples.Default, IstioSamples.Istio(generation: 1, observed: 1));

        ReadyTimeoutException timeout = await Assert.ThrowsAsync<ReadyTimeoutException>(() => WaitAsync(minimumGeneration: 2, timeout: 10));

        Assert.Equal(ReadyStage.WaitingForOperator, timeout.Status.Stage);
    }

    [Fact]
    public async Task Cancelling_ends_it_as_a_cancellation()
    {
        Api.Put(IstioSamples.Default, IstioSamples.Istio(ready: "False"));
        using CancellationTokenSource stop = new();
        At(2.0, stop.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WaitAsync(cancellation: stop.Token));

        Assert.InRange(Now.TotalSeconds, 2.0, 2.5);
    }

    [Fact]
    public async Task An_error_that_no_server_makes_is_not_waited_for()
    {
        Api.Before = (_, _) => throw new InvalidOperationException("a bug");

        await Assert.ThrowsAsync<InvalidOperationException>(() => WaitAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1e8)]
    public async Task A_timeout_out_of_range_is_refused_before_any_request(double seconds)
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => WaitAsync(timeout: seconds));

        Assert.Empty(Api.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("..")]
    public async Task A_name_that_is_none_is_refused_before_any_request(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => ReadyWaiter.WaitAsync(Api, null, name, new ReadyWaitOptions(), CancellationToken.None));

        Assert.Empty(Api.Requests);
    }

    public void Dispose() => _scripted.Dispose();

    private void At(double seconds, Action action) => _scripted.At(seconds, action);

    private void SetStatus(long observed, string ready) =>
        Api.Change(IstioSamples.Default, istio => istio["status"] = IstioSamples.Status(observed, ready));

    private Task<IstioStatus> WaitAsync(long minimumGeneration = 0, double timeout = 180, CancellationToken cancellation = default) =>
        _scripted.RunAsync(
            new ReadyWaitOptions { Timeout = TimeSpan.FromSeconds(timeout), MinimumGeneration = minimumGeneration }, cancellation);
}
