using System.Diagnostics;

namespace GoTemplate.Fuzz;

/// <summary>What a thread is busy with, for others to see.</summary>
internal sealed class Worker
{
    private Busy? _current;

    /// <summary>The input being tried; null between two.</summary>
    public Busy? Current => Volatile.Read(ref _current);

    /// <summary>Begins with an input.</summary>
    public void Begin(FuzzInput input) => Volatile.Write(ref _current, new Busy(input, Stopwatch.GetTimestamp()));

    /// <summary>Is done with it.</summary>
    /// <returns>How long it took.</returns>
    public TimeSpan End()
    {
        TimeSpan taken = _current!.Elapsed;
        Volatile.Write(ref _current, null);
        return taken;
    }

    /// <summary>An input and since when it is tried.</summary>
    internal sealed record Busy(FuzzInput Input, long Began)
    {
        public TimeSpan Elapsed => Stopwatch.GetElapsedTime(Began);
    }
}
