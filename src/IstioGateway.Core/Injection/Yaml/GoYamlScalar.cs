using System.Text;

namespace IstioGateway.Injection;

/// <summary>How a string may be written: go-yaml 2's yaml_emitter_analyze_scalar (emitterc.go).</summary>
internal sealed class GoYamlScalar
{
    private GoYamlScalar(string text)
    {
        Text = text;
        Runes = [.. text.EnumerateRunes()];
    }

    /// <summary>The string.</summary>
    public string Text { get; }

    /// <summary>Its characters.</summary>
    public Rune[] Runes { get; }

    /// <summary>Whether it has line breaks.</summary>
    public bool IsMultiline { get; private set; }

    /// <summary>Whether it may stand without quotes, as far as its characters go.</summary>
    public bool AllowsPlain { get; private set; }

    /// <summary>Whether it may stand between apostrophes.</summary>
    public bool AllowsSingleQuotes { get; private set; }

    /// <summary>Whether it may be a literal block.</summary>
    public bool AllowsBlock { get; private set; }

    /// <summary>Looks at a string.</summary>
    public static GoYamlScalar Analyse(string text)
    {
        GoYamlScalar scalar = new(text);
        if (text.Length == 0)
        {
            (scalar.AllowsPlain, scalar.AllowsSingleQuotes) = (true, true);
            return scalar;
        }

        Rune[] runes = scalar.Runes;
        bool special = false;
        bool spaceBeforeBreak = false;
        bool spaceAfterBreak = false;
        for (int index = 0; index < runes.Length; index++)
        {
            special |= !IsPrintable(runes[index]);
            scalar.IsMultiline |= IsBreak(runes[index]);
            if (index > 0)
            {
                spaceBeforeBreak |= IsSpace(runes[index - 1]) && IsBreak(runes[index]);
                spaceAfterBreak |= IsBreak(runes[index - 1]) && IsSpace(runes[index]);
            }
        }

        bool spaced = IsSpace(runes[0]) || IsSpace(runes[^1]);
        scalar.AllowsPlain = !spaced && !scalar.IsMultiline && !special && !HasIndicator(text, runes);
        scalar.AllowsSingleQuotes = !special && !spaceBeforeBreak && !spaceAfterBreak;
        scalar.AllowsBlock = !special && !spaceBeforeBreak && !IsSpace(runes[^1]);
        return scalar;
    }

    /// <summary>A space.</summary>
    public static bool IsSpace(Rune rune) => rune.Value == ' ';

    /// <summary>A line break of any kind.</summary>
    public static bool IsBreak(Rune rune) => rune.Value is '\n' or '\r' or 0x85 or 0x2028 or 0x2029;

    /// <summary>Whether a character may stand as it is; none beyond U+FFFF may.</summary>
    public static bool IsPrintable(Rune rune) =>
        rune.Value is '\n' or (>= 0x20 and <= 0x7E) or (>= 0xA0 and <= 0xFFFD and not 0xFEFF);

    private static bool HasIndicator(string text, Rune[] runes)
    {
        if (text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("...", StringComparison.Ordinal))
        {
            return true;
        }

        for (int index = 0; index < runes.Length; index++)
        {
            bool endsWord = index + 1 == runes.Length || IsBlank(runes[index + 1]);
            bool startsWord = index == 0 || IsBlank(runes[index - 1]);
            bool isIndicator = runes[index].Value switch
            {
                ',' or '[' or ']' or '{' or '}' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' => index == 0,
                '?' or '-' => index == 0 && endsWord,
                ':' => endsWord,
                '#' => startsWord,
                _ => false,
            };
            if (isIndicator)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBlank(Rune rune) => rune.Value is ' ' or '\t';
}
