namespace IstioGateway.Injection;

/// <summary>Gathers findings; what is found for several pods is one finding that names the first and counts the others.</summary>
internal sealed class CheckFindings
{
    private readonly List<Found> _found = [];

    public void Add(TemplateFinding finding, string? sample = null)
    {
        int known = _found.FindIndex(entry => IsSame(entry.Finding, finding));
        if (known < 0)
        {
            _found.Add(new Found(finding, sample is null ? [] : [sample]));
        }
        else if (sample is not null)
        {
            _found[known].Samples.Add(sample);
        }
    }

    public IReadOnlyList<TemplateFinding> ToList() =>
    [
        .. _found.Select(entry => Worded(entry.Finding, entry.Samples))
            .OrderBy(finding => finding.Line ?? int.MaxValue).ThenBy(finding => finding.Column ?? 0),
    ];

    private static bool IsSame(TemplateFinding one, TemplateFinding other) =>
        one.Id == other.Id && one.Line == other.Line && one.Column == other.Column && one.Message == other.Message;

    private static TemplateFinding Worded(TemplateFinding finding, List<string> samples) => samples.Count == 0
        ? finding
        : finding with { Message = $"{finding.Message} (Pod: {samples[0]}{More(samples.Count - 1)})" };

    private static string More(int count) => count switch
    {
        0 => "",
        1 => ", and another",
        _ => FormattableString.Invariant($", and {count} others"),
    };

    private sealed record Found(TemplateFinding Finding, List<string> Samples);
}
