using System.Globalization;
using System.Text;

namespace GoTemplate.Text;

/// <summary>Character classes as Go's <c>unicode</c> package draws them.</summary>
internal static class GoUnicode
{
    private const int DottedI = 0x0130;
    private const int DotlessI = 0x0131;

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

    /// <summary>Upper case; the one letter that .NET's invariant culture leaves alone is Turkish.</summary>
    public static Rune ToUpper(Rune rune) => rune.Value == DotlessI ? new Rune('I') : Rune.ToUpperInvariant(rune);

    /// <summary>Lower case.</summary>
    public static Rune ToLower(Rune rune) => rune.Value == DottedI ? new Rune('i') : Rune.ToLowerInvariant(rune);

    /// <summary>Title case, which is upper case but for the letters that are two in one and for Georgian, which has none.</summary>
    public static Rune ToTitle(Rune rune) => rune.Value switch
    {
        >= 0x01C4 and <= 0x01CC => new Rune(0x01C5 + ((rune.Value - 0x01C4) / 3 * 3)),
        >= 0x01F1 and <= 0x01F3 => new Rune(0x01F2),
        (>= 0x10D0 and <= 0x10FA) or (>= 0x10FD and <= 0x10FF) => rune,
        _ => ToUpper(rune),
    };

    /// <summary>A whole string in upper case.</summary>
    public static string ToUpper(string text) => text.ToUpperInvariant().Replace((char)DotlessI, 'I');

    /// <summary>A whole string in lower case.</summary>
    public static string ToLower(string text) => text.ToLowerInvariant().Replace((char)DottedI, 'i');
}
