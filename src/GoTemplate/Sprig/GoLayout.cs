using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using GoTemplate.Text;

namespace GoTemplate.Sprig;

/// <summary>Go's time layouts, which show how Monday, 2 January 2006, 15:04:05 MST would be written.</summary>
internal static class GoLayout
{
    /// <summary>The elements of a layout; where one begins another, the longer stands first.</summary>
    private static readonly string[] Elements =
    [
        "January", "Jan", "Monday", "Mon", "MST", "2006", "-07:00:00", "-070000", "-07:00", "-0700", "-07", "Z07:00:00", "Z070000",
        "Z07:00", "Z0700", "Z07", "002", "__2", "01", "02", "03", "04", "05", "06", "15", "PM", "pm", "_2", "1", "2", "3", "4", "5",
    ];

    private static readonly DateTimeFormatInfo Names = CultureInfo.InvariantCulture.DateTimeFormat;

    /// <summary>Writes a time.</summary>
    public static string Format(GoTime time, string layout)
    {
        StringBuilder text = new();
        foreach (string element in Split(layout))
        {
            text.Append(Write(time, element));
        }

        return text.ToString();
    }

    /// <summary>Writes an offset from UTC as an element of a layout asks.</summary>
    public static string Offset(TimeSpan offset, string element)
    {
        if (element[0] == 'Z' && offset == TimeSpan.Zero)
        {
            return "Z";
        }

        string colon = element.Contains(':', StringComparison.Ordinal) ? ":" : "";
        int parts = element.Replace(":", "", StringComparison.Ordinal).Length / 2;
        TimeSpan size = offset.Duration();
        return (offset < TimeSpan.Zero ? "-" : "+") + $"{size.Hours:00}" + (parts > 1 ? $"{colon}{size.Minutes:00}" : "")
            + (parts > 2 ? $"{colon}{size.Seconds:00}" : "");
    }

    /// <summary>Reads a time; what the layout leaves out is that of 1 January of year 0, in UTC.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="text">The time.</param>
    /// <param name="time">The time read.</param>
    /// <param name="error">Go's error text where it cannot be read.</param>
    public static bool TryParse(string layout, string text, [NotNullWhen(true)] out GoTime? time, out string error)
    {
        time = null;
        Fields fields = new();
        int position = 0;
        foreach (string element in Split(layout))
        {
            int start = position;
            bool isRead = fields.Read(element, text, ref position);
            if (fields.OutOfRange is { } field)
            {
                error = $"parsing time {Quote(text)}: {field} out of range";
                return false;
            }

            if (!isRead)
            {
                error = $"parsing time {Quote(text)} as {Quote(layout)}: "
                    + $"cannot parse {Quote(text[Math.Min(start, text.Length)..])} as {Quote(element)}";
                return false;
            }
        }

        if (position < text.Length)
        {
            error = $"parsing time {Quote(text)}: extra text: {Quote(text[position..])}";
            return false;
        }

        bool isBuilt = fields.TryBuild(out time);
        error = isBuilt ? "" : $"parsing time {Quote(text)}: {fields.OutOfRange} out of range";
        return isBuilt;
    }

    /// <summary>Package time quotes by itself: whatever is not printable ASCII is shown byte by byte.</summary>
    private static string Quote(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (byte value in GoUtf8.Bytes(text))
        {
            char character = (char)value;
            quoted.Append(character is '"' or '\\' ? $"\\{character}" : character is < ' ' or >= '\x80' ? $"\\x{value:x2}" : $"{character}");
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Takes a layout apart into elements and the text between them.</summary>
    private static IEnumerable<string> Split(string layout)
    {
        int literal = 0;
        for (int index = 0; index < layout.Length;)
        {
            int length = ElementLength(layout, index);
            if (length == 0)
            {
                index++;
                continue;
            }

            if (index > literal)
            {
                yield return layout[literal..index];
            }

            yield return layout.Substring(index, length);
            index += length;
            literal = index;
        }

        if (literal < layout.Length)
        {
            yield return layout[literal..];
        }
    }

    private static int ElementLength(string layout, int index)
    {
        if (layout[index] is '.' or ',' && index + 1 < layout.Length && layout[index + 1] is '0' or '9')
        {
            int end = index + 1;
            while (end < layout.Length && layout[end] == layout[index + 1])
            {
                end++;
            }

            return end < layout.Length && char.IsAsciiDigit(layout[end]) ? 0 : end - index;
        }

        string? element = Array.Find(Elements, candidate => layout.AsSpan(index).StartsWith(candidate, StringComparison.Ordinal));
        bool isWord = element is "Jan" or "Mon" && index + 3 < layout.Length && char.IsAsciiLetterLower(layout[index + 3]);
        bool isYear = element == "_2" && layout.AsSpan(index + 1).StartsWith("2006", StringComparison.Ordinal);
        return isWord || isYear ? 0 : element?.Length ?? 0;
    }

    private static string Write(GoTime time, string element)
    {
        DateTimeOffset moment = time.Moment;
        int hour = moment.Hour % 12 == 0 ? 12 : moment.Hour % 12;
        return element switch
        {
            "January" => Names.GetMonthName(moment.Month),
            "Jan" => Names.GetAbbreviatedMonthName(moment.Month),
            "Monday" => Names.GetDayName(moment.DayOfWeek),
            "Mon" => Names.GetAbbreviatedDayName(moment.DayOfWeek),
            "MST" => time.Zone,
            "2006" => $"{moment.Year:0000}",
            "06" => $"{moment.Year % 100:00}",
            "01" => $"{moment.Month:00}",
            "1" => $"{moment.Month}",
            "02" => $"{moment.Day:00}",
            "_2" => $"{moment.Day,2}",
            "2" => $"{moment.Day}",
            "002" => $"{moment.DayOfYear:000}",
            "__2" => $"{moment.DayOfYear,3}",
            "15" => $"{moment.Hour:00}",
            "03" => $"{hour:00}",
            "3" => $"{hour}",
            "04" => $"{moment.Minute:00}",
            "4" => $"{moment.Minute}",
            "05" => $"{moment.Second:00}",
            "5" => $"{moment.Second}",
            "PM" => moment.Hour >= 12 ? "PM" : "AM",
            "pm" => moment.Hour >= 12 ? "pm" : "am",
            _ when IsFraction(element) => Fraction(moment, element),
            _ when Array.IndexOf(Elements, element) >= 0 => Offset(moment.Offset, element),
            _ => element,
        };
    }

    private static bool IsFraction(string element) => element.Length > 1 && element[0] is '.' or ',' && element[1] is '0' or '9';

    private static string Fraction(DateTimeOffset moment, string element)
    {
        string digits = $"{moment.Ticks % TimeSpan.TicksPerSecond:0000000}".PadRight(element.Length - 1, '0')[..(element.Length - 1)];
        digits = element[1] == '9' ? digits.TrimEnd('0') : digits;
        return digits.Length == 0 ? "" : element[0] + digits;
    }

    /// <summary>The fields of a time as they are read.</summary>
    private sealed class Fields
    {
        private int _year;
        private int _month = 1;
        private int _day = 1;
        private int? _dayOfYear;
        private int _hour;
        private int _minute;
        private int _second;
        private long _ticks;
        private bool? _isAfternoon;
        private TimeSpan _offset;
        private string _zone = "UTC";

        /// <summary>Name of the field that is read and out of its range, null where none is.</summary>
        public string? OutOfRange { get; private set; }

        public bool Read(string element, string text, ref int position)
        {
            switch (element)
            {
                case "2006": return Number(text, ref position, 4, 4, out _year);
                case "06":
                    bool isYear = Number(text, ref position, 2, 2, out _year);
                    _year += _year >= 69 ? 1900 : 2000;
                    return isYear;
                case "01": return Ranged(Number(text, ref position, 2, 2, out _month), "month", _month, 1, 12);
                case "1": return Ranged(Number(text, ref position, 1, 2, out _month), "month", _month, 1, 12);
                case "02": return Number(text, ref position, 2, 2, out _day);
                case "_2":
                    position += position < text.Length && text[position] == ' ' ? 1 : 0;
                    return Number(text, ref position, 1, 2, out _day);
                case "2": return Number(text, ref position, 1, 2, out _day);
                case "__2":
                    for (int spaces = 0; spaces < 2 && position < text.Length && text[position] == ' '; spaces++)
                    {
                        position++;
                    }

                    return DayOfYear(text, ref position, 1);
                case "002": return DayOfYear(text, ref position, 3);
                case "15": return Ranged(Number(text, ref position, 1, 2, out _hour), "hour", _hour, 0, 23);
                case "03": return Ranged(Number(text, ref position, 2, 2, out _hour), "hour", _hour, 0, 12);
                case "3": return Ranged(Number(text, ref position, 1, 2, out _hour), "hour", _hour, 0, 12);
                case "04": return Ranged(Number(text, ref position, 2, 2, out _minute), "minute", _minute, 0, 59);
                case "4": return Ranged(Number(text, ref position, 1, 2, out _minute), "minute", _minute, 0, 59);
                case "05": return Ranged(Number(text, ref position, 2, 2, out _second), "second", _second, 0, 59) && OptionalFraction(text, ref position);
                case "5": return Ranged(Number(text, ref position, 1, 2, out _second), "second", _second, 0, 59) && OptionalFraction(text, ref position);
                case "January": return Name(text, ref position, Names.MonthNames, ref _month);
                case "Jan": return Name(text, ref position, Names.AbbreviatedMonthNames, ref _month);
                case "Monday": return Name(text, ref position, Names.DayNames);
                case "Mon": return Name(text, ref position, Names.AbbreviatedDayNames);
                case "PM" or "pm": return Half(text, ref position);
                case "MST": return Zone(text, ref position);
            }

            if (IsFraction(element))
            {
                return OptionalFraction(text, ref position);
            }

            if (Array.IndexOf(Elements, element) >= 0)
            {
                return ReadOffset(element, text, ref position);
            }

            bool isThere = text.AsSpan(Math.Min(position, text.Length)).StartsWith(element, StringComparison.Ordinal);
            position += element.Length;
            return isThere;
        }

        private bool Ranged(bool isRead, string field, int value, int least, int most)
        {
            OutOfRange = isRead && (value < least || value > most) ? field : null;
            return isRead;
        }

        private bool DayOfYear(string text, ref int position, int shortest)
        {
            bool isRead = Number(text, ref position, shortest, 3, out int day);
            _dayOfYear = day;
            return isRead;
        }

        private bool IsDayOfYear() =>
            _dayOfYear is null || (_dayOfYear >= 1 && _dayOfYear <= (_year is >= 1 and <= 9999 && DateTime.IsLeapYear(_year) ? 366 : 365));

        public bool TryBuild([NotNullWhen(true)] out GoTime? time)
        {
            time = null;
            _hour = _isAfternoon switch
            {
                true when _hour < 12 => _hour + 12,
                false when _hour == 12 => 0,
                _ => _hour,
            };
            OutOfRange = !IsDayOfYear() ? "day-of-year" : _year is < 1 or > 9999 ? "year" : "day";
            if (_year is < 1 or > 9999 || _month is < 1 or > 12 || _day < 1 || _day > DateTime.DaysInMonth(_year, _month)
                || _hour > 23 || _minute > 59 || _second > 59 || !IsDayOfYear())
            {
                return false;
            }

            DateTime local = _dayOfYear is not null ? new DateTime(_year, 1, 1).AddDays(_dayOfYear.Value - 1) : new DateTime(_year, _month, _day);
            local = local.Add(new TimeSpan(_hour, _minute, _second)).AddTicks(_ticks);
            if (local.Ticks - _offset.Ticks < 0 || local.Ticks - _offset.Ticks > DateTime.MaxValue.Ticks)
            {
                return false;
            }

            time = new GoTime(new DateTimeOffset(local, _offset), _zone);
            return true;
        }

        private static bool Number(string text, ref int position, int shortest, int longest, out int number)
        {
            number = 0;
            int start = position;
            while (position < text.Length && position - start < longest && char.IsAsciiDigit(text[position]))
            {
                number = (number * 10) + (text[position++] - '0');
            }

            return position - start >= shortest;
        }

        private static bool Name(string text, ref int position, string[] names)
        {
            int ignored = 0;
            return Name(text, ref position, names, ref ignored);
        }

        private static bool Name(string text, ref int position, string[] names, ref int number)
        {
            for (int index = 0; index < names.Length; index++)
            {
                if (names[index].Length > 0 && text.AsSpan(Math.Min(position, text.Length)).StartsWith(names[index], StringComparison.OrdinalIgnoreCase))
                {
                    position += names[index].Length;
                    number = index + 1;
                    return true;
                }
            }

            return false;
        }

        private bool Half(string text, ref int position)
        {
            string half = position + 2 <= text.Length ? text.Substring(position, 2).ToUpperInvariant() : "";
            position += 2;
            _isAfternoon = half == "PM";
            return half is "AM" or "PM";
        }

        private bool Zone(string text, ref int position)
        {
            int start = position;
            while (position < text.Length && char.IsAsciiLetterUpper(text[position]))
            {
                position++;
            }

            _zone = text[start..position];
            return _zone.Length is >= 3 and <= 5;
        }

        private bool OptionalFraction(string text, ref int position)
        {
            if (position + 1 >= text.Length || text[position] is not ('.' or ',') || !char.IsAsciiDigit(text[position + 1]))
            {
                return true;
            }

            position++;
            for (long unit = TimeSpan.TicksPerSecond / 10; position < text.Length && char.IsAsciiDigit(text[position]); unit /= 10)
            {
                _ticks += unit * (text[position++] - '0');
            }

            return true;
        }

        private bool ReadOffset(string element, string text, ref int position)
        {
            if (element[0] == 'Z' && position < text.Length && text[position] == 'Z')
            {
                position++;
                return true;
            }

            if (position >= text.Length || text[position] is not ('+' or '-'))
            {
                return false;
            }

            int sign = text[position++] == '-' ? -1 : 1;
            bool hasColon = element.Contains(':', StringComparison.Ordinal);
            bool isNumber = Number(text, ref position, 2, 2, out int hours);
            int minutes = 0;
            if (element.Length > 3)
            {
                isNumber &= !hasColon || (position < text.Length && text[position] == ':');
                position += hasColon ? 1 : 0;
                isNumber &= Number(text, ref position, 2, 2, out minutes);
            }

            _offset = sign * new TimeSpan(hours, minutes, 0);
            _zone = _offset == TimeSpan.Zero ? "UTC" : Offset(_offset, "-0700");
            return isNumber && hours < 15 && minutes < 60;
        }
    }
}
