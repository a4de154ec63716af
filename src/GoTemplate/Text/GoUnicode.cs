using System.Globalization;
using System.Text;

namespace GoTemplate.Text;

/// <summary>Character classes as Go's <c>unicode</c> package draws them.</summary>
internal static class GoUnicode
{
    /// <summary>Whether Go prints the rune as itself: a letter, mark, number, punctuation, symbol, or the ASCII space.</summary>
    public static bool IsPrint(Rune rune) => rune.Value switch
    {
        ' ' => true,
        < 0x7F => rune.Value > ' ',
        _ => Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => false,
            _ => true,
        },
    };

    /// <summary>Whether a template's identifier may contain the rune: a letter, a decimal digit or an underscore.</summary>
    public static bool IsAlphanumeric(Rune rune) =>
        rune.IsAscii
            ? rune.Value == '_' || char.IsAsciiLetterOrDigit((char)rune.Value)
            : Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber;

    /// <summary>The rune at an index, U+FFFD for half of a surrogate pair.</summary>
    public static Rune At(string text, int index) =>
        Rune.TryGetRuneAt(text, index, out Rune rune) ? rune : Rune.ReplacementChar;

    /// <summary>How Go's <c>%#U</c> writes a rune: <c>U+002B '+'</c>.</summary>
    public static string Describe(Rune rune) =>
        IsPrint(rune) ? $"U+{rune.Value:X4} '{rune}'" : $"U+{rune.Value:X4}";
}
