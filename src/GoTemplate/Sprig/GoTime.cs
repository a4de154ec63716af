using System.Diagnostics.CodeAnalysis;
using GoTemplate.Values;

namespace GoTemplate.Sprig;

/// <summary>Go's time.Time.</summary>
internal sealed record GoTime(DateTimeOffset Moment, string Zone) : IGoObject, IJsonText
{
    private static readonly GoType TimeType = GoType.Parse("time.Time");

    /// <summary>The first moment of year 1, which stands for no time.</summary>
    public static GoTime Zero { get; } = new(DateTimeOffset.MinValue, "UTC");

    public GoType Type => TimeType;

    public string JsonText => GoLayout.Format(this, "2006-01-02T15:04:05.999999999Z07:00");

    /// <exception cref="FunctionException">The time is outside of what .NET can hold.</exception>
    public static GoTime FromUnix(long seconds)
    {
        try
        {
            return new GoTime(DateTimeOffset.FromUnixTimeSeconds(seconds), "UTC");
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new FunctionException("the time is outside of the years 1 to 9999", exception);
        }
    }

    /// <summary>The name Go prints for a zone's offset at some time: its own, or the offset where .NET knows none.</summary>
    public static string Abbreviation(TimeZoneInfo zone, DateTimeOffset moment)
    {
        TimeSpan offset = zone.GetUtcOffset(moment);
        string name = zone.IsDaylightSavingTime(moment) ? zone.DaylightName : zone.StandardName;
        bool isAbbreviation = name.Length is >= 3 and <= 5 && name.All(char.IsAsciiLetterUpper);
        return isAbbreviation ? name : GoLayout.Offset(offset, "-07" + (offset.Minutes == 0 ? "" : "00"));
    }

    public bool TryGetField(string name, out object? value)
    {
        value = null;
        return false;
    }

    public bool TryGetMethod(string name, [NotNullWhen(true)] out GoFunction? method)
    {
        method = name switch
        {
            "Year" => Returns("int", Moment.Year),
            "Day" => Returns("int", Moment.Day),
            "Hour" => Returns("int", Moment.Hour),
            "Minute" => Returns("int", Moment.Minute),
            "Second" => Returns("int", Moment.Second),
            "YearDay" => Returns("int", Moment.DayOfYear),
            "Unix" => Returns("int64", Moment.ToUnixTimeSeconds()),
            "UnixMilli" => Returns("int64", Moment.ToUnixTimeMilliseconds()),
            "IsZero" => Returns("bool", Moment.UtcTicks == 0),
            "String" => Returns("string", ToString()),
            "UTC" => new GoFunction("func() time.Time", _ => new GoTime(Moment.ToUniversalTime(), "UTC")),
            "Format" => new GoFunction("func(string) string", call => GoLayout.Format(this, call.Text(0))),
            _ => null,
        };
        return method is not null;
    }

    /// <summary>As Go prints a time.</summary>
    public override string ToString() => GoLayout.Format(this, "2006-01-02 15:04:05.999999999 -0700 MST");

    private static GoFunction Returns(string type, object value) => new($"func() {type}", _ => value);
}
