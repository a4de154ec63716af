using System.Management.Automation;

namespace IstioGateway.Commands.Pipeline;

/// <summary>
/// One line of progress for one cluster. It is shown when its text changes, at most a few times a second, and is completed
/// when disposed, whatever happened in between.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private readonly IPipeline _pipeline;
    private readonly string _activity;
    private readonly int _id;
    private string? _shown;
    private long _shownAt;

    /// <summary>Begins a line; nothing is shown before <see cref="Show"/>.</summary>
    /// <param name="pipeline">Where it is shown.</param>
    /// <param name="activity">What is being done.</param>
    /// <param name="cluster">On which cluster; lines of several clusters stand side by side.</param>
    public ProgressLine(IPipeline pipeline, string activity, string cluster)
    {
        _pipeline = pipeline;
        _activity = activity;

        // The id only has to differ between the lines of one invocation and stay the same within one.
        _id = (string.GetHashCode(activity + "\n" + cluster, StringComparison.Ordinal) & 0x3FFFFFFF) + 1;
    }

    /// <summary>Shows a status; a change of stage passes the pace with <paramref name="always"/>.</summary>
    public void Show(string status, int percent = -1, bool always = false)
    {
        bool tooSoon = _shown is not null && TimeProvider.System.GetElapsedTime(_shownAt) < Pace;
        if (status == _shown || (tooSoon && !always))
        {
            return;
        }

        _shown = status;
        _shownAt = TimeProvider.System.GetTimestamp();
        _pipeline.WriteProgress(new ProgressRecord(_id, _activity, status) { PercentComplete = percent });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_shown is not null)
        {
            _pipeline.WriteProgress(new ProgressRecord(_id, _activity, _shown) { RecordType = ProgressRecordType.Completed });
        }
    }
}
