using IstioGateway.Clusters;

namespace IstioGateway.Templates;

/// <summary>
/// Compares an override with the running version's own default, so that an override that an upgrade has left behind shows,
/// and one that is just the default with this module's changes does not.
/// </summary>
internal static class TemplateDriftCheck
{
    // A text made with Root is left as it is by None too, so Root is asked about first.
    private static readonly PrivilegedPort[] Modes = [PrivilegedPort.Root, PrivilegedPort.None, PrivilegedPort.Documented];

    /// <summary>Compares.</summary>
    /// <param name="current">The override.</param>
    /// <param name="own">The default.</param>
    /// <param name="differ">Makes the difference.</param>
    public static DriftVerdict Compare(string current, DefaultTemplate own, ITextDiffer differ)
    {
        string text = TemplateText.Normalize(current);
        string standard = TemplateText.Normalize(own.Text);
        string version = own.IstioVersion ?? "the version that runs";
        if (Same(text, standard))
        {
            return new(TemplateDrift.None, $"It is the default of {version}, word for word.", "");
        }

        PrivilegedPort? mode = ModeOf(text);
        string? expected = mode is { } known ? Changed(standard, known) : null;
        if (expected is not null && Same(text, expected))
        {
            return new(TemplateDrift.None, $"It is the default of {version} with the sysctl taken out (-PrivilegedPort {mode}).", "");
        }

        // The document's own text differs from what it was made of by one space more, which does nothing.
        if (DocumentedTemplate.IsText(text) && KnownTemplates.VersionsOf(standard) == DocumentedTemplate.SourceVersion)
        {
            return new(TemplateDrift.None, $"It is the documented text, which is the default of {version} but for its two edits.", "");
        }

        // The difference is shown against the default with the same changes, so that only what drifted is in it.
        bool isChanged = expected is not null;
        string diff = differ.Unified(
            (expected ?? standard) + "\n",
            text + "\n",
            $"default of {version}{(isChanged ? $" without the sysctl (-PrivilegedPort {mode})" : "")}",
            "override in force");
        string origin = KnownTemplates.OriginOf(text) is { } versions ? $"The override belongs to Istio {versions}" : "The override is none that is known";
        return new(TemplateDrift.Drifted, $"{origin}; the default of {version} has another text.", diff);
    }

    // White space at the ends of lines comes and goes with editors and says nothing.
    private static bool Same(string text, string other) => text.Split('\n').Select(line => line.TrimEnd())
        .SequenceEqual(other.Split('\n').Select(line => line.TrimEnd()), StringComparer.Ordinal);

    /// <summary>How a text deals with ports below 1024, by which change leaves it as it is; <see langword="null"/> for none.</summary>
    private static PrivilegedPort? ModeOf(string text)
    {
        foreach (PrivilegedPort mode in Modes)
        {
            if (Changed(text, mode) is { } changed && Same(changed, text))
            {
                return mode;
            }
        }

        return null;
    }

    private static string? Changed(string text, PrivilegedPort mode)
    {
        try
        {
            return TemplateText.Normalize(SysctlTransform.Apply(text, mode).Text);
        }
        catch (TemplateRefusedException)
        {
            return null;
        }
    }
}

/// <summary>What came of a comparison.</summary>
/// <param name="Drift">Whether the override has drifted.</param>
/// <param name="Reason">Why, as a sentence.</param>
/// <param name="Diff">What the default has and the override lacks, and the other way round; empty without drift.</param>
internal sealed record DriftVerdict(TemplateDrift Drift, string Reason, string Diff);
