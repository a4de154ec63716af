using System.Globalization;

namespace IstioGateway.Benchmarks.Measuring;

/// <summary>Values of one figure, measured several times.</summary>
internal sealed class Sample
{
    private readonly double[] _values;
    private readonly double[] _sorted;

    public Sample(IEnumerable<double> values)
    {
        _values = [.. values];
        _sorted = [.. _values.Order()];
    }

    public double Median => _sorted.Length % 2 == 1
        ? _sorted[_sorted.Length / 2]
        : (_sorted[(_sorted.Length / 2) - 1] + _sorted[_sorted.Length / 2]) / 2;

    public double Least => _sorted[0];

    public double Greatest => _sorted[^1];

    public int Count => _sorted.Length;

    /// <summary>Measures one thing several times, after runs that do not count.</summary>
    public static async Task<Sample> TakeAsync(int warmUps, int runs, Func<Task<double>> measure)
    {
        for (int i = 0; i < warmUps; i++)
        {
            await measure();
        }

        List<double> values = [];
        for (int i = 0; i < runs; i++)
        {
            values.Add(await measure());
        }

        return new Sample(values);
    }

    /// <summary>
    /// Measures several things in turn, one of each per round: what else the machine does at the time then hits all of them.
    /// </summary>
    public static async Task<IReadOnlyList<Sample>> TakeInTurnAsync(int warmUps, int runs, params IReadOnlyList<Func<Task<double>>> things)
    {
        List<double>[] values = [.. things.Select(_ => new List<double>())];
        for (int round = 0; round < warmUps + runs; round++)
        {
            for (int i = 0; i < things.Count; i++)
            {
                double value = await things[i]();
                if (round >= warmUps)
                {
                    values[i].Add(value);
                }
            }
        }

        return [.. values.Select(list => new Sample(list))];
    }

    /// <summary>
    /// The ratios to what was measured in turn with it, round by round: a machine that is busy for a while slows both, so
    /// that ratios are steadier than times.
    /// </summary>
    public Sample To(Sample other) => new(_values.Zip(other._values, (mine, theirs) => mine / theirs));

    /// <summary>The median, and the least and greatest where there are several.</summary>
    public string Text(string unit, string format = "N0")
    {
        string median = Median.ToString(format, CultureInfo.InvariantCulture);
        return Count == 1
            ? $"{median} {unit}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{median} {unit} ({Least.ToString(format, CultureInfo.InvariantCulture)}-{Greatest.ToString(format, CultureInfo.InvariantCulture)})");
    }
}
