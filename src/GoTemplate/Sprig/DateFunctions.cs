using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using GoTemplate.Values;

namespace GoTemplate.Sprig;

/// <summary>
/// date.go without the clock: the local zone is UTC, as it is in the containers that execute such templates, and what is no
/// date is refused where sprig takes the present time.
/// </summary>
internal static class DateFunctions
{
    /// <summary>What it costs to read a time, in nodes executed.</summary>
    private const int WorkPerTime = 20;

    private const string HtmlLayout = "2006-01-02";

    public static FunctionMap All
    {
        get
        {
            FunctionMap functions = new()
            {
                { "date", "func(string, interface {}) string", call => GoLayout.Format(ToTime(call.Argument(1)), call.Text(0)) },
                { "dateInZone", "func(string, interface {}, string) string", call => GoLayout.Format(InZone(ToTime(call.Argument(1)), call.Text(2)), call.Text(0)) },
                { "htmlDate", "func(interface {}) string", call => GoLayout.Format(ToTime(call.Argument(0)), HtmlLayout) },
                { "htmlDateInZone", "func(interface {}, string) string", call => GoLayout.Format(InZone(ToTime(call.Argument(0)), call.Text(1)), HtmlLayout) },
                { "dateModify", "func(string, time.Time) time.Time", call => Add(call, GoDuration.TryParse(call.Text(0), out long duration) ? duration : 0) },
                { "mustDateModify", "func(string, time.Time) time.Time", MustModify },
                { "toDate", "func(string, string) time.Time", call => TryParse(call, out GoTime? time, out _) ? time : GoTime.Zero },
                { "mustToDate", "func(string, string) time.Time", MustParse },
                { "unixEpoch", "func(time.Time) string", call => Time(call, 0).Moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) },
                { "duration", "func(interface {}) string", call => GoDuration.Format(unchecked(Seconds(call.Argument(0)) * GoDuration.Second)) },
                { "durationRound", "func(interface {}) string", call => GoDuration.Round(Duration(call.Argument(0))) },
            };
            functions.Alias("date_in_zone", "dateInZone");
            functions.Alias("date_modify", "dateModify");
            functions.Alias("must_date_modify", "mustDateModify");
            return functions;
        }
    }

    /// <summary>A time, or whole seconds since 1970; nothing else, for sprig would read the clock.</summary>
    private static GoTime ToTime(Value value) => value.Data switch
    {
        GoTime time => time,
        long seconds when value.Kind is GoKind.Int or GoKind.Int32 or GoKind.Int64 => GoTime.FromUnix(seconds),
        _ => throw new FunctionException("not available here: without a time or an integer it reads the clock"),
    };

    private static GoTime Time(FunctionCall call, int index) => (GoTime)call.Argument(index).Data!;

    private static GoTime InZone(GoTime time, string zone)
    {
        if (zone is "" or "UTC" or "Local" || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out TimeZoneInfo? found))
        {
            return time;
        }

        return new GoTime(TimeZoneInfo.ConvertTime(time.Moment, found), GoTime.Abbreviation(found, time.Moment));
    }

    private static GoTime Add(FunctionCall call, long nanoseconds)
    {
        GoTime time = Time(call, 1);
        try
        {
            return new GoTime(time.Moment.AddTicks(nanoseconds / 100), time.Zone);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new FunctionException("the time is outside of the years 1 to 9999", exception);
        }
    }

    private static object MustModify(FunctionCall call) => GoDuration.TryParse(call.Text(0), out long duration)
        ? Add(call, duration)
        : throw new FunctionException($"time: invalid duration {Text.GoQuote.Quote(call.Text(0))}");

    private static object MustParse(FunctionCall call) => TryParse(call, out GoTime? time, out string error)
        ? time
        : throw new FunctionException(error);

    private static bool TryParse(FunctionCall call, [NotNullWhen(true)] out GoTime? time, out string error)
    {
        call.Charge(WorkPerTime);
        return GoLayout.TryParse(call.Text(0), call.Text(1), out time, out error);
    }

    private static long Seconds(Value value) => value.Data switch
    {
        string text => Text.GoNumber.TryParseInt(text, 10, out long seconds) ? seconds : 0,
        long seconds when value.Kind == GoKind.Int64 => seconds,
        _ => 0,
    };

    private static long Duration(Value value) => value.Data switch
    {
        string text => GoDuration.TryParse(text, out long duration) ? duration : 0,
        long duration when value.Kind == GoKind.Int64 => duration,
        GoTime => throw new FunctionException("not available here: it reads the clock"),
        _ => 0,
    };
}
