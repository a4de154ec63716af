using System.Diagnostics;
using IstioGateway.Injection;
using IstioGateway.Kubernetes.Yaml;
using IstioGateway.Templates;

namespace IstioGateway.Benchmarks.Probes;

/// <summary>
/// What it costs to parse the documented template, render it for a usual gateway, read what it prints and merge that into the pod:
/// the first time in a process, and again and again. Of what it works on, the pod and the values are read before; what that
/// costs in addition is told apart.
/// </summary>
internal static class InjectionProbe
{
    public const string Name = "injection";

    private const int WarmUps = 3000;
    private const int Runs = 1000;

    public static async Task<ProbeResult> RunAsync(CancellationToken cancellationToken)
    {
        string template = await File.ReadAllTextAsync(
            Path.Combine(Path.GetDirectoryName(Engine.Shell.Manifest)!, "module", "templates", "gateway-injection-template.txt"),
            cancellationToken);
        long before = Memory.Now();
        (double first, double firstWithInputs) = Once(template, cancellationToken);
        long peak = Memory.Peak();
        for (int i = 0; i < WarmUps; i++)
        {
            Once(template, cancellationToken);
        }

        double[] times = new double[Runs];
        double[] timesWithInputs = new double[Runs];
        for (int i = 0; i < Runs; i++)
        {
            (times[i], timesWithInputs[i]) = Once(template, cancellationToken);
        }

        return new ProbeResult
        {
            First = first,
            FirstWithInputs = firstWithInputs,
            Again = new Measuring.Sample(times).Median,
            AgainWithInputs = new Measuring.Sample(timesWithInputs).Median,
            MemoryBefore = before,
            PeakAfter = peak,
        };
    }

    private static (double Steps, double WithInputs) Once(string template, CancellationToken cancellationToken)
    {
        long begin = Stopwatch.GetTimestamp();
        InjectionSettings settings = InjectionDefaults.Settings(DocumentedTemplate.SourceVersion).With("gateway", template);
        GatewayWorkload workload = SampleGateway.Usual().Workload;
        long ready = Stopwatch.GetTimestamp();
        InjectionResult result = new PodInjector(settings, new YamlCodec()).Inject(workload, cancellationToken);
        long end = Stopwatch.GetTimestamp();
        return result.Pod.Count > 0
            ? (Stopwatch.GetElapsedTime(ready, end).TotalMilliseconds, Stopwatch.GetElapsedTime(begin, end).TotalMilliseconds)
            : throw new InvalidOperationException("Nothing was injected.");
    }
}
