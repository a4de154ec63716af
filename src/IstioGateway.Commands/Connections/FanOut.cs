using System.Management.Automation;
using IstioGateway.Commands.Errors;

namespace IstioGateway.Commands.Connections;

/// <summary>
/// The one bar above the lines of several clusters: how many of them are done. With a single cluster there is none. It is
/// shown at most a few times a second, and once more when all are done.
/// </summary>
/// <param name="cmdlet">The cmdlet's class; its name is the activity.</param>
internal sealed class FanOut(Type cmdlet)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private readonly CmdletAttribute _name = (CmdletAttribute)Attribute.GetCustomAttribute(cmdlet, typeof(CmdletAttribute))!;
    private readonly object _gate = new();
    private int _begun;
    private int _finished;
    private long? _shownAt;

    /// <summary>The activity the lines of single clusters belong to; negative while there is no more than one cluster.</summary>
    public int ParentActivityId
    {
        get
        {
            lock (_gate)
            {
                return _begun > 1 ? Id : -1;
            }
        }
    }

    private string Activity => $"{_name.VerbName}-{_name.NounName}";

    /// <summary>One for each cmdlet of a pipeline, and above the ids of the single clusters' lines.</summary>
    private int Id => (string.GetHashCode(Activity, StringComparison.Ordinal) & 0x3FFFFFFF) | 0x40000000;

    /// <summary>Whether a record is the bar itself.</summary>
    public bool Owns(ProgressRecord progress) => progress.ActivityId == Id;

    /// <summary>Counts a cluster that is begun; the bar, if it is to be shown.</summary>
    public ProgressRecord? Begin()
    {
        lock (_gate)
        {
            _begun++;
            return Bar(always: false);
        }
    }

    /// <summary>Counts a cluster that is done, on any thread; the bar, if it is to be shown.</summary>
    public ProgressRecord? Finish()
    {
        lock (_gate)
        {
            _finished++;
            return Bar(always: _finished == _begun);
        }
    }

    /// <summary>The end of the bar, if it was shown.</summary>
    public ProgressRecord? End()
    {
        lock (_gate)
        {
            return _shownAt is null ? null : new ProgressRecord(Id, Activity, Status()) { RecordType = ProgressRecordType.Completed };
        }
    }

    private ProgressRecord? Bar(bool always)
    {
        bool tooSoon = _shownAt is { } shown && TimeProvider.System.GetElapsedTime(shown) < Pace;
        if (_begun < 2 || (tooSoon && !always))
        {
            return null;
        }

        _shownAt = TimeProvider.System.GetTimestamp();
        return new ProgressRecord(Id, Activity, Status()) { PercentComplete = 100 * _finished / _begun };
    }

    private string Status() => Messages.Get("ClustersDone", _finished, _begun);
}
