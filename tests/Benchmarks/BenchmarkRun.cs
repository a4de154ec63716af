using System.Diagnostics;
using System.Globalization;
using IstioGateway.Benchmarks.Processes;
using IstioGateway.Benchmarks.Report;
using IstioGateway.Benchmarks.Scenarios;

namespace IstioGateway.Benchmarks;

/// <summary>Measures everything, one scenario after the other, and prints one table.</summary>
internal static class BenchmarkRun
{
    /// <summary>No run takes longer; a server or probe that is left alone ends by itself.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private static readonly IReadOnlyList<IScenario> All =
    [
        new ListingScenario(),
        new MemoryScenario(),
        new StartScenario(),
        new InjectionScenario(),
        new ChangeScenario(),
        new WaitScenario(),
        new FleetScenario(),
        new InterruptionScenario(),
    ];

    /// <param name="names">Scenarios to run; all without any.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>0, also when goals were missed: this is no test.</returns>
    public static async Task<int> RunAsync(string[] names, CancellationToken cancellationToken)
    {
        if (names.Except(All.Select(scenario => scenario.Name)).ToArray() is { Length: > 0 } unknown)
        {
            await Console.Error.WriteLineAsync(
                $"There is no {string.Join(", ", unknown)}; there is {string.Join(", ", All.Select(scenario => scenario.Name))}.");
            return 2;
        }

#if DEBUG
        await Console.Error.WriteLineAsync("This is a Debug build, whose numbers mean little: dotnet run -c Release --project tests/Benchmarks");
#endif
        IReadOnlyList<string> facts = await MachineFacts.ReadAsync(cancellationToken);
        long begin = Stopwatch.GetTimestamp();
        List<Row> rows = [];
        using TemporaryFolder folder = new();
        foreach (IScenario scenario in All.Where(scenario => names.Length == 0 || names.Contains(scenario.Name)))
        {
            await Console.Error.WriteLineAsync($"{scenario.Name} ...".AsMemory(), cancellationToken);
            rows.AddRange(await scenario.RunAsync(folder, cancellationToken));
        }

        MarkdownTable.Write(Console.Out, rows);
        await Console.Out.WriteLineAsync();
        foreach (string fact in facts)
        {
            await Console.Out.WriteLineAsync("- " + fact);
        }

        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"- the run took {Stopwatch.GetElapsedTime(begin).TotalSeconds:N0} s"));
        return 0;
    }
}
