namespace IstioGateway.Clusters;

/// <summary>
/// What the API server accepts as a name in a path (apimachinery's <c>path.ValidatePathSegmentName</c>, and the DNS forms of
/// <c>validation.IsDNS1123Subdomain</c> and <c>IsDNS1123Label</c>). Checked before a request is made, so that a name can
/// never turn into another path.
/// </summary>
public static class ResourceName
{
    /// <summary>Longest DNS subdomain, in characters.</summary>
    public const int MaximumSubdomainLength = 253;

    /// <summary>Longest DNS label, in characters.</summary>
    public const int MaximumLabelLength = 63;

    /// <summary>Why <paramref name="name"/> cannot name a resource, or <see langword="null"/> if it can.</summary>
    public static string? WhyNotSubdomain(string name)
    {
        if (name.Length == 0)
        {
            return "it is empty";
        }

        if (name.Length > MaximumSubdomainLength)
        {
            return $"it is longer than {MaximumSubdomainLength} characters";
        }

        foreach (string label in name.Split('.'))
        {
            if (!IsLabelText(label))
            {
                return "it must consist of lower-case letters, digits, '-' or '.', "
                    + "and start and end with a letter or digit (an RFC 1123 subdomain)";
            }
        }

        return null;
    }

    /// <summary>Why <paramref name="name"/> cannot name a namespace, or <see langword="null"/> if it can.</summary>
    public static string? WhyNotLabel(string name)
    {
        if (name.Length == 0)
        {
            return "it is empty";
        }

        if (name.Length > MaximumLabelLength)
        {
            return $"it is longer than {MaximumLabelLength} characters";
        }

        return IsLabelText(name)
            ? null
            : "it must consist of lower-case letters, digits or '-', and start and end with a letter or digit (an RFC 1123 label)";
    }

    private static bool IsLabelText(string label)
    {
        if (label.Length == 0 || label[0] == '-' || label[^1] == '-')
        {
            return false;
        }

        foreach (char c in label)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }
}
