using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace GoTemplate.Fuzz;

/// <summary>What the command line asks for.</summary>
internal sealed record FuzzOptions
{
    private const string Usage =
        "usage: dotnet run -c Release --project tests/Fuzz -- [--minutes N] [--iterations N] [--seed N] [--iteration N] [--workers N]";

    /// <summary>How long to go on, where no number of inputs is given.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After how many inputs to stop; null for time alone.</summary>
    public long? Iterations { get; init; }

    /// <summary>Chooses the inputs: the same seed gives the same ones in the same order.</summary>
    public int Seed { get; init; } = Random.Shared.Next();

    /// <summary>The only input to try, to see a failure again.</summary>
    public long? OnlyIteration { get; init; }

    /// <summary>How many threads try inputs.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Reads the command line.</summary>
    public static bool TryParse(string[] args, [NotNullWhen(true)] out FuzzOptions? options, out string error)
    {
        options = null;
        error = "";
        FuzzOptions read = new();
        for (int index = 0; index < args.Length; index += 2)
        {
            if (index + 1 >= args.Length
                || !double.TryParse(args[index + 1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
                || value > int.MaxValue)
            {
                error = $"{args[index]} needs a number";
                return false;
            }

            switch (args[index])
            {
                case "--minutes" when value > 0:
                    read = read with { Duration = TimeSpan.FromMinutes(value) };
                    break;
                case "--iterations" when value >= 1:
                    read = read with { Iterations = (long)value };
                    break;
                case "--iteration":
                    read = read with { OnlyIteration = (long)value };
                    break;
                case "--seed":
                    read = read with { Seed = (int)value };
                    break;
                case "--workers" when value is >= 1 and <= 64:
                    read = read with { Workers = (int)value };
                    break;
                default:
                    error = $"{args[index]} {args[index + 1]} is none of the options";
                    return false;
            }
        }

        options = read;
        return true;
    }

    /// <summary>Says what is wrong with the command line.</summary>
    /// <returns>The exit code.</returns>
    public static int Refuse(TextWriter output, string error)
    {
        output.WriteLine(error);
        output.WriteLine(Usage);
        return 2;
    }
}
