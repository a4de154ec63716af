using System.Globalization;

namespace IstioGateway.Sandbox.Api.Tables;

/// <summary>Ages as kubectl shows them.</summary>
internal static class HumanDuration
{
    /// <summary>
    /// The shortest form with two to three digits, such as <c>93s</c>, <c>2m5s</c>, <c>3h12m</c>, <c>45d</c>, <c>2y10d</c>.
    /// Source: k8s.io/apimachinery pkg/util/duration, HumanDuration.
    /// </summary>
    public static string Format(TimeSpan age)
    {
        long seconds = (long)age.TotalSeconds;
        if (seconds < -1)
        {
            return "<invalid>";
        }

        if (seconds < 0)
        {
            return "0s";
        }

        if (seconds < 60 * 2)
        {
            return Text($"{seconds}s");
        }

        long minutes = seconds / 60;
        if (minutes < 10)
        {
            return Pair(minutes, "m", seconds % 60, "s");
        }

        if (minutes < 60 * 3)
        {
            return Text($"{minutes}m");
        }

        long hours = minutes / 60;
        if (hours < 8)
        {
            return Pair(hours, "h", minutes % 60, "m");
        }

        if (hours < 48)
        {
            return Text($"{hours}h");
        }

        long days = hours / 24;
        return days switch
        {
            < 8 => Pair(days, "d", hours % 24, "h"),
            < 365 * 2 => Text($"{days}d"),
            < 365 * 8 => Pair(days / 365, "y", days % 365, "d"),
            _ => Text($"{days / 365}y"),
        };
    }

    private static string Pair(long large, string largeUnit, long small, string smallUnit) =>
        small == 0 ? Text($"{large}{largeUnit}") : Text($"{large}{largeUnit}{small}{smallUnit}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
