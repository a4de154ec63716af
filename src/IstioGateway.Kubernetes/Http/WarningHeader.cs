using System.Net.Http.Headers;
using System.Text;

namespace IstioGateway.Kubernetes.Http;

/// <summary>Reads the API server's warnings (RFC 7234 section 5.5, code 299).</summary>
internal static class WarningHeader
{
    /// <summary>The warning texts, unquoted, in their order.</summary>
    public static IReadOnlyList<string> Texts(HttpResponseHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("Warning", out HeaderStringValues lines))
        {
            return [];
        }

        List<string> texts = [];
        foreach (string line in lines)
        {
            ReadOnlySpan<char> rest = line;
            while (TryReadQuoted(ref rest, out string text))
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    /// <summary>
    /// The next quoted string. Agents are tokens and dates never stand before a text, so that between two texts of one line
    /// there is at most a quoted date, which is recognised by its parse.
    /// </summary>
    private static bool TryReadQuoted(ref ReadOnlySpan<char> rest, out string text)
    {
        while (true)
        {
            int quote = rest.IndexOf('"');
            if (quote < 0)
            {
                text = "";
                return false;
            }

            var unquoted = new StringBuilder();
            int at = quote + 1;
            for (; at < rest.Length && rest[at] != '"'; at++)
            {
                if (rest[at] == '\\' && at + 1 < rest.Length)
                {
                    at++;
                }

                unquoted.Append(rest[at]);
            }

            rest = at < rest.Length ? rest[(at + 1)..] : [];
            text = unquoted.ToString();
            if (!DateTimeOffset.TryParseExact(text, "r", null, System.Globalization.DateTimeStyles.None, out _))
            {
                return true;
            }
        }
    }
}
