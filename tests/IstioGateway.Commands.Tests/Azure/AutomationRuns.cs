using AutomationSandbox;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests.Azure;

/// <summary>Every scenario, run in every culture against one cluster, each culture in a sandbox of its own. Made once for all tests.</summary>
public sealed class AutomationRuns : IAsyncLifetime
{
    /// <summary>The culture that the others are held against.</summary>
    public const string Usual = "en-US";

    /// <summary>Cultures with another dotless i, other digits, calendars and decimal signs, and time zones with odd offsets.</summary>
    public static IReadOnlyDictionary<string, string> Cultures { get; } = new Dictionary<string, string>
    {
        [Usual] = "UTC",
        ["tr-TR"] = "Asia/Kathmandu",
        ["fa-IR"] = "America/St_Johns",
        ["ar-SA"] = "Pacific/Chatham",
    };

    private readonly Dictionary<string, SandboxReport> _reports = [];

    /// <summary>What came of the runbook that succeeds.</summary>
    internal JobReport Of(AutomationScenario scenario, string culture) => Job(scenario.Cmdlet, culture);

    /// <summary>What came of the runbook that fails.</summary>
    internal JobReport Failing(AutomationScenario scenario, string culture) => Job(scenario.Cmdlet + " fails", culture);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        await GatewayObjects.NamespaceAsync(cluster);
        await GatewayObjects.DeployAsync(cluster, "edge", sysctl: false);
        Dictionary<string, string> variables = new() { ["kubeconfig"] = await File.ReadAllTextAsync(cluster.Kubeconfig) };
        JobRequest[] jobs =
        [
            .. AutomationScenario.All.SelectMany(scenario => new[]
            {
                AutomationProcess.Job(scenario.Cmdlet, Runbook(scenario.Runbook), variables: variables),
                AutomationProcess.Job(scenario.Cmdlet + " fails", Runbook(scenario.Failing), variables: variables),
            }),
        ];
        foreach ((string culture, string zone) in Cultures)
        {
            _reports[culture] = await AutomationProcess.RunAsync(jobs, culture, zone);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Runbook(string use) => $"""
        $ErrorActionPreference = 'Stop'
        $cluster = Connect-IstioCluster -KubeconfigContent (Get-AutomationVariable -Name 'kubeconfig')
        {use}
        """;

    private JobReport Job(string name, string culture) => _reports[culture].Jobs.Single(job => job.Name == name);
}
