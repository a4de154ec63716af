using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes;
using IstioGateway.Sandbox;
using IstioGateway.Sandbox.Faults;

namespace IstioGateway.Commands.Tests.Faults;

/// <summary>A cluster of its own for one run, with a user whose requests the faults hit, and nobody else at work.</summary>
internal sealed class FaultScene : IAsyncDisposable
{
    private const string User = "alice";

    // A request that is refused by a server that is down shows in no log of that server; the connection's own words tell.
    private const string FailedAttempt = "Attempt ";

    private static readonly ResourceRef Istio = new(ResourceType.Istio, "default");

    private readonly FaultStep _step;
    private readonly SandboxCluster _server;
    private readonly List<ActiveFault> _faults = [];
    private readonly CancellationTokenSource _over = new();
    private readonly List<string> _trace = [];
    private Task _story = Task.CompletedTask;
    private int _failedAttempts;
    private int _comesBackAfter = int.MaxValue;
    private Action? _beforeRequest;
    private int _requestsBefore;

    private FaultScene(FaultStep step, SandboxCluster server)
    {
        (_step, _server) = (step, server);
        Kubeconfig = Path.GetTempFileName();
        File.WriteAllText(Kubeconfig, server.KubeconfigFor(User, secure: false));
        ConnectionSettings settings = new() { Clock = Clock, Trace = Hear, UserAgent = "IstioGateway/tests" };
        IClusterApi api = new KubernetesConnector().Connect(KubeconfigSource.File(Kubeconfig), null, settings).Api;
        Cluster = new IstioCluster(new HookedApi(api, BeforeRequest));
        Before = State;
    }

    public QuickClock Clock { get; } = new();

    /// <summary>The cluster, connected on <see cref="Clock"/>.</summary>
    public IstioCluster Cluster { get; }

    /// <summary>A kubeconfig file of the same user.</summary>
    public string Kubeconfig { get; }

    /// <summary>The user's secret.</summary>
    public string Secret => _server.TokenOf(User);

    /// <summary>What a busy server asks for: long where time is quick, next to nothing where it is real.</summary>
    public TimeSpan RetryAfter => _step.UsesOwnConnection ? TimeSpan.Zero : TimeSpan.FromSeconds(7);

    /// <summary>How often the fault has bitten.</summary>
    public int Hits => _faults.Sum(fault => fault.Hits) + _failedAttempts;

    /// <summary>How many requests the server got.</summary>
    public int Requests => _server.Requests.All.Count;

    /// <summary>What the connection said about its requests.</summary>
    public string Trace
    {
        get
        {
            lock (_trace)
            {
                return string.Join('\n', _trace);
            }
        }
    }

    /// <summary><see cref="State"/> at the beginning.</summary>
    public string Before { get; }

    /// <summary>What a write could have changed.</summary>
    public string State => _step.Subject.State(_server);

    public static async Task<FaultScene> SetAsync(FaultStep step, FaultStage stage)
    {
        SandboxCluster server = await SandboxCluster.StartAsync(new SandboxClusterOptions
        {
            Name = "scene",
            Tokens = [new SandboxToken(User, [AccessRule.All])],
        });
        server.Store.Put(ResourceType.ConfigMap, stage.ConfigMap);
        server.Store.Put(ResourceType.Istio, FaultStage.Istio(step.Overridden ? FaultStep.Wanted : null, ready: !step.ReadyOnceWatched));
        step.Subject.Prepare(server);
        FaultScene scene = new(step, server);
        if (step.Overridden)
        {
            scene.RollOut();
        }

        return scene;
    }

    /// <summary>Lets a fault happen to the step's requests: to the first of each kind, or to all of them.</summary>
    public void Begin(Fault fault, bool once)
    {
        if (fault.Stalls && once)
        {
            Clock.LimitsPassAfter = TimeSpan.FromMilliseconds(150);
        }

        if (fault.Effect is not null)
        {
            _faults.AddRange(_step.Requests.Select(target => _server.Faults.Add(Rule(target, fault.Effect(this), once))));
            return;
        }

        _comesBackAfter = !once ? int.MaxValue : fault.MidRequest ? 2 : 1;
        if (fault.MidRequest)
        {
            _faults.Add(_server.Faults.Add(Rule(_step.Requests[0], FaultEffect.Delay(TimeSpan.FromHours(1)), once: true)));
            _story = Task.WhenAll(_story, GoDownWhenAskedAsync());
        }
        else if (_step.UsesOwnConnection)
        {
            _server.GoDown();
        }
        else
        {
            _beforeRequest = _server.GoDown;
        }
    }

    /// <summary>Lets the operator report Ready as soon as somebody watches, where the step is about that.</summary>
    public void BeginOperator()
    {
        if (_step.ReadyOnceWatched)
        {
            _story = Task.WhenAll(_story, ReportReadyAsync());
        }
    }

    /// <summary>Hears what the connection does.</summary>
    public void Hear(string message)
    {
        lock (_trace)
        {
            _trace.Add(message);
        }

        if (message.Contains(FailedAttempt, StringComparison.Ordinal) && ++_failedAttempts == _comesBackAfter)
        {
            _server.ComeBack();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _story;
        Cluster.Api!.Dispose();
        await _server.DisposeAsync();
        _over.Dispose();
        File.Delete(Kubeconfig);
    }

    private static FaultRule Rule(FaultTarget target, FaultEffect effect, bool once) => new()
    {
        Verb = target.Verb,
        Resource = target.Type.Plural,
        Path = target.Path,
        User = User,
        Effect = effect,
        Skip = target.Skip,
        Count = once ? 1 : null,
    };

    private void BeforeRequest(string verb, ResourceType type, string? subresource)
    {
        _step.Subject.CatchUp(_server);
        FaultTarget first = _step.Requests[0];
        if (verb == first.Verb && type == first.Type && subresource == first.Subresource && Interlocked.Increment(ref _requestsBefore) > first.Skip)
        {
            Interlocked.Exchange(ref _beforeRequest, null)?.Invoke();
        }
    }

    private async Task GoDownWhenAskedAsync()
    {
        if (await AskedAsync(_step.Requests[0]))
        {
            _server.GoDown();
        }
    }

    private async Task ReportReadyAsync()
    {
        if (await AskedAsync(new FaultTarget("watch", ResourceType.Istio)))
        {
            RollOut();
            JsonObject istio = _server.Store.Find(Istio.Type, Istio.Name)!;
            istio["status"] = FaultStage.Status(ready: true, (long)istio["metadata"]!["generation"]!);
            _server.Store.Put(Istio.Type, istio);
        }
    }

    /// <summary>Brings the resource's templates to the revision and the ConfigMap, as the operator does.</summary>
    private void RollOut()
    {
        JsonObject istio = _server.Store.Find(Istio.Type, Istio.Name)!;
        _server.Store.Put(ResourceType.IstioRevision, FaultStage.Revision(istio));
        JsonObject configMap = _server.Store.Find(ResourceType.ConfigMap, "istio-sidecar-injector", "istio-system")!;
        _server.Store.Put(ResourceType.ConfigMap, FaultStage.Installed(configMap, istio));
    }

    private static bool Matches(RequestRecord request, FaultTarget target) => request.Verb == target.Verb
        && request.Resource == target.Type.Plural
        && request.User == User
        && Regex.IsMatch($"{request.Path}?{request.Query}", target.Path, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private async Task<bool> AskedAsync(FaultTarget target)
    {
        try
        {
            await _server.Requests.WaitForAsync(
                request => Matches(request, target)
                    && _server.Requests.All.TakeWhile(other => other != request).Count(other => Matches(other, target)) == target.Skip,
                _over.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
