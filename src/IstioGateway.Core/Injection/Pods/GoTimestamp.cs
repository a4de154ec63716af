using System.Globalization;

namespace IstioGateway.Injection;

/// <summary>metav1.Time in JSON: <c>time.Parse(time.RFC3339, …)</c> in, UTC with whole seconds out.</summary>
internal static class GoTimestamp
{
    private const string Layout = "2006-01-02T15:04:05Z07:00";
    private const string Written = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>The time as Kubernetes writes it; <see langword="null"/> for Go's zero time.</summary>
    /// <exception cref="PodDecodeException">The text is no RFC 3339 time; the message is Go's.</exception>
    public static string? Canonical(string text)
    {
        Reader reader = new(text);
        int year = reader.Number(4, 4, "2006");
        reader.Literal("-", "-");
        int month = reader.Number(2, 2, "01", 1, 12, "month");
        reader.Literal("-", "-");
        int day = reader.Number(2, 2, "02");
        reader.Literal("T", "T");
        int hour = reader.Number(1, 2, "15", 0, 23, "hour");
        reader.Literal(":", ":");
        int minute = reader.Number(2, 2, "04", 0, 59, "minute");
        reader.Literal(":", ":");
        int second = reader.Number(2, 2, "05", 0, 59, "second");
        reader.SkipFraction();
        TimeSpan offset = reader.Offset();
        reader.End();
        if (day < 1 || day > (year == 0 ? 31 : DateTime.DaysInMonth(year, month)))
        {
            throw reader.OutOfRange("day");
        }

        if (year == 0)
        {
            // Before the calendar that .NET knows; Go would write it back as it stands.
            return text;
        }

        DateTime local = new(year, month, day, hour, minute, second, DateTimeKind.Utc);
        if (local.Ticks < offset.Ticks || local.Ticks - offset.Ticks > DateTime.MaxValue.Ticks)
        {
            throw reader.OutOfRange("year");
        }

        DateTime time = local - offset;
        return time == DateTime.MinValue ? null : time.ToString(Written, CultureInfo.InvariantCulture);
    }

    private sealed class Reader(string text)
    {
        private int _at;

        public int Number(int fewest, int most, string element, int low = 0, int high = int.MaxValue, string name = "")
        {
            int end = _at;
            while (end < text.Length && end - _at < most && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            if (end - _at < fewest)
            {
                throw Cannot(element);
            }

            int number = int.Parse(text.AsSpan(_at, end - _at), NumberStyles.None, CultureInfo.InvariantCulture);
            _at = end;
            return number >= low && number <= high ? number : throw OutOfRange(name);
        }

        public void Literal(string expected, string element)
        {
            if (string.CompareOrdinal(text, _at, expected, 0, expected.Length) != 0)
            {
                throw Cannot(element);
            }

            _at += expected.Length;
        }

        public void SkipFraction()
        {
            if (_at + 1 < text.Length && text[_at] is '.' or ',' && char.IsAsciiDigit(text[_at + 1]))
            {
                for (_at++; _at < text.Length && char.IsAsciiDigit(text[_at]); _at++)
                {
                }
            }
        }

        public TimeSpan Offset()
        {
            if (_at < text.Length && text[_at] == 'Z')
            {
                _at++;
                return TimeSpan.Zero;
            }

            ReadOnlySpan<char> rest = text.AsSpan(_at);
            bool isOffset = rest.Length >= 6 && rest[0] is '+' or '-' && rest[3] == ':' && char.IsAsciiDigit(rest[1])
                && char.IsAsciiDigit(rest[2]) && char.IsAsciiDigit(rest[4]) && char.IsAsciiDigit(rest[5]);
            if (!isOffset)
            {
                throw Cannot("Z07:00");
            }

            int hours = int.Parse(rest[1..3], NumberStyles.None, CultureInfo.InvariantCulture);
            int minutes = int.Parse(rest[4..6], NumberStyles.None, CultureInfo.InvariantCulture);
            if (hours > 24)
            {
                throw OutOfRange("time zone offset hour");
            }

            if (minutes > 60)
            {
                throw OutOfRange("time zone offset minute");
            }

            _at += 6;
            TimeSpan offset = new(hours, minutes, 0);
            return rest[0] == '-' ? -offset : offset;
        }

        public void End()
        {
            if (_at < text.Length)
            {
                throw new PodDecodeException($"parsing time \"{text}\": extra text: \"{text[_at..]}\"");
            }
        }

        public PodDecodeException OutOfRange(string what) => new($"parsing time \"{text}\": {what} out of range");

        private PodDecodeException Cannot(string element) =>
            new($"parsing time \"{text}\" as \"{Layout}\": cannot parse \"{text[_at..]}\" as \"{element}\"");
    }
}
