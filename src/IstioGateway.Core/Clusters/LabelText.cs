namespace IstioGateway.Clusters;

/// <summary>What the API server accepts as a label (apimachinery's <c>validation.IsQualifiedName</c> and <c>IsValidLabelValue</c>).</summary>
public static class LabelText
{
    /// <summary>Longest value, and longest name of a key without its prefix, in characters.</summary>
    public const int MaximumLength = 63;

    /// <summary>Why a text is no key of a label, such as <c>example.com/pool</c>; <see langword="null"/> for one that is.</summary>
    public static string? WhyNotKey(string key)
    {
        string[] parts = key.Split('/');
        if (parts.Length > 2)
        {
            return "it has more than one '/'";
        }

        return parts.Length == 2 && ResourceName.WhyNotSubdomain(parts[0]) is { } reason ? $"before the '/', {reason}"
            : parts[^1].Length == 0 ? "its name is empty"
            : WhyNotText(parts[^1]);
    }

    /// <summary>Why a text is no value of a label; <see langword="null"/> for one that is. It may be empty.</summary>
    public static string? WhyNotValue(string value) => value.Length == 0 ? null : WhyNotText(value);

    private static string? WhyNotText(string text)
    {
        if (text.Length > MaximumLength)
        {
            return $"it is longer than {MaximumLength} characters";
        }

        bool wellFormed = char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1])
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        return wellFormed
            ? null
            : "it must consist of letters, digits, '-', '_' or '.', and start and end with a letter or digit";
    }
}
