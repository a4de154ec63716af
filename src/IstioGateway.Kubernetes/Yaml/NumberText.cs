namespace IstioGateway.Kubernetes.Yaml;

/// <summary>
/// The parts of a decimal number as Go's <c>strconv.ParseFloat</c> takes it: <c>[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?</c>.
/// Read by hand: a regular expression takes longer to get ready than to read a whole document.
/// </summary>
/// <param name="Sign">The sign, or nothing.</param>
/// <param name="Whole">Digits before the point; may be none where the fraction has some.</param>
/// <param name="Fraction">Digits after the point; <see langword="null"/> where there is no point.</param>
/// <param name="Exponent">The exponent with its letter, or nothing.</param>
internal sealed record NumberText(string Sign, string Whole, string? Fraction, string Exponent)
{
    /// <summary>Whether JSON writes the number so, too: <c>-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?</c>.</summary>
    public bool IsJson => Sign != "+" && (Whole == "0" || (Whole.Length > 0 && Whole[0] != '0')) && Fraction != "";

    /// <summary>Reads a text; <see langword="null"/> if it is no such number.</summary>
    public static NumberText? Read(string text)
    {
        int place = SkipSign(text, 0);
        string sign = text[..place];
        string whole = Digits(text, ref place);
        string? fraction = null;
        if (place < text.Length && text[place] == '.')
        {
            place++;
            fraction = Digits(text, ref place);
        }

        int exponent = place;
        if (place < text.Length && text[place] is 'e' or 'E')
        {
            place = SkipSign(text, place + 1);
            if (Digits(text, ref place).Length == 0)
            {
                return null;
            }
        }

        bool hasDigits = whole.Length > 0 || fraction is { Length: > 0 };
        return hasDigits && place == text.Length ? new NumberText(sign, whole, fraction, text[exponent..]) : null;
    }

    private static int SkipSign(string text, int place) => place < text.Length && text[place] is '+' or '-' ? place + 1 : place;

    private static string Digits(string text, ref int place)
    {
        int start = place;
        while (place < text.Length && char.IsAsciiDigit(text[place]))
        {
            place++;
        }

        return text[start..place];
    }
}
