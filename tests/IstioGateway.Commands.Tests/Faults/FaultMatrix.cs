using System.Collections.Concurrent;
using System.Management.Automation;
using System.Text;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests.Faults;

/// <summary>Runs each cell of the matrix when it is first asked for, and remembers what it saw.</summary>
public sealed class FaultMatrix : IAsyncLifetime
{
    /// <summary>The outcome of a run that ended as if nothing had happened.</summary>
    internal const string Done = "done";

    /// <summary>The outcome of a run that says less than it would have, and warns of that.</summary>
    internal const string Warned = "warned";

    /// <summary>The outcome of a run whose result itself says what the fault was, or what is not known for it.</summary>
    internal const string Told = "told";

    /// <summary>Far more than any cell takes; a run that is not over by then hangs.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Half a minute of patience at pauses that double up to five seconds is about ten requests, and a pipeline makes five. A wait
    /// comes back to it until its real time runs out, while the patience of each read takes no time here.
    /// </summary>
    private const int MostRequests = 100;

    /// <summary>All cells.</summary>
    internal static IEnumerable<FaultCell> AllCells =>
        from step in FaultStep.All from fault in step.Faults from once in new[] { true, false } select new FaultCell(step, fault, once);

    private readonly ConcurrentDictionary<FaultCell, Lazy<Task<Observation>>> _observations = new();
    private readonly ConcurrentDictionary<FaultCell, string> _outcomes = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<Undisturbed>>> _undisturbed = new();
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private PowerShellSession _session = null!;
    private FaultStage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await FaultStage.BuildAsync();
        _session = new PowerShellSession();
        _session.Run(
            """
            $DebugPreference = $VerbosePreference = 'Continue'
            function global:Watch-Debug {
                process { if ($_ -is [System.Management.Automation.DebugRecord]) { $hear.Invoke($_.Message) } else { $_ } }
            }
            """).ThrowIfFailed();
    }

    public ValueTask DisposeAsync()
    {
        if (_outcomes.Count == AllCells.Count())
        {
            // Shown by a logger that shows diagnostic messages, and kept beside the test's binaries for those that do not.
            TestContext.Current.SendDiagnosticMessage($"What the faults did:\n{Tables()}");
            File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "fault-matrix.md"), Tables());
        }

        _session.Dispose();
        _oneAtATime.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What happens in a cell.</summary>
    internal Task<Observation> ObserveAsync(FaultCell cell) =>
        _observations.GetOrAdd(cell, key => new Lazy<Task<Observation>>(() => RunAsync(key))).Value;

    /// <summary>What was seen so far, as tables.</summary>
    internal string Tables() => FaultReport.Tables(_outcomes.GetValueOrDefault);

    /// <summary>What a step does when nothing is in its way.</summary>
    internal Task<Undisturbed> UndisturbedAsync(FaultStep step) => _undisturbed.GetOrAdd(
        step.Name,
        _ => new Lazy<Task<Undisturbed>>(async () =>
        {
            await using FaultScene scene = await FaultScene.SetAsync(step, _stage);
            scene.BeginOperator();
            RunResult result = await ScriptAsync(step, scene, "20");
            result.ThrowIfFailed();
            return new Undisturbed(Describe(result), scene.State, result);
        })).Value;

    private async Task<Observation> RunAsync(FaultCell cell)
    {
        Undisturbed undisturbed = await UndisturbedAsync(cell.Step);
        await using FaultScene scene = await FaultScene.SetAsync(cell.Step, _stage);
        scene.Begin(cell.Fault, cell.Once);
        scene.BeginOperator();
        RunResult result = await ScriptAsync(cell.Step, scene, Timeout(cell));
        ErrorRecord[] errors = AllErrors(result);
        string outcome = Outcome(cell, scene, result, errors, undisturbed);
        _outcomes[cell] = outcome;
        return new Observation(outcome, [.. Flaws(cell, scene, result, errors, undisturbed)])
        {
            Error = errors.FirstOrDefault(),
            Story = $"{scene.State}\n{string.Join('\n', errors.Select(error => error.ToString()))}\n{Describe(result)}\n{scene.Trace}",
        };
    }

    private static string Outcome(FaultCell cell, FaultScene scene, RunResult result, ErrorRecord[] errors, Undisturbed undisturbed)
    {
        if (errors.Length == 0)
        {
            return Describe(result) == undisturbed.Output && scene.State == undisturbed.State ? Done
                : scene.State != undisturbed.State || !FaultStep.OfGatewayReads.Contains(cell.Step) ? "wrong result"
                : result.Warnings.Count > 0 ? Warned
                : Told;
        }

        // Objects that fail in the same way have an error each; all else is one.
        IEnumerable<string> ids = errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]);
        return string.Join(" and ", cell.Step.Subject is ManifestSubject ? ids.Distinct(StringComparer.Ordinal) : ids);
    }

    private static IEnumerable<string> Flaws(
        FaultCell cell, FaultScene scene, RunResult result, ErrorRecord[] errors, Undisturbed undisturbed)
    {
        if (scene.Hits == 0)
        {
            yield return "The fault was never met.";
        }

        foreach (string flaw in cell.Step.Subject.Flaws(scene, result, errors, undisturbed.State))
        {
            yield return flaw;
        }

        if (scene.Requests > MostRequests)
        {
            yield return $"It took {scene.Requests} requests.";
        }

        if (result.Terminating is not null)
        {
            yield return $"The failure of one cluster ended the pipeline: {result.Terminating.Message}";
        }

        foreach (ErrorRecord error in errors)
        {
            string id = error.FullyQualifiedErrorId.Split(',')[0];
            if (!FaultExpectations.CategoriesOf(id, cell.Fault).Contains(error.CategoryInfo.Category))
            {
                yield return $"{id} has the category {error.CategoryInfo.Category}.";
            }

            if (string.IsNullOrEmpty(error.ErrorDetails?.RecommendedAction) || error.TargetObject is null)
            {
                yield return $"{id} has no target or recommends nothing.";
            }

            if (!error.ToString().Contains("scene", StringComparison.Ordinal) && !error.ToString().Contains("127.0.0.1", StringComparison.Ordinal))
            {
                yield return $"{id} does not say which cluster: {error}";
            }
        }

        // Where the run failed, what it wrote before that must not be taken for success.
        if (errors.Length > 0 && result.Output.Count > 0 && cell.Step.Requests.Count == 1 && !cell.Step.IsList && !cell.Step.Subject.HasParts)
        {
            yield return "There is an error and a result.";
        }

        if (Everything(result, errors, scene).Contains(scene.Secret, StringComparison.Ordinal))
        {
            yield return "The token is in a stream.";
        }
    }

    private async Task<RunResult> ScriptAsync(FaultStep step, FaultScene scene, string timeout)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            _session.Set("cluster", step.UsesOwnConnection ? null : scene.Cluster);
            _session.Set("kubeconfig", scene.Kubeconfig);
            _session.Set("timeout", timeout);
            _session.Set("hear", (Action<string>)scene.Hear);
            return await _session.RunAsync(step.Script, CancellationToken.None).WaitAsync(Hang);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Short where time is expected to run out; else so long that only what is lost would make it run out.</summary>
    private static string Timeout(FaultCell cell)
    {
        string expected = FaultExpectations.For(cell);
        return expected is "OperationTimedOut" or "NotReadyInTime" or "GatewayNotReady" or "RestartFailed" ? "400ms" : cell.Step.ReadyOnceWatched ? "4s" : "20s";
    }

    private static ErrorRecord[] AllErrors(RunResult result) =>
        [.. result.Errors, .. result.Terminating is IContainsErrorRecord held ? [held.ErrorRecord] : Array.Empty<ErrorRecord>()];

    private static string Describe(RunResult result) => string.Join('\n', result.Output.Select(item => item.BaseObject switch
    {
        NodeKernel node => $"{node.Name} {node.KernelVersion} {node.RequiresTemplate}",
        GatewayTemplatePatch patch => $"{patch.TemplateName} {patch.Patch}",
        IstioTemplateChange change => $"{change.Changed} {change.Generation} {change.TemplateName} {change.PreviousSha256} {change.Sha256}",
        IstioStatus status => $"{status.Ready} {status.Generation} {status.ObservedGeneration}",
        PublishedManifest manifest => $"{manifest.Kind} {manifest.Action}",
        GatewayRestart restart => $"{restart.Pod} {restart.Action} {restart.NewPod}",
        GatewayWorkloadStatus pod => $"{pod.Pod} {pod.Action} {pod.Node} {pod.KernelVersion} {pod.Reason}",
        GatewayInjection injection => $"{injection.Workload} {(injection.Works ? "works" : "fails")} {string.Join(' ', injection.Nodes ?? [])}"
            + $" {string.Join(' ', injection.StalePods)} {string.Join(' ', injection.Findings)}",
        object other => other.ToString(),
    }));

    private static string Everything(RunResult result, ErrorRecord[] errors, FaultScene scene)
    {
        StringBuilder all = new(scene.Trace);
        all.AppendJoin('\n', result.Warnings).AppendJoin('\n', result.Verbose).AppendJoin('\n', result.Debug).Append(result.HostText);
        all.AppendJoin('\n', result.Progress.Select(line => $"{line.Activity} {line.StatusDescription} {line.CurrentOperation}"));
        foreach (ErrorRecord error in errors)
        {
            all.Append(error).Append(error.Exception).Append(error.ErrorDetails?.RecommendedAction).Append(error.TargetObject);
        }

        foreach (PSObject item in result.Output)
        {
            all.Append(PSSerializer.Serialize(item, 3));
        }

        return all.ToString();
    }
}

/// <summary>One cell.</summary>
/// <param name="Step">The column.</param>
/// <param name="Fault">The row.</param>
/// <param name="Once">Whether it hits the first request of each kind only, or all.</param>
internal sealed record FaultCell(FaultStep Step, Fault Fault, bool Once);

/// <summary>What a step does when nothing is in its way.</summary>
internal sealed record Undisturbed(string Output, string State, RunResult Result);

/// <summary>What was seen in a cell.</summary>
/// <param name="Outcome"><see cref="FaultMatrix.Done"/>, or the id of the error.</param>
/// <param name="Flaws">What must never be, whatever the outcome.</param>
internal sealed record Observation(string Outcome, IReadOnlyList<string> Flaws)
{
    public required ErrorRecord? Error { get; init; }

    /// <summary>For people who look into it.</summary>
    public required string Story { get; init; }
}
