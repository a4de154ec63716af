using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Testing;
using IstioGateway.Workloads;

namespace IstioGateway.Core.Tests.Workloads;

/// <summary>One pod is evicted and replaced, or it is said how far that came.</summary>
public sealed class PodRecreatorTests
{
    private const string Old = "gw-6c-a";
    private const string New = "gw-6c-b";
    private const string Eviction = "create pods/eviction";
    private const string BudgetWords = "The disruption budget gw needs 1 healthy pods and has 1 currently";

    private static readonly ClusterException Budget = new(ClusterErrorKind.TooManyRequests, "Cannot evict pod as it would violate the pod's disruption budget.")
    {
        Causes = [BudgetWords],
    };

    private readonly Gateways _cluster = new();
    private readonly SteppingClock _clock = new();
    private int _evictions;
    private bool _denied;

    [Fact]
    public async Task A_pod_is_evicted_by_its_uid_and_the_one_in_its_place_is_waited_for()
    {
        _cluster.Deployment().StuckPod(Old).Webhook("{}");
        OnEviction(_ => _cluster.Pod(New, """{"spec":{"securityContext":null},"status":{"phase":"Pending","conditions":null}}"""));
        OnPause(2, () => _cluster.Pod(New, """{"spec":{"securityContext":null}}"""));

        GatewayRestart done = (await RecreateAsync())!;

        Assert.Equal((Old, "old", New, "new"), (done.Pod, done.Node, done.NewPod, done.NewNode));
        Assert.Equal((GatewayRestartAction.Recreated, true, false, false), (done.Action, done.Ready, done.HasSysctl!.Value, done.DryRun));
        Assert.Equal(("3.10.0-1160.el7.x86_64", "5.14.0-427.el9.x86_64"), (done.KernelVersion, done.NewKernelVersion));
        Assert.Equal(TimeSpan.FromMilliseconds(750), done.Elapsed);
        JsonNode body = Assert.Single(_cluster.Api.Requests, request => $"{request}".StartsWith(Eviction, StringComparison.Ordinal)).Body!;
        Assert.Equal(("policy/v1", "Eviction", Old), (body["apiVersion"]!.ToString(), body["kind"]!.ToString(), body["metadata"]!["name"]!.ToString()));
        Assert.Equal($"uid-{Old}", body["deleteOptions"]!["preconditions"]!["uid"]!.ToString());
    }

    [Fact]
    public async Task A_budget_that_lets_it_go_later_is_asked_again_at_growing_pauses()
    {
        _cluster.Deployment().Pod(Old);
        OnEviction(attempt => _cluster.Pod(attempt < 4 ? throw Budget : New));

        GatewayRestart done = (await RecreateAsync())!;

        Assert.Equal(New, done.NewPod);
        Assert.Equal([250, 500, 1000], _clock.Pauses.Select(pause => pause.TotalMilliseconds));
    }

    [Fact]
    public async Task A_budget_that_never_does_is_quoted_and_the_pod_is_there_as_before()
    {
        _cluster.Deployment().Pod(Old);
        OnEviction(_ => throw Budget);

        RestartException blocked = await Assert.ThrowsAsync<RestartException>(RecreateAsync);

        Assert.Equal((RestartError.Blocked, GatewayRestartAction.Blocked, BudgetWords + "."), (blocked.Error, blocked.Restart.Action, blocked.Message));
        Assert.Equal(Old, _cluster.Api.Read(new ResourceRef(ResourceType.Pod, Old, Gateways.Place))["metadata"]!["name"]!.ToString());
        Assert.Equal(5, _clock.Pauses.Max().TotalSeconds);
    }

    [Fact]
    public async Task Two_budgets_are_not_waited_for()
    {
        _cluster.Deployment().Pod(Old);
        OnEviction(_ => throw new ClusterException(
            ClusterErrorKind.ServerError, "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."));

        RestartException blocked = await Assert.ThrowsAsync<RestartException>(RecreateAsync);

        Assert.Equal((RestartError.Blocked, 1), (blocked.Error, _evictions));
        Assert.Empty(_clock.Pauses);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_no_budget()
    {
        _cluster.Deployment().Pod(Old);
        OnEviction(_ => throw new ClusterException(ClusterErrorKind.Unreachable, "No connection."));

        RestartException failure = await Assert.ThrowsAsync<RestartException>(RecreateAsync);

        Assert.Equal(RestartError.NoAnswer, failure.Error);
        Assert.EndsWith("No connection.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ClusterErrorKind.ResourceNotFound)]
    [InlineData(ClusterErrorKind.Conflict)]
    public async Task A_pod_that_went_meanwhile_is_evicted_as_far_as_we_are_concerned(ClusterErrorKind answer)
    {
        _cluster.Deployment().Pod(Old);
        OnEviction(_ =>
        {
            _cluster.Api.Remove(new ResourceRef(ResourceType.Pod, Old, Gateways.Place));
            _cluster.Pod(New);
            throw new ClusterException(answer, "It is not there any more.");
        });

        Assert.Equal(New, (await RecreateAsync())!.NewPod);
    }

    [Theory]
    [InlineData(ClusterErrorKind.ResourceNotFound)]
    [InlineData(ClusterErrorKind.Conflict)]
    public async Task A_pod_that_is_there_was_not_evicted_whatever_the_answer_says(ClusterErrorKind answer)
    {
        _cluster.Deployment().Pod(Old);
        OnEviction(_ => throw new ClusterException(answer, "Not found."));

        RestartException failure = await Assert.ThrowsAsync<RestartException>(RecreateAsync);

        Assert.Equal((RestartError.NoAnswer, GatewayRestartAction.Blocked), (failure.Error, failure.Restart.Action));
        Assert.StartsWith("The API server did not take the eviction in time.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ClusterErrorKind.Forbidden)]
    [InlineData(ClusterErrorKind.Unauthenticated)]
    public async Task That_a_pod_was_evicted_is_said_also_where_nothing_can_be_read_afterwards(ClusterErrorKind kind)
    {
        _cluster.Deployment().Pod(Old);
        OnEviction(_ =>
        {
            _cluster.Api.Remove(new ResourceRef(ResourceType.Pod, Old, Gateways.Place));
            Before(request => throw new ClusterException(kind, "You may not."));
            throw new ClusterException(ClusterErrorKind.Unreachable, "The connection broke.");
        });

        RestartException failure = await Assert.ThrowsAsync<RestartException>(RecreateAsync);

        Assert.Equal((RestartError.NoAnswer, 1), (failure.Error, _evictions));
        Assert.Equal("No answer says whether the pod was evicted. You may not.", failure.Message);
    }

    [Fact]
    public async Task A_replacement_that_cannot_be_seen_is_an_error_that_says_the_pod_was_evicted()
    {
        _cluster.Deployment().Pod(Old);
        GatewayWorkloadStatus pod = await OneAsync();
        OnEviction(_ => _denied = true);
        Before(request =>
        {
            if (_denied && !$"{request}".StartsWith(Eviction, StringComparison.Ordinal))
            {
                throw new ClusterException(ClusterErrorKind.Forbidden, "You may not.");
            }
        });

        RestartException failure = await Assert.ThrowsAsync<RestartException>(() => Recreator().RecreateAsync(pod, CancellationToken.None));

        Assert.Equal((RestartError.ReplacementUnseen, GatewayRestartAction.NotReplaced), (failure.Error, failure.Restart.Action));
        Assert.Equal("The pod was evicted, and what was made in its place cannot be seen. You may not.", failure.Message);
        Assert.IsType<ClusterException>(failure.InnerException);
    }

    [Fact]
    public async Task A_pod_that_was_gone_before_is_not_asked_for()
    {
        _cluster.Deployment().Pod(Old);
        GatewayWorkloadStatus pod = await OneAsync();
        _cluster.Pod(Old, """{"metadata":{"uid":"another"}}""");

        Assert.Null(await Recreator().RecreateAsync(pod, CancellationToken.None));
        Assert.Equal(0, _evictions);
    }

    [Fact]
    public async Task A_new_pod_that_fails_as_the_old_one_did_ends_it_at_once()
    {
        _cluster.Deployment().StuckPod(Old).Webhook(Gateways.Sysctl);
        OnEviction(_ => _cluster.StuckPod(New).Warning(New, "FailedCreatePodSandBox", Gateways.SandboxFailure));

        RestartException failed = await Assert.ThrowsAsync<RestartException>(RecreateAsync);

        Assert.Equal((RestartError.ReplacementFailed, GatewayRestartAction.NotReplaced), (failed.Error, failed.Restart.Action));
        Assert.Equal((New, "old", true, false), (failed.Restart.NewPod, failed.Restart.NewNode, failed.Restart.HasSysctl!.Value, failed.Restart.Ready));
        Assert.Contains("ip_unprivileged_port_start: no such file or directory", failed.Message, StringComparison.Ordinal);
        Assert.Contains("Set-IstioGatewayTemplate", failed.Message, StringComparison.Ordinal);
        Assert.Empty(_clock.Pauses);
    }

    [Fact]
    public async Task A_new_pod_that_was_not_injected_ends_it_at_once()
    {
        _cluster.Deployment().StuckPod(Old).Webhook("{}");
        OnEviction(_ => _cluster.StuckPod(New, """{"metadata":{"annotations":{"sidecar.istio.io/status":null}}}"""));

        Assert.Equal(RestartError.ReplacementFailed, (await Assert.ThrowsAsync<RestartException>(RecreateAsync)).Error);
    }

    [Fact]
    public async Task By_its_kernels_number_alone_a_new_pod_is_not_given_up()
    {
        _cluster.Deployment().StuckPod(Old).Webhook(Gateways.Sysctl);
        OnEviction(_ => _cluster.StuckPod(New));
        OnPause(1, () => _cluster.Pod(New, """{"spec":{"nodeName":"old"}}"""));

        GatewayRestart done = (await RecreateAsync())!;

        Assert.Equal((New, "old", true), (done.NewPod, done.NewNode, done.Ready));
    }

    [Theory]
    [InlineData(false, "No pod was made in its place.")]
    [InlineData(true, $"{New}: It is not ready yet")]
    public async Task What_was_last_seen_is_told_when_time_is_up(bool made, string words)
    {
        _cluster.Deployment().Pod(Old);
        OnEviction(_ =>
        {
            if (made)
            {
                _cluster.Pod(New, """{"status":{"phase":"Pending","conditions":null}}""");
            }
        });

        RestartException late = await Assert.ThrowsAsync<RestartException>(RecreateAsync);

        Assert.Equal((RestartError.NotReadyInTime, GatewayRestartAction.NotReplaced), (late.Error, late.Restart.Action));
        Assert.Contains(words, late.Message, StringComparison.Ordinal);
        Assert.InRange(late.Restart.Elapsed, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(3.1));
    }

    [Fact]
    public async Task A_look_that_fails_is_repeated()
    {
        _cluster.Deployment().Pod(Old);
        OnEviction(_ => _cluster.Pod(New));
        Before(request =>
        {
            if (_evictions > 0 && _clock.Pauses.Count < 2 && request.Verb == "list")
            {
                throw new ClusterException(ClusterErrorKind.ServerError, "Not now.");
            }
        });

        Assert.Equal(New, (await RecreateAsync())!.NewPod);
        Assert.Equal(2, _clock.Pauses.Count);
    }

    [Fact]
    public async Task A_right_that_is_missing_ends_it_with_the_subresource_named()
    {
        _cluster.Deployment().Pod(Old);
        OnEviction(_ => throw new ClusterException(ClusterErrorKind.Forbidden, "No.")
        {
            Verb = "create",
            ResourceType = ResourceType.Pod,
            ResourceName = Old,
            Subresource = "eviction",
            Namespace = Gateways.Place,
        });

        ClusterException denied = await Assert.ThrowsAsync<ClusterException>(RecreateAsync);

        Assert.Equal("Role in namespace edge: - { apiGroups: [\"\"], resources: [\"pods/eviction\"], verbs: [\"create\"] }", RbacRule.For(denied));
    }

    [Fact]
    public async Task The_caller_ends_it_at_any_time()
    {
        _cluster.Deployment().Pod(Old);
        using CancellationTokenSource ctrlC = new();
        OnEviction(_ =>
        {
            ctrlC.Cancel();
            throw Budget;
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Recreator().RecreateAsync(await OneAsync(), ctrlC.Token));
    }

    private PodRecreator Recreator() => new(_cluster.Api, null, new RestartPace { TimeProvider = _clock });

    private async Task<GatewayRestart?> RecreateAsync() => await Recreator().RecreateAsync(await OneAsync(), TestContext.Current.CancellationToken);

    private async Task<GatewayWorkloadStatus> OneAsync() =>
        Assert.Single(await new WorkloadReader(_cluster.Api).ReadAsync(new WorkloadQuery(), TestContext.Current.CancellationToken));

    /// <summary>What happens when the eviction is asked for; the argument counts from 1.</summary>
    private void OnEviction(Action<int> happens) => Before(request =>
    {
        if ($"{request}".StartsWith(Eviction, StringComparison.Ordinal))
        {
            happens(++_evictions);
        }
    });

    /// <summary>What happens at the first request after so many pauses.</summary>
    private void OnPause(int count, Action happens) => Before(_ =>
    {
        if (_clock.Pauses.Count == count)
        {
            happens();
        }
    });

    private void Before(Action<FakeRequest> happens)
    {
        Func<FakeRequest, CancellationToken, Task>? before = _cluster.Api.Before;
        _cluster.Api.Before = async (request, token) =>
        {
            happens(request);
            if (before is not null)
            {
                await before(request, token);
            }
        };
    }
}
