using System.Buffers;
using System.Globalization;

namespace IstioGateway.Commands.Parameters;

/// <summary>
/// Lengths of time as people give them: a number of seconds, a TimeSpan, or kubectl's form (<c>90s</c>, <c>3m</c>,
/// <c>1h30m</c>, <c>500ms</c>; Go's <c>time.ParseDuration</c>).
/// </summary>
internal static class Durations
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Longest time accepted: an Azure Automation job lives three hours, a week is beyond any use.</summary>
    public static readonly TimeSpan Maximum = TimeSpan.FromDays(7);

    /// <summary>Reads a length of time; false when it is none. Zero and negative lengths are read, not judged.</summary>
    public static bool TryRead(object? value, out TimeSpan duration)
    {
        duration = default;
        switch (value)
        {
            case TimeSpan span:
                duration = span;
                return true;
            case int or long or short or byte or double or float or decimal:
                double seconds = Convert.ToDouble(value, CultureInfo.InvariantCulture);
                if (!(Math.Abs(seconds) <= Maximum.TotalSeconds))
                {
                    return false;
                }

                duration = TimeSpan.FromSeconds(seconds);
                return true;
            case string text:
                return TryParse(text.Trim(), out duration);
            default:
                return false;
        }
    }

    /// <summary>For messages: <c>3m</c>, <c>1m30s</c>, <c>2.5s</c>.</summary>
    public static string Text(TimeSpan duration)
    {
        string text = "";
        if (duration.TotalHours >= 1)
        {
            text += string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalHours}h");
        }

        if (duration.Minutes > 0)
        {
            text += string.Create(CultureInfo.InvariantCulture, $"{duration.Minutes}m");
        }

        double seconds = duration.Seconds + (duration.Milliseconds / 1000.0);
        return seconds > 0 || text.Length == 0 ? text + seconds.ToString("0.###", CultureInfo.InvariantCulture) + "s" : text;
    }

    private static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
        {
            return TryRead(seconds, out duration);
        }

        if (text.Contains(':', StringComparison.Ordinal))
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration);
        }

        bool negative = text.StartsWith('-');
        ReadOnlySpan<char> rest = negative ? text.AsSpan(1) : text;
        double total = 0;
        if (rest.IsEmpty)
        {
            return false;
        }

        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExcept(NumberCharacters);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
            {
                return false;
            }

            rest = rest[digits..];
            int unitLength = rest.IndexOfAny(NumberCharacters) is var next and >= 0 ? next : rest.Length;
            double? unit = rest[..unitLength] switch
            {
                "ms" => 0.001,
                "s" => 1,
                "m" => 60,
                "h" => 3600,
                _ => null,
            };
            if (unit is null)
            {
                return false;
            }

            total += number * unit.Value;
            rest = rest[unitLength..];
        }

        return TryRead(negative ? -total : total, out duration);
    }
}
