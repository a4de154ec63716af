using System.Globalization;
using GoTemplate.Text;

namespace GoTemplate.Sprig;

/// <summary>Go's time.Duration: nanoseconds, written as 1h2m3.5s.</summary>
internal static class GoDuration
{
    /// <summary>Nanoseconds in a second.</summary>
    public const long Second = 1_000_000_000;

    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    private static readonly (string Name, long Nanoseconds)[] Units =
    [
        ("ns", 1), ("us", 1000), ("µs", 1000), ("μs", 1000), ("ms", 1_000_000), ("s", Second), ("m", Minute), ("h", Hour),
    ];

    /// <summary>As Go prints a duration.</summary>
    public static string Format(long nanoseconds)
    {
        if (nanoseconds == 0)
        {
            return "0s";
        }

        string sign = nanoseconds < 0 ? "-" : "";
        ulong rest = nanoseconds < 0 ? unchecked((ulong)-nanoseconds) : (ulong)nanoseconds;
        if (rest < Second)
        {
            (ulong size, string unit) = rest < 1000 ? (1UL, "ns") : rest < 1_000_000 ? (1000UL, "µs") : (1_000_000UL, "ms");
            return sign + Number(rest, size) + unit;
        }

        ulong minutes = rest / Minute;
        string seconds = Number(rest % Minute, (ulong)Second) + "s";
        return sign + (minutes >= 60 ? $"{minutes / 60}h{minutes % 60}m{seconds}" : minutes > 0 ? $"{minutes}m{seconds}" : seconds);
    }

    /// <summary>The largest unit that fits, as sprig rounds: 2y, 3m (months), 4d, 5h, 6m, 7s.</summary>
    public static string Round(long nanoseconds)
    {
        ulong duration = nanoseconds < 0 ? unchecked((ulong)-nanoseconds) : (ulong)nanoseconds;
        (string Unit, long Size)[] units = [("y", 365 * Day), ("m", 30 * Day), ("d", Day), ("h", Hour), ("m", Minute), ("s", Second)];
        foreach ((string unit, long size) in units)
        {
            if (duration > (ulong)size)
            {
                return (duration / (ulong)size).ToString(CultureInfo.InvariantCulture) + unit;
            }
        }

        return "0s";
    }

    /// <summary>Reads 1h2m3.5s.</summary>
    public static bool TryParse(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        bool isNegative = text.StartsWith('-');
        ReadOnlySpan<char> rest = isNegative || text.StartsWith('+') ? text.AsSpan(1) : text;
        if (rest is "0")
        {
            return true;
        }

        decimal total = 0;
        while (rest.Length > 0)
        {
            int digits = LengthOfNumber(rest);
            (string? name, long size) = digits <= 0 ? default : UnitAt(rest[digits..]);
            if (name is null || digits > 20 || !GoNumber.TryParseFloat(rest[..digits].ToString(), out _)
                || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
            {
                return false;
            }

            if (number > long.MaxValue / size)
            {
                return false;
            }

            total += number * size;
            rest = rest[(digits + name.Length)..];
        }

        if (text.Length == (rest.Length + (isNegative ? 1 : 0)) || total > long.MaxValue)
        {
            return false;
        }

        nanoseconds = isNegative ? -(long)total : (long)total;
        return true;
    }

    /// <summary>The unit that a text begins with, where what follows it can only be another number.</summary>
    private static (string? Name, long Size) UnitAt(ReadOnlySpan<char> text)
    {
        foreach ((string name, long size) in Units)
        {
            if (text.StartsWith(name, StringComparison.Ordinal)
                && (text.Length == name.Length || text[name.Length] is '.' or (>= '0' and <= '9')))
            {
                return (name, size);
            }
        }

        return default;
    }

    private static int LengthOfNumber(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length && (char.IsAsciiDigit(text[length]) || text[length] == '.'))
        {
            length++;
        }

        return length < text.Length ? length : -1;
    }

    private static string Number(ulong value, ulong unit)
    {
        string fraction = (value % unit).ToString(CultureInfo.InvariantCulture).PadLeft(unit.ToString(CultureInfo.InvariantCulture).Length - 1, '0').TrimEnd('0');
        return (value / unit).ToString(CultureInfo.InvariantCulture) + (fraction.Length > 0 && unit > 1 ? "." + fraction : "");
    }
}
