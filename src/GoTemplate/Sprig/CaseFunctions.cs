using System.Globalization;
using System.Text;
using GoTemplate.Text;

namespace GoTemplate.Sprig;

/// <summary>Functions that change or follow the case of letters: Go's strings, Masterminds/goutils and huandu/xstrings.</summary>
internal static class CaseFunctions
{
    private const string StringToString = "func(string) string";

    public static FunctionMap All => new()
    {
        { "upper", StringToString, call => GoUnicode.ToUpper(call.Text(0)) },
        { "lower", StringToString, call => GoUnicode.ToLower(call.Text(0)) },
        { "title", StringToString, call => Title(call.Text(0)) },
        { "untitle", StringToString, call => Untitle(call.Text(0)) },
        { "swapcase", StringToString, call => SwapCase(call.Text(0)) },
        { "initials", StringToString, call => Initials(call.Text(0)) },
        { "snakecase", StringToString, call => WordCase.Join(call.Text(0), '_') },
        { "kebabcase", StringToString, call => WordCase.Join(call.Text(0), '-') },
        { "camelcase", StringToString, call => CamelCase(call.Text(0)) },
    };

    private static string Title(string text)
    {
        StringBuilder titled = new(text.Length);
        bool startsWord = true;
        foreach (Rune rune in text.EnumerateRunes())
        {
            titled.Append(startsWord ? GoUnicode.ToTitle(rune) : rune);
            startsWord = IsSeparator(rune);
        }

        return titled.ToString();
    }

    private static bool IsSeparator(Rune rune)
    {
        if (rune.IsAscii)
        {
            return !(char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '_');
        }

        return !Rune.IsLetter(rune) && !Rune.IsDigit(rune) && Rune.IsWhiteSpace(rune);
    }

    private static string Untitle(string text)
    {
        StringBuilder untitled = new(text.Length);
        bool startsWord = true;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isSpace = Rune.IsWhiteSpace(rune);
            untitled.Append(startsWord && !isSpace ? GoUnicode.ToLower(rune) : rune);
            startsWord = isSpace;
        }

        return untitled.ToString();
    }

    /// <summary>A small letter that begins a word becomes title case, which few letters have besides upper case.</summary>
    private static string SwapCase(string text)
    {
        StringBuilder swapped = new(text.Length);
        bool startsWord = true;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isCapital = Rune.IsUpper(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.TitlecaseLetter;
            bool isSmall = Rune.IsLower(rune);
            swapped.Append(isCapital ? GoUnicode.ToLower(rune)
                : isSmall && startsWord ? GoUnicode.ToTitle(rune)
                : isSmall ? GoUnicode.ToUpper(rune)
                : rune);
            startsWord = !isCapital && !isSmall && Rune.IsWhiteSpace(rune);
        }

        return swapped.ToString();
    }

    /// <summary>The first byte of each word, read as a character by itself as goutils does.</summary>
    private static string Initials(string text) =>
        string.Concat(ByteText.From(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => word[0]));

    /// <summary>some_words to SomeWords; connectors at either end and doubled ones stay (xstrings.ToPascalCase).</summary>
    private static string CamelCase(string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        int start = Array.FindIndex(runes, rune => !WordCase.IsConnector(rune));
        if (start < 0)
        {
            return text;
        }

        StringBuilder cased = new();
        cased.Append(string.Concat(runes[..start]));
        Rune previous = GoUnicode.ToUpper(runes[start]);
        foreach (Rune rune in runes[(start + 1)..])
        {
            bool afterConnector = WordCase.IsConnector(previous);
            if (!afterConnector || WordCase.IsConnector(rune))
            {
                cased.Append(previous);
            }

            previous = afterConnector && WordCase.IsConnector(rune) ? rune
                : afterConnector ? GoUnicode.ToUpper(rune)
                : GoUnicode.ToLower(rune);
        }

        return cased.Append(previous).ToString();
    }
}
