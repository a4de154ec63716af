using System.Diagnostics;
using IstioGateway.Injection;
using IstioGateway.Kubernetes.Yaml;
using IstioGateway.Templates;

namespace IstioGateway.Benchmarks.Probes;

/// <summary>
/// What it costs to parse the documented template, render it for a usual gateway, read what it prints and merge that into the pod:
/// the first time in a process, and again and again.
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
        double first = Once(template, cancellationToken);
        long peak = Memory.Peak();
        for (int i = 0; i < WarmUps; i++)
        {
            Once(template, cancellationToken);
        }

        double[] times = new double[Runs];
        for (int i = 0; i < Runs; i++)
        {
            times[i] = Once(template, cancellationToken);
        }

        return new ProbeResult { First = first, Again = new Measuring.Sample(times).Median, MemoryBefore = before, PeakAfter = peak };
    }

    private static double Once(string template, CancellationToken cancellationToken)
    {
        long begin = Stopwatch.GetTimestamp();
        InjectionSettings settings = InjectionDefaults.Settings(DocumentedTemplate.SourceVersion).With("gateway", template);
        InjectionResult result = new PodInjector(settings, new YamlCodec()).Inject(SampleGateway.Usual().Workload, cancellationToken);
        double time = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        return result.Pod.Count > 0 ? time : throw new InvalidOperationException("Nothing was injected.");
    }
}
