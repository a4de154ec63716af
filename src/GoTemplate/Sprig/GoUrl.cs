using System.Text;
using GoTemplate.Text;

namespace GoTemplate.Sprig;

/// <summary>A URL as Go's net/url takes it apart and puts it together; see url.go there.</summary>
internal sealed class GoUrl
{
    private enum Part
    {
        Host,
        Zone,
        Path,
        UserInfo,
        Fragment,
    }

    public string Scheme { get; init; } = "";

    /// <summary>What follows the scheme where that is no path.</summary>
    public string Opaque { get; init; } = "";

    /// <summary>User and password, escaped; null where there is no @.</summary>
    public string? UserInfo { get; init; }

    /// <summary>Host and port.</summary>
    public string Host { get; init; } = "";

    /// <summary>The path without escapes.</summary>
    public string Path { get; init; } = "";

    public string Query { get; init; } = "";

    /// <summary>The fragment without escapes.</summary>
    public string Fragment { get; init; } = "";

    /// <summary>The host without port and brackets.</summary>
    public string HostName
    {
        get
        {
            int colon = Host.LastIndexOf(':');
            string host = colon >= 0 && IsOptionalPort(Host[colon..]) ? Host[..colon] : Host;
            return host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        }
    }

    /// <summary>Takes a URL apart.</summary>
    /// <exception cref="FunctionException">It is none; the message is that of url.Parse.</exception>
    public static GoUrl Parse(string url)
    {
        string rest = Cut(url, '#', out string fragment);
        GoUrl parsed = Explain(rest, () => ParseWithoutFragment(rest));
        string unescaped = Explain(url, () => Unescape(fragment, Part.Fragment));
        return new GoUrl
        {
            Scheme = parsed.Scheme,
            Opaque = parsed.Opaque,
            UserInfo = parsed.UserInfo,
            Host = parsed.Host,
            Path = parsed.Path,
            Query = parsed.Query,
            Fragment = unescaped,
        };
    }

    /// <summary>The URL in one piece.</summary>
    public override string ToString()
    {
        StringBuilder text = new(Scheme.Length > 0 ? Scheme + ":" : "");
        if (Opaque.Length > 0)
        {
            text.Append(Opaque);
        }
        else
        {
            bool hasAuthority = Host.Length > 0 || UserInfo is not null;
            if (hasAuthority || (Scheme.Length > 0 && Path.Length > 0))
            {
                text.Append("//").Append(UserInfo is null ? "" : UserInfo + "@").Append(Escape(Host, Part.Host));
            }

            string path = Path == "*" ? Path : Escape(Path, Part.Path);
            text.Append(path.Length > 0 && path[0] != '/' && Host.Length > 0 ? "/" : "");
            text.Append(text.Length == 0 && Cut(path, '/', out _).Contains(':', StringComparison.Ordinal) ? "./" : "").Append(path);
        }

        text.Append(Query.Length > 0 ? "?" + Query : "");
        return text.Append(Fragment.Length > 0 ? "#" + Escape(Fragment, Part.Fragment) : "").ToString();
    }

    private static T Explain<T>(string url, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (FunctionException exception)
        {
            throw new FunctionException($"parse {GoQuote.Quote(url)}: {exception.Message}", exception);
        }
    }

    private static GoUrl ParseWithoutFragment(string url)
    {
        if (url.Any(character => character is < ' ' or '\x7F'))
        {
            throw new FunctionException("net/url: invalid control character in URL");
        }

        if (url == "*")
        {
            return new GoUrl { Path = url };
        }

        string scheme = ParseScheme(url);
        string rest = Cut(scheme.Length > 0 ? url[(scheme.Length + 1)..] : url, '?', out string query);
        if (!rest.StartsWith('/'))
        {
            if (scheme.Length > 0)
            {
                return new GoUrl { Scheme = scheme, Opaque = rest, Query = query };
            }

            if (Cut(rest, '/', out _).Contains(':', StringComparison.Ordinal))
            {
                throw new FunctionException("first path segment in URL cannot contain colon");
            }
        }

        string? userInfo = null;
        string host = "";
        bool hasAuthority = rest.StartsWith("//", StringComparison.Ordinal) && (scheme.Length > 0 || !rest.StartsWith("///", StringComparison.Ordinal));
        if (hasAuthority)
        {
            int slash = rest.IndexOf('/', 2);
            string authority = slash < 0 ? rest[2..] : rest[2..slash];
            rest = slash < 0 ? "" : rest[slash..];
            int at = authority.LastIndexOf('@');
            host = ParseHost(authority[(at + 1)..]);
            userInfo = at < 0 ? null : ParseUserInfo(authority[..at]);
        }

        return new GoUrl
        {
            Scheme = scheme,
            UserInfo = userInfo,
            Host = host,
            Path = Unescape(rest, Part.Path),
            Query = query,
        };
    }

    private static string ParseScheme(string url)
    {
        int end = url.AsSpan().IndexOfAnyExcept(SchemeCharacters);
        if (end < 0 || url[end] != ':' || (end > 0 && !char.IsAsciiLetter(url[0])))
        {
            return "";
        }

        return end == 0 ? throw new FunctionException("missing protocol scheme") : url[..end].ToLowerInvariant();
    }

    private static System.Buffers.SearchValues<char> SchemeCharacters { get; } =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");

    private static string ParseHost(string host)
    {
        if (host.StartsWith('['))
        {
            int close = host.LastIndexOf(']');
            if (close < 0)
            {
                throw new FunctionException("missing ']' in host");
            }

            CheckPort(host[(close + 1)..]);
            int zone = host.IndexOf("%25", 0, close, StringComparison.Ordinal);
            if (zone >= 0)
            {
                return Unescape(host[..zone], Part.Host) + Unescape(host[zone..close], Part.Zone) + Unescape(host[close..], Part.Host);
            }
        }
        else if (host.LastIndexOf(':') is >= 0 and var colon)
        {
            CheckPort(host[colon..]);
        }

        return Unescape(host, Part.Host);
    }

    private static void CheckPort(string port)
    {
        if (!IsOptionalPort(port))
        {
            throw new FunctionException($"invalid port {GoQuote.Quote(port)} after host");
        }
    }

    private static bool IsOptionalPort(string port) => port.Length == 0 || (port[0] == ':' && port.Skip(1).All(char.IsAsciiDigit));

    private static string ParseUserInfo(string text)
    {
        if (!text.All(character => char.IsAsciiLetterOrDigit(character) || "-._:~!$&'()*+,;=%@".Contains(character, StringComparison.Ordinal)))
        {
            throw new FunctionException("net/url: invalid userinfo");
        }

        string user = Escape(Unescape(Cut(text, ':', out string password), Part.UserInfo), Part.UserInfo);
        return text.Contains(':', StringComparison.Ordinal)
            ? $"{user}:{Escape(Unescape(password, Part.UserInfo), Part.UserInfo)}"
            : user;
    }

    private static string Cut(string text, char separator, out string after)
    {
        int index = text.IndexOf(separator, StringComparison.Ordinal);
        after = index < 0 ? "" : text[(index + 1)..];
        return index < 0 ? text : text[..index];
    }

    private static string Unescape(string text, Part part)
    {
        StringBuilder bytes = new();
        string encoded = ByteText.From(text);
        for (int index = 0; index < encoded.Length; index++)
        {
            char character = encoded[index];
            if (character != '%')
            {
                if (part is Part.Host or Part.Zone && character < 0x80 && MustEscape(character, part))
                {
                    throw new FunctionException($"invalid character {GoQuote.Quote(character.ToString())} in host name");
                }

                bytes.Append(character);
                continue;
            }

            string escape = encoded[index..Math.Min(index + 3, encoded.Length)];
            bool isHex = escape.Length == 3 && char.IsAsciiHexDigit(escape[1]) && char.IsAsciiHexDigit(escape[2]);
            char value = isHex ? (char)Convert.ToByte(escape[1..], 16) : '\0';
            bool isAllowed = escape == "%25" || part switch
            {
                Part.Host => value >= 0x80,
                Part.Zone => value == ' ' || !MustEscape(value, Part.Host),
                _ => true,
            };
            if (!isHex || !isAllowed)
            {
                throw new FunctionException($"invalid URL escape {GoQuote.Quote(ByteText.ToText(escape))}");
            }

            bytes.Append(value);
            index += 2;
        }

        return ByteText.ToText(bytes.ToString());
    }

    private static string Escape(string text, Part part) => string.Concat(GoUtf8.Bytes(text).Select(value =>
        MustEscape((char)value, part) ? $"%{value:X2}" : ((char)value).ToString()));

    private static bool MustEscape(char character, Part part)
    {
        if (char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '~')
        {
            return false;
        }

        string allowed = part switch
        {
            Part.Host or Part.Zone => "!$&'()*+,;=:[]<>\"",
            Part.Path => "$&+,/:;=@",
            Part.UserInfo => "$&+,;=",
            _ => "$&+,/:;=?@!()*",
        };
        return !allowed.Contains(character, StringComparison.Ordinal);
    }
}
