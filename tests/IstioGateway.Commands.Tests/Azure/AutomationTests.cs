using AutomationSandbox;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests.Azure;

/// <summary>Every cmdlet under the limits of an Azure Automation sandbox.</summary>
public sealed class AutomationTests(AutomationRuns runs) : IClassFixture<AutomationRuns>
{
    private const string Zone = "America/St_Johns";

    public static TheoryData<string, string> Uses { get; } = InEachCulture(AutomationScenario.All);

    /// <summary>Of which another job writes exactly the same; the objects of the others have a cluster of the job's own.</summary>
    public static TheoryData<string, string> RepeatableUses { get; } = InEachCulture(AutomationScenario.All.Where(scenario => scenario.Repeatable));

    [Fact]
    public void Every_cmdlet_has_a_scenario()
    {
        using PowerShellSession session = new();

        Assert.Equal(
            HelpSource.Exported(session).Select(command => command.Name).Order(StringComparer.Ordinal),
            AutomationScenario.All.Select(scenario => scenario.Cmdlet).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public void A_job_that_uses_it_completes_without_a_question_and_its_objects_leave_the_process(string cmdlet, string culture)
    {
        AutomationScenario scenario = Find(cmdlet);
        JobReport job = runs.Of(scenario, culture);

        Assert.True(job.State == "Completed", $"{job.ErrorId}: {job.Exception}");
        Assert.Empty(job.Errors);
        Assert.Empty(job.Prompts);
        Assert.NotEmpty(job.Output);
        Assert.All(job.Objects(), item => Assert.Equal($"Deserialized.IstioGateway.{scenario.Output}", item.TypeNames[0]));

        // No single record may be longer than 1 MiB (learn.microsoft.com: Azure Automation limits).
        Assert.All(job.Output, text => Assert.InRange(text.Length, 1, 1024 * 1024));
        Assert.All(job.Output, text => Assert.DoesNotContain('\u001b', text));
    }

    [Theory]
    [MemberData(nameof(RepeatableUses))]
    public void What_it_writes_is_the_same_in_every_culture(string cmdlet, string culture)
    {
        AutomationScenario scenario = Find(cmdlet);

        Assert.Equal(runs.Of(scenario, AutomationRuns.Usual).Output, runs.Of(scenario, culture).Output);
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public void An_error_of_it_fails_the_job_and_is_no_question(string cmdlet, string culture)
    {
        AutomationScenario scenario = Find(cmdlet);
        JobReport job = runs.Failing(scenario, culture);

        Assert.Equal(("Failed", scenario.ErrorId), (job.State, job.ErrorId));
        Assert.NotEqual("", job.Exception);
        Assert.Empty(job.Prompts);
    }

    [Fact]
    public async Task Without_Stop_an_error_of_one_item_leaves_the_job_completed_and_stands_in_the_error_stream()
    {
        JobReport job = await AutomationProcess.RunAsync(
            "Connect-IstioCluster -Sandbox | Get-NodeKernel -Name missing, worker-01; 'done'");

        Assert.Equal("Completed", job.State);
        Assert.Equal(["NodeNotFound"], job.Errors);
        Assert.Equal(["worker-01", "done"], job.Objects().Select(item => $"{item}"));
    }

    [Fact]
    public async Task Without_any_kubeconfig_it_says_what_there_is_instead()
    {
        JobReport job = await AutomationProcess.RunAsync("$ErrorActionPreference = 'Stop'\nGet-NodeKernel");

        Assert.Equal(("Failed", "NoConnection"), (job.State, job.ErrorId));
        Assert.Contains("There is no cluster to connect to", job.Exception, StringComparison.Ordinal);
        Assert.Empty(job.Prompts);
    }

    [Fact]
    public async Task A_credential_program_cannot_start_and_the_error_names_the_managed_identity()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Nothing keeps a program from starting on this system.");
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });
        const string Runbook = """
            $ErrorActionPreference = 'Stop'
            Connect-IstioCluster -KubeconfigContent (Get-AutomationVariable -Name 'kubeconfig') | Get-NodeKernel
            """;

        SandboxReport report = await AutomationProcess.RunAsync(
        [
            AutomationProcess.Job("there", Runbook, variables: new Dictionary<string, string> { ["kubeconfig"] = AksKubeconfig.For(cluster, "/bin/sh") }),
            AutomationProcess.Job("absent", Runbook, variables: new Dictionary<string, string> { ["kubeconfig"] = AksKubeconfig.For(cluster) }),
        ]);

        Assert.All(report.Jobs, job =>
        {
            Assert.Equal(("Failed", "CredentialFailed"), (job.State, job.ErrorId));
            Assert.Contains("Connect-IstioCluster -KubeconfigContent -ManagedIdentity", job.Exception, StringComparison.Ordinal);
        });
        Assert.Contains("could not be started", report.Jobs[0].Exception, StringComparison.Ordinal);
        Assert.Contains("was not found", report.Jobs[1].Exception, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eight_jobs_at_once_share_nothing_fit_into_the_memory_and_stopping_one_stops_no_other()
    {
        Assert.SkipWhen(TestCluster.IsExternal, "It needs thousands of nodes.");
        await using TestCluster cluster = await TestCluster.StartAsync(
            new TestClusterOptions { NodeCount = 5000, OldKernelCount = 5000, RunControllers = false });
        Dictionary<string, string> variables = new() { ["kubeconfig"] = await File.ReadAllTextAsync(cluster.Kubeconfig) };
        const string Change = """
            param($Name)
            $ErrorActionPreference = 'Stop'
            $found = "$global:left"
            $global:left = $Name
            $own = Connect-IstioCluster -Sandbox -Name $Name
            $null = $own | Wait-IstioReady -Timeout 60s
            $status = $own | Get-NodeKernel | New-GatewayTemplatePatch -PrivilegedPort None | Set-IstioGatewayTemplate | Wait-IstioReady -Timeout 60s
            $nodes = 0
            Connect-IstioCluster -KubeconfigContent (Get-AutomationVariable -Name 'kubeconfig') | Get-NodeKernel -RequiresTemplate | ForEach-Object { $nodes++ }
            [pscustomobject]@{ Cluster = $status.Cluster.Name; Ready = $status.Ready; Nodes = $nodes; Found = $found; Left = $left }
            """;
        const string Stopped = """
            $ErrorActionPreference = 'Stop'
            $own = Connect-IstioCluster -Sandbox -Name stopped
            'started'
            $own | Wait-IstioReady -Template 'spec: {containers: [{name: istio-proxy, image: never}]}' -Timeout 100s
            'never'
            """;
        string[] names = [.. Enumerable.Range(1, 7).Select(number => $"job-{number}")];

        SandboxReport report = await AutomationProcess.RunAsync(
        [
            .. names.Select(name => AutomationProcess.Job(name, Change, new Dictionary<string, string> { ["Name"] = name }, variables)),
            AutomationProcess.Job("stopped", Stopped) with { StopAfterFirstOutput = true },
        ]);

        Assert.Equal(
            [.. Enumerable.Repeat("Completed ", 7), "Stopped "], report.Jobs.Select(job => $"{job.State} {job.Exception}"));
        Assert.Equal(
            names.Select(name => $"{name} True 5000 '' {name}"),
            report.Jobs.Take(7).SelectMany(job => job.Objects())
                .Select(item => $"{item.Text("Cluster")} {item.Text("Ready")} {item.Text("Nodes")} '{item.Text("Found")}' {item.Text("Left")}"));
        Assert.Equal("started", $"{Assert.Single(report.Jobs[7].Objects())}");
        TestContext.Current.SendDiagnosticMessage($"Peak memory of eight jobs in one process: {report.PeakBytes / 1024 / 1024} MB");
        Assert.InRange(report.PeakBytes, 1, AutomationProcess.MemoryBytes);
    }

    [Theory]
    [InlineData("function Ask { param([Parameter(Mandatory)] $What) }; Ask", "Prompt: What")]
    [InlineData("Connect-IstioCluster -Sandbox | Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]}' -Confirm", "PromptForChoice")]
    [InlineData("$Host.UI.ReadLine()", "ReadLine")]
    public async Task A_question_would_be_noticed(string command, string question)
    {
        JobReport job = await AutomationProcess.RunAsync("$ErrorActionPreference = 'Stop'\n" + command);

        Assert.Equal("Failed", job.State);
        Assert.StartsWith(question, Assert.Single(job.Prompts), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sandbox_is_as_odd_as_it_claims()
    {
        SandboxReport report = await AutomationProcess.RunAsync(
            [
                AutomationProcess.Job("odd", """
                    (1.5).ToString()
                    'I'.ToLower() -eq 'i'
                    [DateTime]::UtcNow.Year -eq [Globalization.CultureInfo]::CurrentCulture.Calendar.GetYear([DateTime]::UtcNow)
                    [TimeZoneInfo]::Local.Id
                    try { [IO.File]::WriteAllText('here', 'x'); 'written' } catch { 'refused' }
                    try { $null = [Diagnostics.Process]::Start('/bin/true'); 'started' } catch { 'refused' }
                    """),
            ],
            "tr-TR",
            Zone);

        string[] seen = [.. Assert.Single(report.Jobs).Objects().Select(item => $"{item}")];
        Assert.Equal(["1,5", "False"], seen[..2]);
        Assert.Equal(Zone, seen[3]);
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(["refused", "refused"], seen[4..]);
        }
    }

    private static AutomationScenario Find(string cmdlet) => AutomationScenario.All.Single(scenario => scenario.Cmdlet == cmdlet);

    private static TheoryData<string, string> InEachCulture(IEnumerable<AutomationScenario> scenarios)
    {
        TheoryData<string, string> uses = [];
        foreach (AutomationScenario scenario in scenarios)
        {
            foreach (string culture in AutomationRuns.Cultures.Keys)
            {
                uses.Add(scenario.Cmdlet, culture);
            }
        }

        return uses;
    }
}
