using System.Text.RegularExpressions;

namespace IstioGateway.Sandbox.Api.Selectors;

/// <summary>What label keys and values may look like. Source: k8s.io/apimachinery pkg/util/validation.</summary>
internal static partial class LabelSyntax
{
    private const string NameMessage =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string ValueMessage =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with "
        + "an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
        + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private const string PrefixMessage =
        "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
        + "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
        + @"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    /// <summary>Why a key is refused; <see langword="null"/> when it is fine.</summary>
    public static string? KeyError(string key)
    {
        string[] parts = key.Split('/');
        if (parts.Length > 2)
        {
            return "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
                + "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
                + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
        }

        if (parts.Length == 2)
        {
            if (parts[0].Length == 0)
            {
                return "prefix part must be non-empty";
            }

            if (parts[0].Length > 253)
            {
                return "prefix part must be no more than 253 bytes";
            }

            if (!Subdomain().IsMatch(parts[0]))
            {
                return PrefixMessage;
            }
        }

        string name = parts[^1];
        if (name.Length == 0)
        {
            return "name part must be non-empty";
        }

        return name.Length > 63 ? "name part must be no more than 63 bytes" : Name().IsMatch(name) ? null : NameMessage;
    }

    /// <summary>Why a value is refused; <see langword="null"/> when it is fine.</summary>
    public static string? ValueError(string value) =>
        value.Length > 63 ? "must be no more than 63 bytes" : value.Length == 0 || Name().IsMatch(value) ? null : ValueMessage;

    [GeneratedRegex(@"\A([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex Subdomain();
}
