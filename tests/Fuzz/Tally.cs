using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace GoTemplate.Fuzz;

/// <summary>Counts what was tried.</summary>
internal sealed class Tally
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Counts> _kinds = InputSource.Kinds.ToDictionary(kind => kind, _ => new Counts(), StringComparer.Ordinal);
    private (FuzzInput? Input, TimeSpan Taken) _slowest;
    private (FuzzInput? Input, long Bytes) _largest;
    private long _peakHeap;

    /// <summary>Counts an input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="verdict">What became of it.</param>
    /// <param name="taken">How long all checks took.</param>
    /// <param name="allocated">Bytes that all checks allocated.</param>
    public void Add(FuzzInput input, Verdict verdict, TimeSpan taken, long allocated)
    {
        lock (_lock)
        {
            Counts counts = _kinds[input.Kind];
            counts.Inputs++;
            counts.Parsed += verdict.IsParsed ? 1 : 0;
            counts.Rendered += verdict.IsRendered ? 1 : 0;
            _slowest = taken > _slowest.Taken ? (input, taken) : _slowest;
            _largest = allocated > _largest.Bytes ? (input, allocated) : _largest;
        }
    }

    /// <summary>Takes note of the heap's size, in bytes.</summary>
    public void SeeHeap(long bytes) => _peakHeap = Math.Max(_peakHeap, bytes);

    /// <summary>A table of it all.</summary>
    public string Summary(TimeSpan elapsed)
    {
        lock (_lock)
        {
            StringBuilder text = new();
            text.AppendLine("kind        inputs    parsed  rejected  rendered  execution errors");
            foreach ((string kind, Counts counts) in _kinds)
            {
                Append(text, kind, counts);
            }

            Counts all = new()
            {
                Inputs = _kinds.Values.Sum(counts => counts.Inputs),
                Parsed = _kinds.Values.Sum(counts => counts.Parsed),
                Rendered = _kinds.Values.Sum(counts => counts.Rendered),
            };
            Append(text, "all", all);
            text.AppendLine(CultureInfo.InvariantCulture, $"time {elapsed.TotalSeconds:F0} s, {all.Inputs / Math.Max(elapsed.TotalSeconds, 0.001):F0} inputs/s");
            text.AppendLine(CultureInfo.InvariantCulture, $"slowest input {_slowest.Taken.TotalMilliseconds:F0} ms (iteration {_slowest.Input?.Iteration}, {_slowest.Input?.Kind})");
            text.AppendLine(CultureInfo.InvariantCulture, $"most allocated by an input {_largest.Bytes >> 20} MiB (iteration {_largest.Input?.Iteration}, {_largest.Input?.Kind})");
            text.AppendLine(CultureInfo.InvariantCulture, $"peak managed heap {_peakHeap >> 20} MiB, peak working set {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB");
            return text.ToString();
        }
    }

    private static void Append(StringBuilder text, string kind, Counts counts) => text.AppendLine(
        CultureInfo.InvariantCulture,
        $"{kind,-8}{counts.Inputs,10}{counts.Parsed,10}{counts.Inputs - counts.Parsed,10}{counts.Rendered,10}{counts.Parsed - counts.Rendered,18}");

    private sealed class Counts
    {
        public long Inputs { get; set; }

        public long Parsed { get; set; }

        public long Rendered { get; set; }
    }
}
