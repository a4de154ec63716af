using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using IstioGateway.Clusters;

namespace IstioGateway.Readiness;

/// <summary>
/// One wait: takes what the followers see, one thing after the other, judges how far it has come, and lets follow what
/// the next stage needs.
/// </summary>
/// <param name="api">The connection.</param>
/// <param name="cluster">Its cluster, for the status records.</param>
/// <param name="name">Name of the <c>Istio</c> resource.</param>
/// <param name="options">How to wait.</param>
/// <param name="over">The end of the wait, at its timeout too.</param>
internal sealed class ReadyWait(
    IClusterApi api, IstioCluster? cluster, string name, ReadyWaitOptions options, CancellationToken over) : IDisposable
{
    private static readonly TimeSpan Hiccup = TimeSpan.FromSeconds(1);

    private readonly long _start = options.TimeProvider.GetTimestamp();
    private readonly Channel<Sighting> _sightings =
        Channel.CreateBounded<Sighting>(new BoundedChannelOptions(16) { SingleReader = true });

    private readonly RolloutJudge? _judge =
        options.Rollout is { } rollout ? new RolloutJudge(rollout.Goal, rollout.Yaml, options.MinimumGeneration) : null;

    // With a short interval there is no second to spare, but two reads there are.
    private readonly LastingTrouble _trouble =
        new(options.TimeProvider, options.PollInterval / 2 < Hiccup ? options.PollInterval / 2 : Hiccup);

    // All that were ever begun, for the end of the wait to end; those still needed are in _needed.
    private readonly List<ResourceFollower> _followers = [];
    private readonly List<ResourceFollower> _needed = [];
    private ResourceFollower _istio = null!;
    private InjectionRow? _row;
    private InjectionQuestion? _question;
    private Task _older = Task.CompletedTask;
    private string? _olderThan;
    private JsonObject? _asWanted;
    private IstioStatus? _last;
    private ClusterException? _lastFailure;
    private Task? _end;

    private TimeSpan Elapsed => options.TimeProvider.GetElapsedTime(_start);

    /// <summary>Waits until it is ready, or <c>over</c>.</summary>
    public async Task<IstioStatus> UntilReadyAsync()
    {
        _row = options.Rollout is { Probe: not null } rollout ? new InjectionRow(rollout, options.TimeProvider, _sightings.Writer) : null;
        _istio = Follow(new ResourceRef(ResourceType.Istio, name));
        while (true)
        {
            Sighting sighting = await _sightings.Reader.ReadAsync(over).ConfigureAwait(false);
            if (!Take(sighting))
            {
                continue;
            }

            IstioStatus status = Assess(sighting);
            _last = status;
            options.Progress?.Invoke(status);
            if (status.Ready)
            {
                await _older.ConfigureAwait(false);
                return status;
            }
        }
    }

    /// <summary>Ends what still runs, within a time.</summary>
    public Task EndAsync(TimeSpan grace) => _end ??= EndOnceAsync(grace);

    /// <summary>The error for a wait whose time ran out.</summary>
    public ReadyTimeoutException TimedOut()
    {
        ResourceFollower? cutOff = ((IEnumerable<ResourceFollower>)_needed).Reverse().Append(_istio)
            .FirstOrDefault(follower => follower.Unfinished is not null);
        IstioStatus last = _last ?? Unseen("The server gave no answer.");
        if (cutOff?.Unfinished is { } unfinished)
        {
            (_lastFailure, last) = (unfinished, last with { Reason = unfinished.Message });
        }

        return new ReadyTimeoutException(last with { Elapsed = Elapsed }, options.Timeout, _lastFailure);
    }

    /// <inheritdoc/>
    public void Dispose() => _followers.ForEach(follower => follower.Dispose());

    /// <summary>Takes note of a sighting; whether it is news.</summary>
    private bool Take(Sighting sighting)
    {
        if (sighting.Source is { } other && other != _istio && !_needed.Contains(other))
        {
            return false;
        }

        if (sighting.Failure is { } failure && !IsWaitedFor(sighting, failure))
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        if (sighting.Source is { } source)
        {
            return source.Note(sighting);
        }

        _row!.Note(sighting);
        return true;
    }

    /// <summary>Whether a failure may pass by itself, or says only that something is not there yet.</summary>
    private bool IsWaitedFor(Sighting sighting, Exception failure) => failure is ClusterException { Kind: var kind }
        && (sighting.FromWatch
            || kind.IsTransient()
            || (kind == ClusterErrorKind.ResourceNotFound && sighting.Source is { } source && source != _istio));

    private IstioStatus Assess(Sighting sighting)
    {
        if (_istio.Last is not { } istio)
        {
            return Failed(_istio.Failure!, Unseen(""));
        }

        IstioStatus plain = IstioReadiness.Evaluate(istio, options.MinimumGeneration) with { Cluster = cluster, Elapsed = Elapsed };
        if (_judge is null)
        {
            if (!plain.Ready)
            {
                _istio.Watch();
            }

            _lastFailure = null;
            return _istio.Failure is { } failure ? Failed(failure, plain) : plain;
        }

        RolloutVerdict verdict = Judge(istio, plain);
        IstioStatus status = plain with
        {
            TemplateName = options.Rollout!.Goal.TemplateName,
            Ready = verdict.Stage == ReadyStage.Ready,
            Stage = verdict.Stage,
            Reason = verdict.Reason,
        };
        if (verdict.Reverted)
        {
            string? manager = TemplateWriter.Find(istio, _asWanted, options.Rollout.Goal.TemplateName);
            throw new RolloutException(RolloutError.TemplateReverted, status) { Manager = manager };
        }

        _asWanted = verdict.Stage > ReadyStage.WaitingForTemplate && plain.Generation >= options.MinimumGeneration ? istio : _asWanted;
        NoteTrouble(verdict, sighting, status);
        ResourceFollower about = verdict.Needs is [.., { } place] ? _needed.Single(follower => follower.Resource == place) : _istio;
        ClusterException? held = about is { Failure: { } unread, IsMissing: false } ? unread : _istio.Failure;
        if (held is not null)
        {
            return Failed(held, status);
        }

        _lastFailure = null;
        return Verify(verdict, status);
    }

    /// <summary>Judges, and begins to follow what the verdict is in need of.</summary>
    private RolloutVerdict Judge(JsonObject istio, IstioStatus plain)
    {
        RolloutVerdict verdict = _judge!.Judge(istio, plain, _asWanted is not null, Look);
        int begun = _followers.Count;
        Need(verdict.Needs);
        NoteOlder(istio, verdict.Needs);
        bool isOver = verdict.Stage == ReadyStage.Ready && _row is null;
        if (_followers.Count == begun && !isOver)
        {
            // Nothing new is being read, so this is where it stands for a while.
            _istio.Watch();
            _needed.ForEach(follower => follower.Watch());
        }

        return verdict;
    }

    private Seen? Look(ResourceRef resource) => _needed.FirstOrDefault(follower => follower.Resource == resource) switch
    {
        null => null,
        { IsMissing: true } => new Seen(null),
        { Last: null } => null,
        { Last: var last } => new Seen(last),
    };

    /// <summary>Follows what is needed. When another revision becomes the active one, the former and its ConfigMap no longer are.</summary>
    private void Need(IReadOnlyList<ResourceRef> resources)
    {
        if (resources is [{ } active, ..] && _needed is [{ } former, ..] && former.Resource != active)
        {
            _needed.ForEach(follower => _ = follower.EndAsync());
            _needed.Clear();
        }

        _needed.AddRange(resources.Where(resource => _needed.TrueForAll(follower => follower.Resource != resource)).Select(Follow).ToArray());
    }

    private ResourceFollower Follow(ResourceRef resource)
    {
        ResourceFollower follower = new(api, resource, options, _sightings.Writer, () => options.Timeout - Elapsed, over);
        _followers.Add(follower);
        follower.Start();
        return follower;
    }

    /// <summary>Says, once for each active revision, which older ones do not get the change.</summary>
    private void NoteOlder(JsonObject istio, IReadOnlyList<ResourceRef> needs)
    {
        if (needs is [{ Name: var active }, ..] && active != _olderThan && OlderRevisions.MayExist(istio))
        {
            _olderThan = active;
            _older = WarnOfOlderAsync(active);
        }
    }

    private async Task WarnOfOlderAsync(string active)
    {
        RolloutOptions rollout = options.Rollout!;
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(over);
        try
        {
            // It is a courtesy; the wait itself never stands still for it longer than for any other look.
            Task<IReadOnlyList<string>> listing = OlderRevisions.ListAsync(api, name, active, rollout.Goal, enough.Token);
            IReadOnlyList<string> older = await listing.WaitAsync(options.PollInterval, options.TimeProvider, over).ConfigureAwait(false);
            if (older.Count > 0)
            {
                rollout.Warn?.Invoke(new RolloutWarning(
                    RolloutWarningKind.OlderRevisionsInUse,
                    $"Only the active revision {active} of istio/{name} gets the change. Still in use without it: {string.Join(", ", older)}."));
            }
        }
        catch (Exception exception) when (exception is ClusterException or TimeoutException or OperationCanceledException)
        {
            await enough.CancelAsync().ConfigureAwait(false);
            if (exception is ClusterException { Kind: ClusterErrorKind.Forbidden } denied)
            {
                rollout.OlderDenied?.Invoke(denied);
            }

            options.Trace?.Invoke($"The revisions of istio/{name} could not be listed ({exception.Message}).");
        }
    }

    private void NoteTrouble(RolloutVerdict verdict, Sighting sighting, IstioStatus status)
    {
        ResourceRef? read = sighting is { FromWatch: false, Source: { } source } && (sighting.Object is not null || source.IsMissing)
            ? source.Resource
            : null;
        (bool lasts, bool isNew) = _trouble.Note(verdict.Trouble, read);
        if (lasts && options.Rollout!.FailFast)
        {
            throw new RolloutException(RolloutError.Trouble, status);
        }

        if (isNew)
        {
            options.Rollout!.Warn?.Invoke(new RolloutWarning(verdict.Trouble!.Kind, verdict.Trouble.Message));
        }
    }

    /// <summary>Lets dry-run pods prove what the ConfigMap promises, where there is a probe.</summary>
    private IstioStatus Verify(RolloutVerdict verdict, IstioStatus status)
    {
        if (_row is null)
        {
            return status;
        }

        if (verdict.Stage != ReadyStage.Ready || verdict.Question != _question)
        {
            _question = verdict.Question;
            _row.Reset();
        }

        if (verdict.Stage != ReadyStage.Ready || _row.IsComplete)
        {
            return status;
        }

        _row.Continue(_question!, over);
        return status with { Ready = false, Stage = ReadyStage.VerifyingInjection, Reason = _row.Reason };
    }

    private IstioStatus Failed(ClusterException failure, IstioStatus status)
    {
        _lastFailure = failure;
        return status with { Ready = false, Reason = failure.Message };
    }

    private async Task EndOnceAsync(TimeSpan grace)
    {
        Task running = Task.WhenAll([.. _followers.Select(follower => follower.EndAsync()), _row?.Running ?? Task.CompletedTask, _older]);
        if (!running.IsCompleted)
        {
            using CancellationTokenSource enough = new();
            await Task.WhenAny(running, Task.Delay(grace, options.TimeProvider, enough.Token)).ConfigureAwait(false);
            await enough.CancelAsync().ConfigureAwait(false);
        }
    }

    private IstioStatus Unseen(string reason) => new()
    {
        Cluster = cluster,
        Name = name,
        Ready = false,
        Stage = ReadyStage.Unseen,
        Reason = reason,
        Elapsed = Elapsed,
        TemplateName = options.Rollout?.Goal.TemplateName,
    };
}
