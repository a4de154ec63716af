using System.Text;

namespace IstioGateway.Injection;

/// <summary>
/// What becomes of JSON's strings when go-yaml 2 reads them as double-quoted YAML scalars (scannerc.go, readerc.go): control
/// characters that JSON leaves as they are refuse the document, and U+0085 is a line break, which is folded.
/// </summary>
internal static class GoYamlInput
{
    private const char NextLine = '\u0085';

    /// <summary>A key is recognised only where its colon is not further away than this, in characters of the JSON text.</summary>
    private const int MaxKeyLength = 1024;

    /// <summary>Reads a string.</summary>
    /// <exception cref="GoYamlException">go-yaml does not take it.</exception>
    public static string Value(string text)
    {
        if (text.Any(IsControl))
        {
            throw new GoYamlException("yaml: control characters are not allowed");
        }

        return text.Contains(NextLine, StringComparison.Ordinal) ? Fold(text) : text;
    }

    /// <summary>Reads a key, which must be short and on one line.</summary>
    /// <exception cref="GoYamlException">go-yaml does not take it.</exception>
    public static string Key(string text)
    {
        string key = Value(text);
        if (text.Contains(NextLine, StringComparison.Ordinal) || JsonLength(text) > MaxKeyLength)
        {
            throw new GoYamlException("yaml: did not find expected ',' or '}'");
        }

        return key;
    }

    private static bool IsControl(char character) =>
        character is (>= '\u007f' and <= '\u009f' and not NextLine) or '\ufffe' or '\uffff';

    private static int JsonLength(string text)
    {
        const int quotes = 2;
        int length = quotes;
        foreach (Rune rune in text.EnumerateRunes())
        {
            length += rune.Value switch
            {
                '"' or '\\' or '\n' or '\r' or '\t' or '\b' or '\f' => 2,
                < ' ' or '<' or '>' or '&' or 0x2028 or 0x2029 => 6,
                _ => 1,
            };
        }

        return length;
    }

    /// <summary>A line break between words becomes a space, several become one less, and the spaces around them are gone.</summary>
    private static string Fold(string text)
    {
        StringBuilder folded = new(text.Length);
        for (int index = 0; index < text.Length;)
        {
            int end = index;
            while (end < text.Length && text[end] is ' ' or NextLine)
            {
                end++;
            }

            int breaks = text.AsSpan(index, end - index).Count(NextLine);
            if (breaks > 0)
            {
                RefuseDocumentMark(text, end);
                folded.Append(breaks == 1 ? " " : new string('\n', breaks - 1));
                index = end;
            }
            else
            {
                folded.Append(text, index, Math.Max(end - index, 1));
                index = Math.Max(end, index + 1);
            }
        }

        return folded.ToString();
    }

    private static void RefuseDocumentMark(string text, int start)
    {
        const int length = 3;
        if (text[start - 1] == NextLine && start + length < text.Length && text.AsSpan(start, length) is "---" or "..."
            && text[start + length] is ' ' or NextLine)
        {
            throw new GoYamlException("yaml: found unexpected document indicator");
        }
    }
}
