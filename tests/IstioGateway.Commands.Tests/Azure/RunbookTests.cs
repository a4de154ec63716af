using System.Management.Automation;
using System.Management.Automation.Language;
using AutomationSandbox;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Testing;

namespace IstioGateway.Commands.Tests.Azure;

/// <summary>The runbooks in examples/azure-automation: they parse, use what there is, and run in a sandbox with Azure's commands stood in for.</summary>
public sealed class RunbookTests(IdentityServer identities)
{
    private static readonly string Folder = Path.Combine(SharedFiles.RepositoryRoot, "examples", "azure-automation");

    /// <summary>What a runbook may use beside the module and the engine's own commands.</summary>
    private static readonly string[] Provided =
    [
        "Get-AutomationVariable", "Connect-AzAccount", "Start-AzAutomationRunbook", "Get-AzAutomationJob", "Get-AzAutomationJobOutput",
        "Get-AzAutomationJobOutputRecord", "Start-Sleep",
    ];

    public static TheoryData<string> Runbooks { get; } =
    [
        .. Directory.GetFiles(Folder, "*.ps1", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Runbooks))]
    public void It_parses_and_uses_only_what_a_sandbox_has(string runbook)
    {
        using PowerShellSession session = new();
        ScriptBlockAst ast = Parser.ParseFile(Path.Combine(Folder, runbook), out _, out ParseError[] errors);
        Dictionary<string, CommandInfo> known = session.Run("Get-Command -CommandType Cmdlet").ThrowIfFailed().Of<CommandInfo>()
            .DistinctBy(command => command.Name).ToDictionary(command => command.Name);

        CommandAst[] used = [.. ast.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>()];

        Assert.Empty(errors);
        Assert.NotEmpty(used);
        Assert.All(used, command => Assert.True(
            known.ContainsKey(command.GetCommandName()) || Provided.Contains(command.GetCommandName()), command.GetCommandName()));
        Assert.All(used.Where(command => known.ContainsKey(command.GetCommandName())), command => Assert.All(
            command.CommandElements.OfType<CommandParameterAst>(),
            parameter => Assert.Contains(parameter.ParameterName, known[command.GetCommandName()].Parameters.Keys)));
    }

    [Theory]
    [MemberData(nameof(Runbooks))]
    public void It_says_what_it_does_stops_at_the_first_error_and_changes_nothing_unless_told(string runbook)
    {
        string text = File.ReadAllText(Path.Combine(Folder, runbook));
        ScriptBlockAst ast = Parser.ParseInput(text, out _, out _);
        CommentHelpInfo help = ast.GetHelpContent();

        Assert.NotNull(help);
        Assert.NotEqual("", help.Synopsis.Trim());
        Assert.NotEqual("", help.Description.Trim());
        Assert.NotEmpty(help.Examples);
        Assert.Equal("$ErrorActionPreference = 'Stop'", ast.EndBlock.Statements[0].Extent.Text);
        ParameterAst apply = ast.ParamBlock.Parameters.Single(parameter => parameter.Name.VariablePath.UserPath == "Apply");
        Assert.Equal("$false", apply.DefaultValue.Extent.Text);
        Assert.Contains($"`{runbook}`", File.ReadAllText(Path.Combine(Folder, "README.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("managed-identity.ps1")]
    [InlineData("kubeconfig-variable.ps1")]
    [InlineData("token-variables.ps1")]
    [InlineData("hybrid-worker.ps1")]
    public async Task It_shows_what_would_be_done_and_does_it_when_told(string runbook)
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        (Dictionary<string, string> parameters, Dictionary<string, string> variables) = Inputs(runbook, cluster);

        JobReport looked = await RunAsync(runbook, parameters, variables);
        string? untouched = await cluster.OverrideAsync();
        JobReport done = await RunAsync(runbook, Applied(parameters), variables);
        string? set = await cluster.OverrideAsync();
        JobReport again = await RunAsync(runbook, Applied(parameters), variables);

        Assert.Equal(
            ["NodeKernel", "NodeKernel", "IstioGatewayTemplate", "IstioTemplateChange", "Nothing was changed"], Shapes(looked));
        Assert.Null(untouched);
        Assert.Contains("sysctls: []", looked.Objects()[3].Text("Diff"), StringComparison.Ordinal);
        Assert.Equal(["NodeKernel", "NodeKernel", "IstioGatewayTemplate", "IstioTemplateChange", "IstioStatus"], Shapes(done));
        Assert.Contains("sysctls: []", set, StringComparison.Ordinal);
        Assert.Equal(("True", "True"), (done.Objects()[3].Text("Changed"), done.Objects()[4].Text("Ready")));
        Assert.Equal("False", again.Objects()[3].Text("Changed"));
        Assert.All(cluster.Sandbox.Requests.All, request => Assert.Equal("admin", request.User ?? "admin"));
    }

    [Fact]
    public async Task An_identity_that_is_not_assigned_fails_the_job_in_the_endpoints_words()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });
        (Dictionary<string, string> parameters, Dictionary<string, string> variables) = Inputs("managed-identity.ps1", cluster);
        parameters["ClientId"] = $"{Guid.NewGuid()}";

        JobReport job = await AutomationProcess.RunAsync(Text("managed-identity.ps1"), parameters, variables);

        Assert.Equal(("Failed", "ManagedIdentityFailed"), (job.State, job.ErrorId));
        Assert.Contains("No User Assigned or Delegated Managed Identity found", job.Exception, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fleet_is_done_by_groups_and_the_records_of_all_come_back()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        Dictionary<string, string> variables = Fleet(cluster, "prod-eu-1", "prod-us-1");
        Dictionary<string, string> parameters = Account("prod-eu-*; prod-us-*", cluster);

        JobReport looked = await RunAsync("fleet/fleet.ps1", parameters, variables, Automation);
        string? untouched = await cluster.OverrideAsync();
        JobReport done = await RunAsync("fleet/fleet.ps1", Applied(parameters), variables, Automation);

        Assert.Equal(
            ["prod-eu-* Completed prod-eu-1 2 True False False", "prod-us-* Completed prod-us-1 2 True False False"], Rows(looked));
        Assert.Null(untouched);

        // Two contexts of one cluster: the second group finds that nothing is left to change.
        Assert.Equal(
            ["prod-eu-* Completed prod-eu-1 2 True True True", "prod-us-* Completed prod-us-1 2 False False True"], Rows(done));
        Assert.Contains("sysctls: []", await cluster.OverrideAsync(), StringComparison.Ordinal);

        static IEnumerable<string> Rows(JobReport job) => job.Objects().Select(row => string.Join(
            ' ', ((string[])["Group", "Status", "Cluster", "OldNodes", "Needed", "Changed", "Applied"]).Select(row.Text)));
    }

    [Fact]
    public async Task A_group_that_fails_keeps_no_other_from_being_done_and_fails_the_parent()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        Dictionary<string, string> variables = Fleet(cluster, "prod-eu-1", "prod-us-1");
        Dictionary<string, string> parameters = Account("nowhere-*; prod-us-*", cluster);

        JobReport job = await AutomationProcess.RunAsync(Text("fleet/fleet.ps1"), parameters, variables, Automation);

        Assert.Equal("Failed", job.State);
        Assert.Contains("1 of 2 groups are not done", job.Exception, StringComparison.Ordinal);
        Assert.Contains("nowhere-*: job 1 is Failed. The context 'nowhere-*' is not in", job.Exception, StringComparison.Ordinal);
        Assert.Equal("prod-us-1", Assert.Single(job.Objects()).Text("Cluster"));
    }

    [Fact]
    public async Task A_cluster_that_fails_has_its_words_in_its_record_and_fails_the_group()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        Dictionary<string, string> variables = Fleet(cluster, "prod-eu-1");
        Dictionary<string, string> parameters = new()
        {
            ["Context"] = "prod-*",
            ["ClientId"] = $"{identities.Assign("a-t0ken-that-is-not-accepted")}",
        };

        JobReport job = await AutomationProcess.RunAsync(Text("fleet/group.ps1"), parameters, variables);

        Assert.Equal("Failed", job.State);
        Assert.Contains("1 of 1 clusters failed", job.Exception, StringComparison.Ordinal);
        PSObject row = Assert.Single(job.Objects());
        Assert.Equal("prod-eu-1", row.Text("Cluster"));
        Assert.Contains("Unauthorized", row.Text("Error"), StringComparison.Ordinal);
        Assert.DoesNotContain("a-t0ken-that", string.Join(' ', job.Output), StringComparison.Ordinal);
    }

    /// <summary>Azure's commands about jobs: a child is run where it is started, and its records are kept as Azure keeps them.</summary>
    private static string Automation => $$"""
        $global:AutomationJobs = @{}
        function Connect-AzAccount { param([switch] $Identity, [string] $AccountId) if (-not $Identity) { throw 'Interactive.' } }
        function Start-Sleep { param([int] $Seconds) throw 'Nothing runs any more; why wait?' }
        function Start-AzAutomationRunbook {
            param($ResourceGroupName, $AutomationAccountName, $Name, [hashtable] $Parameters)
            if ("$ResourceGroupName/$AutomationAccountName/$Name" -ne 'ops/mesh/istio-gateway-group') { throw 'There is no such runbook.' }
            $id = "$($global:AutomationJobs.Count + 1)"
            $job = @{ JobId = $id; Status = 'Completed'; Exception = ''; Records = [Collections.ArrayList]::new() }
            $global:AutomationJobs[$id] = $job
            $ErrorActionPreference = 'Continue'
            try {
                & '{{Path.Combine(Folder, "fleet", "group.ps1")}}' @Parameters | ForEach-Object {
                    $value = @{}
                    foreach ($property in $_.PSObject.Properties) { $value[$property.Name] = $property.Value }
                    $null = $job.Records.Add(@{ StreamRecordId = "$($job.Records.Count)"; Value = $value })
                }
            }
            catch {
                $job.Status = 'Failed'
                $job.Exception = "$_"
            }

            [pscustomobject]@{ JobId = $id; Status = 'New'; Exception = '' }
        }
        function Get-AzAutomationJob {
            param($ResourceGroupName, $AutomationAccountName, $Id)
            $job = $global:AutomationJobs[$Id]
            [pscustomobject]@{ JobId = $Id; Status = $job.Status; Exception = $job.Exception }
        }
        function Get-AzAutomationJobOutput {
            param($ResourceGroupName, $AutomationAccountName, $Id, $Stream)
            foreach ($record in $global:AutomationJobs[$Id].Records) { [pscustomobject]@{ StreamRecordId = $record.StreamRecordId } }
        }
        function Get-AzAutomationJobOutputRecord {
            param($ResourceGroupName, $AutomationAccountName, $JobId, $Id)
            [pscustomobject]$global:AutomationJobs[$JobId].Records[[int] $Id]
        }
        """;

    private static Dictionary<string, string> Applied(Dictionary<string, string> parameters) => new(parameters) { ["Apply"] = "true" };

    private static string Text(string runbook) => File.ReadAllText(Path.Combine(Folder, runbook));

    private static async Task<JobReport> RunAsync(
        string runbook, IReadOnlyDictionary<string, string> parameters, IReadOnlyDictionary<string, string> variables, string prelude = "")
    {
        JobReport job = await AutomationProcess.RunAsync(Text(runbook), parameters, variables, prelude);
        Assert.True(job.State == "Completed", $"{job.ErrorId}: {job.Exception}");
        Assert.Empty(job.Errors);
        Assert.Empty(job.Prompts);
        return job;
    }

    private static Dictionary<string, string> Fleet(TestCluster cluster, params string[] contexts) =>
        new() { ["mesh-kubeconfig"] = AksKubeconfig.For(cluster, contexts: contexts) };

    /// <summary>The types of the objects that a job wrote, and the beginnings of its sentences.</summary>
    private static IEnumerable<string> Shapes(JobReport job) => job.Objects().Select(item => item.BaseObject is string text
        ? text.Split(':')[0]
        : item.TypeNames[0].Replace("Deserialized.IstioGateway.", "", StringComparison.Ordinal));

    private Dictionary<string, string> Account(string groups, TestCluster cluster) => new()
    {
        ["Groups"] = groups,
        ["ResourceGroupName"] = "ops",
        ["AutomationAccountName"] = "mesh",
        ["ClientId"] = $"{identities.Assign(cluster.Sandbox.TokenOf("admin"))}",
    };

    private (Dictionary<string, string> Parameters, Dictionary<string, string> Variables) Inputs(string runbook, TestCluster cluster)
    {
        string token = cluster.Sandbox.TokenOf("admin");
        return runbook switch
        {
            "managed-identity.ps1" => (new() { ["ClientId"] = $"{identities.Assign(token)}" }, Fleet(cluster, "prod-eu")),
            "kubeconfig-variable.ps1" => ([], new() { ["mesh-kubeconfig"] = cluster.Sandbox.KubeconfigFor("admin", secure: true) }),
            "token-variables.ps1" => (
                new() { ["Cluster"] = "prod-eu" },
                new()
                {
                    ["prod-eu-server"] = $"{cluster.Sandbox.SecureServer}",
                    ["prod-eu-token"] = token,
                    ["prod-eu-ca"] = cluster.Sandbox.CertificatePem,
                }),
            _ => (new() { ["Kubeconfig"] = cluster.SecureKubeconfig() }, []),
        };
    }
}
