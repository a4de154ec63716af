using System.Diagnostics;
using IstioGateway.Benchmarks;
using IstioGateway.Benchmarks.Probes;
using IstioGateway.Benchmarks.Servers;

long started = Stopwatch.GetTimestamp();
using CancellationTokenSource stopping = new(BenchmarkRun.Longest);
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stopping.Cancel();
};

return args switch
{
    [ServeMode.Name, .. string[] rest] => await ServeMode.RunAsync(rest, stopping.Token),
    [FleetMode.Name, .. string[] rest] => await FleetMode.RunAsync(rest, stopping.Token),
    [ProbeMode.Name, .. string[] rest] => await ProbeMode.RunAsync(rest, started, stopping.Token),
    _ => await BenchmarkRun.RunAsync(args, stopping.Token),
};
