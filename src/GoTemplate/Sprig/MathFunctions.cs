using System.Globalization;
using GoTemplate.Formatting;
using GoTemplate.Text;

namespace GoTemplate.Sprig;

/// <summary>numeric.go</summary>
internal static class MathFunctions
{
    private const string AnyToInt64 = "func(interface {}) int64";
    private const string AnysToInt64 = "func(interface {}, ...interface {}) int64";
    private const string AnyToFloat = "func(interface {}) float64";
    private const string AnysToFloat = "func(interface {}, ...interface {}) float64";

    /// <summary>Decimal arithmetic costs more than a node, and the more the further exponents lie apart.</summary>
    private const int WorkPerDecimal = 10;
    private const int ExponentPerUnit = 4;

    public static FunctionMap All
    {
        get
        {
            FunctionMap functions = new()
            {
                { "int", "func(interface {}) int", call => Cast.ToInt(call.Argument(0)) },
                { "int64", AnyToInt64, call => Cast.ToInt(call.Argument(0)) },
                { "float64", AnyToFloat, call => Cast.ToFloat(call.Argument(0)) },
                { "atoi", "func(string) int", call => GoNumber.TryParseInt(call.Text(0), 10, out long number) ? number : 0L },
                { "toDecimal", AnyToInt64, call => ToDecimal(call) },
                { "add1", AnyToInt64, call => unchecked(Cast.ToInt(call.Argument(0)) + 1) },
                { "add", "func(...interface {}) int64", call => Integers(call).Aggregate(0L, (sum, number) => unchecked(sum + number)) },
                { "sub", "func(interface {}, interface {}) int64", call => unchecked(Integers(call)[0] - Integers(call)[1]) },
                { "mul", AnysToInt64, call => Integers(call).Aggregate((product, number) => unchecked(product * number)) },
                { "div", "func(interface {}, interface {}) int64", call => Divide(call, (a, b) => unchecked(a / b), long.MinValue) },
                { "mod", "func(interface {}, interface {}) int64", call => Divide(call, (a, b) => a % b, 0) },
                { "max", AnysToInt64, call => Integers(call).Max() },
                { "min", AnysToInt64, call => Integers(call).Min() },
                { "maxf", AnysToFloat, call => Floats(call).Aggregate(Math.Max) },
                { "minf", AnysToFloat, call => Floats(call).Aggregate(Math.Min) },
                { "add1f", AnyToFloat, call => Decimals(call, [.. Floats(call), 1], (a, b) => a + b) },
                { "addf", "func(...interface {}) float64", call => Decimals(call, [0, .. Floats(call)], (a, b) => a + b) },
                { "subf", AnysToFloat, call => Decimals(call, Floats(call), (a, b) => a - b) },
                { "mulf", AnysToFloat, call => Decimals(call, Floats(call), (a, b) => a * b) },
                { "divf", AnysToFloat, call => Decimals(call, Floats(call), (a, b) => a / b) },
                { "floor", AnyToFloat, call => Math.Floor(Cast.ToFloat(call.Argument(0))) },
                { "ceil", AnyToFloat, call => Math.Ceiling(Cast.ToFloat(call.Argument(0))) },
                { "round", "func(interface {}, int, ...float64) float64", call => Round(call) },
                { "until", "func(int) []int", call => Range(call, 0, call.Int(0), call.Int(0) < 0 ? -1 : 1) },
                { "untilStep", "func(int, int, int) []int", call => Range(call, call.Int(0), call.Int(1), call.Int(2)) },
                { "seq", "func(...int) string", call => string.Join(' ', Sequence(call).Select(number => number.ToString(CultureInfo.InvariantCulture))) },
            };
            functions.Alias("biggest", "max");
            return functions;
        }
    }

    private static long[] Integers(FunctionCall call)
    {
        call.Charge(call.Count);
        return Array.ConvertAll(call.ArgumentsFrom(0).ToArray(), Cast.ToInt);
    }

    private static double[] Floats(FunctionCall call)
    {
        call.Charge(call.Count);
        return Array.ConvertAll(call.ArgumentsFrom(0).ToArray(), Cast.ToFloat);
    }

    /// <summary>Go's runtime fails for zero and wraps the one quotient that is too large.</summary>
    private static long Divide(FunctionCall call, Func<long, long, long> divide, long overflow)
    {
        long[] numbers = Integers(call);
        return numbers[1] switch
        {
            0 => throw new FunctionException("runtime error: integer divide by zero"),
            -1 when numbers[0] == long.MinValue => overflow,
            _ => divide(numbers[0], numbers[1]),
        };
    }

    /// <summary>Computes in decimal digits, so that 0.1 and 0.2 make 0.3.</summary>
    private static double Decimals(FunctionCall call, double[] numbers, Func<GoDecimal, GoDecimal, GoDecimal> compute)
    {
        GoDecimal[] decimals = Array.ConvertAll(numbers, GoDecimal.From);
        call.Charge(decimals.Sum(number => WorkPerDecimal + (Math.Abs((long)number.Exponent) / ExponentPerUnit)));
        return decimals.Aggregate(compute).ToDouble();
    }

    private static double Round(FunctionCall call)
    {
        double roundsUpFrom = call.Count > 2 ? call.Float(2) : 0.5;
        double power = Math.Pow(10, call.Int(1));
        double shifted = power * Cast.ToFloat(call.Argument(0));
        double fraction = shifted - Math.Truncate(shifted);
        return (fraction >= roundsUpFrom ? Math.Ceiling(shifted) : Math.Floor(shifted)) / power;
    }

    private static long ToDecimal(FunctionCall call) =>
        GoNumber.TryParseInt(Formatter.Sprint(call.Budget, call.Argument(0)), 8, out long number) ? number : 0L;

    private static long[] Sequence(FunctionCall call)
    {
        long[] bounds = Integers(call);
        switch (bounds)
        {
            case [var end]:
                long direction = end < 1 ? -1 : 1;
                return Range(call, 1, end + direction, direction);
            case [var start, var end]:
                long unit = end < start ? -1 : 1;
                return Range(call, start, end + unit, unit);
            case [var start, var step, var end]:
                return end < start && step > 0 ? [] : Range(call, start, end + (end < start ? -1 : 1), step);
            default:
                return [];
        }
    }

    private static long[] Range(FunctionCall call, long start, long stop, long step)
    {
        bool goesDown = stop < start;
        if (goesDown ? step >= 0 : step <= 0)
        {
            return [];
        }

        Int128 distance = goesDown ? (Int128)start - stop : (Int128)stop - start;
        Int128 stride = goesDown ? -(Int128)step : step;
        Int128 count = (distance + stride - 1) / stride;
        call.Charge((long)Int128.Min(count, long.MaxValue));
        long[] numbers = new long[(int)count];
        for (int index = 0; index < numbers.Length; index++)
        {
            numbers[index] = start + (index * step);
        }

        return numbers;
    }
}
