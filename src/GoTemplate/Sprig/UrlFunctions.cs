using System.Collections;

namespace GoTemplate.Sprig;

/// <summary>url.go</summary>
internal static class UrlFunctions
{
    private static readonly string[] Parts = ["scheme", "host", "hostname", "path", "query", "opaque", "fragment", "userinfo"];

    public static FunctionMap All => new()
    {
        { "urlParse", "func(string) map[string]interface {}", call => Parse(call.Text(0)) },
        { "urlJoin", "func(map[string]interface {}) string", Join },
    };

    private static Dictionary<string, object?> Parse(string url)
    {
        Dictionary<string, object?> parts = Parts.ToDictionary(name => name, object? (_) => "", StringComparer.Ordinal);
        string rest = url;
        if (rest.Any(char.IsControl))
        {
            throw new FunctionException($"unable to parse url: parse {Text.GoQuote.Quote(url)}: net/url: invalid control character in URL");
        }

        rest = Cut(rest, '#', out string fragment);
        parts["fragment"] = Unescape(fragment);
        int colon = rest.IndexOf(':', StringComparison.Ordinal);
        if (colon == 0)
        {
            throw new FunctionException($"unable to parse url: parse {Text.GoQuote.Quote(url)}: missing protocol scheme");
        }

        if (colon > 0 && char.IsAsciiLetter(rest[0]) && rest[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.'))
        {
            parts["scheme"] = rest[..colon].ToLowerInvariant();
            rest = rest[(colon + 1)..];
        }

        rest = Cut(rest, '?', out string query);
        parts["query"] = query;
        if (!rest.StartsWith('/') && (string)parts["scheme"]! != "")
        {
            parts["opaque"] = rest;
            return parts;
        }

        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            int slash = rest.IndexOf('/', 2);
            string authority = slash < 0 ? rest[2..] : rest[2..slash];
            rest = slash < 0 ? "" : rest[slash..];
            int at = authority.LastIndexOf('@');
            parts["userinfo"] = at < 0 ? "" : authority[..at];
            string host = authority[(at + 1)..];
            parts["host"] = host;
            parts["hostname"] = HostName(host);
        }

        parts["path"] = Unescape(rest);
        return parts;
    }

    private static string HostName(string host)
    {
        if (host.StartsWith('['))
        {
            int close = host.IndexOf(']', StringComparison.Ordinal);
            return close < 0 ? host : host[1..close];
        }

        int colon = host.LastIndexOf(':');
        return colon >= 0 && host.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? host[..colon] : host;
    }

    private static string Join(FunctionCall call)
    {
        IDictionary map = call.Map(0);
        string Part(string name) => !map.Contains(name) ? ""
            : map[name] as string ?? throw new FunctionException($"unable to parse {name} key, must be of type string, but {Values.Value.Of(map[name]).Type?.KindName ?? "invalid"} found");

        string scheme = Part("scheme");
        string opaque = Part("opaque");
        string query = Part("query");
        string fragment = Part("fragment");
        string userinfo = Part("userinfo");
        string host = Part("host");
        string path = Part("path");
        string prefix = scheme.Length > 0 ? scheme + ":" : "";
        string suffix = (query.Length > 0 ? "?" + query : "") + (fragment.Length > 0 ? "#" + Escape(fragment) : "");
        if (opaque.Length > 0)
        {
            return prefix + opaque + suffix;
        }

        string authority = host.Length > 0 || userinfo.Length > 0 ? "//" + (userinfo.Length > 0 ? userinfo + "@" : "") + host : "";
        string separator = authority.Length > 0 && path.Length > 0 && !path.StartsWith('/') ? "/" : "";
        return prefix + authority + separator + Escape(path) + suffix;
    }

    private static string Cut(string text, char separator, out string after)
    {
        int index = text.IndexOf(separator, StringComparison.Ordinal);
        after = index < 0 ? "" : text[(index + 1)..];
        return index < 0 ? text : text[..index];
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text);

    /// <summary>Escapes what Go escapes in a path.</summary>
    private static string Escape(string text) => string.Concat(Text.GoUtf8.Bytes(text).Select(value =>
        char.IsAsciiLetterOrDigit((char)value) || "-_.~$&+,/:;=@".Contains((char)value, StringComparison.Ordinal)
            ? ((char)value).ToString()
            : $"%{value:X2}"));
}
