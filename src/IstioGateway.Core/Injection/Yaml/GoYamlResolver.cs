using System.Globalization;
using System.Text.RegularExpressions;

namespace IstioGateway.Injection;

/// <summary>
/// What go-yaml 2 takes a plain scalar for (resolve.go), by the rules of YAML 1.1. A string that would be taken for something
/// else is written in quotes.
/// </summary>
internal static partial class GoYamlResolver
{
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "", "~", "null", "Null", "NULL",
        "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON",
        "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF",
        ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF",
    };

    /// <summary>Whether a plain scalar of this text is read as a string.</summary>
    public static bool IsString(string text) =>
        !Words.Contains(text)
        && text[0] switch
        {
            '.' => !(PointFloat().IsMatch(text) && IsFinite(text.Replace("_", "", StringComparison.Ordinal))),
            '+' or '-' or (>= '0' and <= '9') => !IsTimestamp(text) && !IsNumber(text) && !Base60Float().IsMatch(text),
            _ => true,
        };

    private static bool IsNumber(string text)
    {
        string plain = text.Replace("_", "", StringComparison.Ordinal);
        return IsInteger(plain) || (Float().IsMatch(plain) && IsFinite(plain)) || IsSignedBinary(plain);
    }

    /// <summary>strconv.ParseInt or ParseUint with base 0, of 64 bits.</summary>
    private static bool IsInteger(string plain)
    {
        bool isSigned = plain.Length > 0 && plain[0] is '+' or '-';
        string digits = isSigned ? plain[1..] : plain;
        int radix = 10;
        if (digits.Length > 1 && digits[0] == '0')
        {
            (radix, int prefix) = char.ToLowerInvariant(digits[1]) switch
            {
                'x' => (16, 2),
                'b' => (2, 2),
                'o' => (8, 2),
                _ => (8, 1),
            };
            digits = digits[prefix..];
        }

        // The magnitude of the most negative integer is one more than that of the greatest; unsigned ones bear no sign.
        UInt128 limit = !isSigned ? ulong.MaxValue : plain[0] == '-' ? (ulong)long.MaxValue + 1 : long.MaxValue;
        return TryParse(digits, radix, out UInt128 value) && value <= limit;
    }

    /// <summary>A sign after the prefix, which go-yaml's own reading of binary numbers lets pass.</summary>
    private static bool IsSignedBinary(string plain) =>
        plain.StartsWith("0b", StringComparison.Ordinal) && plain.Length > 3 && plain[2] is '+' or '-'
        && TryParse(plain[3..], 2, out UInt128 value) && value <= (ulong)long.MaxValue + (plain[2] == '-' ? 1UL : 0UL);

    private static bool TryParse(string digits, int radix, out UInt128 value)
    {
        value = 0;
        foreach (char character in digits)
        {
            int digit = char.IsAsciiHexDigit(character) ? Convert.ToInt32(character.ToString(), 16) : radix;
            if (digit >= radix || value > ulong.MaxValue)
            {
                return false;
            }

            value = (value * (uint)radix) + (uint)digit;
        }

        return digits.Length > 0;
    }

    private static bool IsFinite(string number) =>
        double.IsFinite(double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture));

    private static bool IsTimestamp(string text)
    {
        Match match = Timestamp().Match(text);
        if (!match.Success)
        {
            return false;
        }

        int year = Number(match.Groups["year"]);
        int month = Number(match.Groups["month"]);
        int day = Number(match.Groups["day"]);
        return month is >= 1 and <= 12
            && day >= 1
            && day <= (month == 2 && DateTime.IsLeapYear(year == 0 ? 400 : year) ? 29 : month == 2 ? 28 : DateTime.DaysInMonth(2001, month))
            && Number(match.Groups["hour"]) < 24 && Number(match.Groups["minute"]) < 60 && Number(match.Groups["second"]) < 60
            && Number(match.Groups["zoneHour"]) <= 24 && Number(match.Groups["zoneMinute"]) <= 60;
    }

    private static int Number(Group group) =>
        group.Success ? int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?\z")]
    private static partial Regex PointFloat();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z")]
    private static partial Regex Float();

    [GeneratedRegex(@"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?\z")]
    private static partial Regex Base60Float();

    [GeneratedRegex(
        @"^(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})"
        + @"([Tt](?<hour>[0-9]{1,2}):(?<minute>[0-9]{1,2}):(?<second>[0-9]{1,2})([.,][0-9]+)?(Z|[-+](?<zoneHour>[0-9]{2}):(?<zoneMinute>[0-9]{2}))"
        + @"| (?<hour>[0-9]{1,2}):(?<minute>[0-9]{1,2}):(?<second>[0-9]{1,2})([.,][0-9]+)?)?\z")]
    private static partial Regex Timestamp();
}
