using System.Threading.Channels;
using IstioGateway.Clusters;

namespace IstioGateway.Readiness;

/// <summary>
/// Counts dry-run pods in a row that carry the template: each may be made by another replica of istiod, and each replica has its
/// own watch of the ConfigMap. One that does not carry it begins the row anew; a call that fails says nothing about any replica.
/// </summary>
/// <param name="options">The probe, and how many.</param>
/// <param name="clock">The clock.</param>
/// <param name="sightings">Where what a probe saw goes.</param>
internal sealed class InjectionRow(RolloutOptions options, TimeProvider clock, ChannelWriter<Sighting> sightings)
{
    private string? _trouble;
    private int _row;
    private bool _pauses;
    private bool _asking;

    /// <summary>The call under way.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Whether the row is as long as it must be.</summary>
    public bool IsComplete => _row >= options.ProbesInARow;

    /// <summary>How far it has come, as a sentence.</summary>
    public string Reason => _trouble is null
        ? $"{_row} of {options.ProbesInARow} dry-run pods in a row carried the template."
        : $"{_row} of {options.ProbesInARow} dry-run pods in a row carried the template; the last one that did not: {_trouble}";

    /// <summary>Begins the next call, unless one is under way.</summary>
    public void Continue(InjectionQuestion question, CancellationToken over)
    {
        if (!_asking)
        {
            _asking = true;
            Running = ProbeAsync(question, _pauses ? options.ProbePause : TimeSpan.Zero, over);
        }
    }

    /// <summary>Forgets the row: the template is no longer where istiod reads it.</summary>
    public void Reset() => (_row, _trouble, _pauses) = (0, null, false);

    /// <summary>Takes note of what a call brought.</summary>
    public void Note(Sighting sighting)
    {
        _asking = false;
        if (sighting.Failure is ClusterException failure)
        {
            (_trouble, _pauses) = (failure.Message, true);
            return;
        }

        // What one replica does not have yet stays worth saying while others are asked.
        bool carries = sighting.Injection!.Carries;
        (_row, _trouble, _pauses) = carries ? (_row + 1, _trouble, false) : (0, sighting.Injection.Reason, true);
    }

    private async Task ProbeAsync(InjectionQuestion question, TimeSpan pause, CancellationToken over)
    {
        try
        {
            await Task.Delay(pause, clock, over).ConfigureAwait(false);
            await sightings.WriteAsync(await AskAsync(question, over).ConfigureAwait(false), over).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The wait is over.
        }
    }

    private async Task<Sighting> AskAsync(InjectionQuestion question, CancellationToken over)
    {
        try
        {
            InjectionSighting seen = await options.Probe!.ProbeAsync(question, over).WaitAsync(over).ConfigureAwait(false);
            return new Sighting(Source: null) { Injection = seen };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new Sighting(Source: null) { Failure = exception };
        }
    }
}
