using System.Text;

namespace IstioGateway.Reports;

/// <summary>
/// Makes text of a cluster safe to stand in a page. Names and messages come from clusters, where others choose them: none of them can
/// end an element or an attribute, and what no XML document may hold, or what turns the direction of the text around it, is shown as
/// U+FFFD.
/// </summary>
internal static class HtmlText
{
    private const char Replacement = '\uFFFD';

    /// <summary>Writes text so that it can stand between tags and between double quotes.</summary>
    public static void Write(TextWriter output, string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char unit = text[i];
            if (char.IsHighSurrogate(unit) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                output.Write(unit);
                output.Write(text[++i]);
                continue;
            }

            switch (unit)
            {
                case '&':
                    output.Write("&amp;");
                    break;
                case '<':
                    output.Write("&lt;");
                    break;
                case '>':
                    output.Write("&gt;");
                    break;
                case '"':
                    output.Write("&quot;");
                    break;
                case '\'':
                    output.Write("&#39;");
                    break;
                default:
                    output.Write(IsShown(unit) ? unit : Replacement);
                    break;
            }
        }
    }

    /// <summary>At most so many characters of a text, with an ellipsis in the place of what is left out; no character is cut in two.</summary>
    public static string Shorten(string text, int length)
    {
        StringBuilder kept = new();
        int count = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (++count > length)
            {
                // The last one gives its place to the ellipsis.
                kept.Length -= kept.Length > 1 && char.IsLowSurrogate(kept[^1]) ? 2 : 1;
                return kept.Append('…').ToString();
            }

            kept.Append(rune.ToString());
        }

        return kept.ToString();
    }

    private static bool IsShown(char unit) => unit switch
    {
        '\t' or '\n' => true,
        < ' ' or (>= '\u007F' and <= '\u009F') => false,
        // Marks, embeddings, overrides and isolates of direction.
        '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => false,
        '\uFFFE' or '\uFFFF' => false,
        _ => !char.IsSurrogate(unit),
    };
}
