using System.Text;

namespace IstioGateway.Kubernetes.Credentials;

/// <summary>Whom to act as, sent with every request (kubernetes.io: User impersonation).</summary>
/// <param name="User">The user; the other parts need one.</param>
/// <param name="Uid">Its uid.</param>
/// <param name="Groups">Its groups.</param>
/// <param name="Extra">Its extra fields: key to values.</param>
internal sealed record Impersonation(
    string User, string? Uid, IReadOnlyList<string> Groups, IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Extra)
{
    public void Apply(HttpRequestMessage request)
    {
        request.Headers.TryAddWithoutValidation("Impersonate-User", User);
        if (Uid is not null)
        {
            request.Headers.TryAddWithoutValidation("Impersonate-Uid", Uid);
        }

        foreach (string group in Groups)
        {
            request.Headers.TryAddWithoutValidation("Impersonate-Group", group);
        }

        foreach ((string key, IReadOnlyList<string> values) in Extra)
        {
            string header = "Impersonate-Extra-" + EscapeHeaderName(key);
            foreach (string value in values)
            {
                request.Headers.TryAddWithoutValidation(header, value);
            }
        }
    }

    /// <summary>
    /// Percent-encodes what no header name may hold, and the percent sign itself (client-go <c>transport.headerKeyEscape</c>).
    /// </summary>
    internal static string EscapeHeaderName(string key)
    {
        var escaped = new StringBuilder(key.Length);
        foreach (byte b in Encoding.UTF8.GetBytes(key))
        {
            char c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || "!#$&'*+-.^_`|~".Contains(c, StringComparison.Ordinal))
            {
                escaped.Append(c);
            }
            else
            {
                escaped.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return escaped.ToString();
    }
}
