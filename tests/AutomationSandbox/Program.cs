using System.Globalization;
using System.Text.Json;
using AutomationSandbox;

// AutomationSandbox REQUEST.json: runs the jobs of the request, all at once in this process, and writes the report to standard output.
// The caller sets what is a matter of the environment: time zone, current directory, heap limit, no HOME.
SandboxRequest request = JsonSerializer.Deserialize<SandboxRequest>(await File.ReadAllTextAsync(args[0]))!;
CultureInfo culture = CultureInfo.GetCultureInfo(request.Culture);
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = culture;
CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
string processes = ProcessBan.Impose();

using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
JobReport[] jobs = await Task.WhenAll(request.Jobs.Select(job => Task.Run(() => JobRunner.RunAsync(request, job, culture, limit.Token))));

await using Stream output = Console.OpenStandardOutput();
await JsonSerializer.SerializeAsync(output, new SandboxReport(processes, PeakMemory.Read(), jobs));
