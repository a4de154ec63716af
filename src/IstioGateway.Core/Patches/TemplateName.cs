namespace IstioGateway.Patches;

/// <summary>
/// What can name an injection template. A pod selects templates by a comma-separated annotation,
/// <c>inject.istio.io/templates</c>, whose parts istiod trims; within that, this module keeps to the characters that
/// Kubernetes takes in a ConfigMap's keys.
/// </summary>
public static class TemplateName
{
    /// <summary>The template of gateway pods.</summary>
    public const string Gateway = "gateway";

    /// <summary>Longest name, in characters.</summary>
    public const int MaximumLength = 253;

    /// <summary>Why <paramref name="name"/> cannot name a template, or <see langword="null"/> if it can.</summary>
    public static string? WhyNot(string name)
    {
        if (name.Length == 0)
        {
            return "it is empty";
        }

        if (name.Length > MaximumLength)
        {
            return $"it is longer than {MaximumLength} characters";
        }

        if (name.Contains("..", StringComparison.Ordinal))
        {
            return "it contains '..'";
        }

        bool wellFormed = char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        return wellFormed
            ? null
            : "it must consist of letters, digits, '-', '_' or '.', and start and end with a letter or digit";
    }

    /// <summary>Throws unless <paramref name="name"/> can name a template.</summary>
    /// <exception cref="ArgumentException">It cannot; the message says why.</exception>
    public static void Check(string name)
    {
        if (WhyNot(name) is string reason)
        {
            throw new ArgumentException($"'{name}' cannot name a template: {reason}.", nameof(name));
        }
    }
}
