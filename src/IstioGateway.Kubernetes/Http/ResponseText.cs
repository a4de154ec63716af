using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace IstioGateway.Kubernetes.Http;

/// <summary>Shortens a body that is no Kubernetes answer to something that fits into a sentence.</summary>
internal static class ResponseText
{
    private const int MaximumLength = 200;
    private const int MaximumBytes = 16 * 1024;

    // Foreign input: without backtracking no page can make the matching slow.
    private static readonly Regex Markup = new(
        "<script.*?</script>|<style.*?</style>|<!--.*?-->|<[^>]*>",
        RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private static readonly Regex NotPrintable = new("[\\p{C}\\s]+", RegexOptions.NonBacktracking);

    /// <summary>Its text without markup, on one line, at most 200 characters.</summary>
    public static string OneLine(ReadOnlySpan<byte> body)
    {
        string text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaximumBytes)]);
        if (text.AsSpan().TrimStart().StartsWith("<"))
        {
            text = WebUtility.HtmlDecode(Markup.Replace(text, " "));
        }

        text = NotPrintable.Replace(text, " ").Trim();
        return text.Length <= MaximumLength ? text : string.Concat(text.AsSpan(0, MaximumLength), "...");
    }
}
