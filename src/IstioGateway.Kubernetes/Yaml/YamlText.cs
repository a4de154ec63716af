using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace IstioGateway.Kubernetes.Yaml;

/// <summary>Chooses how a text is written: plain where every parser reads it back, as a block where it has lines, quoted otherwise.</summary>
internal static partial class YamlText
{
    /// <summary>Whether the text can stand without quotes.</summary>
    public static bool CanBePlain(string text)
    {
        if (text.Length == 0 || !IsPlainStart(text[0]) || text[^1] is ' ' or ':'
            || text.StartsWith("...", StringComparison.Ordinal))
        {
            return false;
        }

        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            // The parser trips over some indicators, such as " *", also where YAML allows them.
            bool harmless = char.IsAsciiLetterOrDigit(c) || "_-./+@$=;()\\ :#,".Contains(c, StringComparison.Ordinal)
                || (c > '\u00A0' && char.IsLetterOrDigit(c));
            if (!harmless
                || (c == ':' && text[i + 1] == ' ')
                || (c == '#' && text[i - 1] == ' '))
            {
                return false;
            }
        }

        // YAML 1.1 parsers other than Go's also know base 60 and dates; "=" and "<<" have meanings of their own.
        return YamlScalars.IsText(text) && !OtherMeaning().IsMatch(text);
    }

    /// <summary>Whether the text can be a literal block scalar, whose lines are taken as they stand.</summary>
    public static bool CanBeBlock(string text)
    {
        if (!text.Contains('\n', StringComparison.Ordinal) || text.AsSpan().Trim('\n').IsEmpty)
        {
            return false;
        }

        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool printable = c is '\n' or (>= ' ' and <= '~') or (> '\u00A0' and < '\u2028') or (> '\u2029' and < '\uFEFF')
                || (c == '\t' && i > 0 && text[i - 1] != '\n');
            bool endsLineInSpace = c == '\n' && i > 0 && (text[i - 1] is ' ' or '\t');
            if (!printable || endsLineInSpace)
            {
                return false;
            }
        }

        return text[^1] is not (' ' or '\t');
    }

    /// <summary>Writes the text in double quotes.</summary>
    public static void AppendQuoted(StringBuilder yaml, string text)
    {
        yaml.Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            switch (c)
            {
                case '"':
                    yaml.Append("\\\"");
                    break;
                case '\\':
                    yaml.Append("\\\\");
                    break;
                case '\n':
                    yaml.Append("\\n");
                    break;
                case '\r':
                    yaml.Append("\\r");
                    break;
                case '\t':
                    yaml.Append("\\t");
                    break;
                case >= ' ' and <= '~':
                    yaml.Append(c);
                    break;
                default:
                    if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                    {
                        yaml.Append(c).Append(text[++i]);
                    }
                    else if (c > '\u00A0' && char.IsLetterOrDigit(c))
                    {
                        yaml.Append(c);
                    }
                    else
                    {
                        yaml.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
                    }

                    break;
            }
        }

        yaml.Append('"');
    }

    private static bool IsPlainStart(char c) =>
        char.IsAsciiLetterOrDigit(c) || c is '_' or '/' or '.' or '+' or '$' or '(' or '\\' or ';' || (c > '\u00A0' && char.IsLetterOrDigit(c));

    [GeneratedRegex(@"\A([-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|[0-9]{4}-[0-9]{1,2}-[0-9].*|=|<<)\z", RegexOptions.CultureInvariant)]
    private static partial Regex OtherMeaning();
}
