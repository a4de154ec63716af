using System.Management.Automation;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Sandbox;
using IstioGateway.Sandbox.Faults;

namespace IstioGateway.Commands.Tests;

/// <summary>Rights are asked for before work, where that saves a half-done job.</summary>
public sealed class AccessTests : IDisposable
{
    private const string Review = "/selfsubjectaccessreviews";
    private const string Set = "Connect-IstioCluster -Kubeconfig $args[0] | Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]}' -BackupPath $args[1]";
    private const string Remove = "Connect-IstioCluster -Kubeconfig $args[0] | Remove-IstioGatewayTemplate -BackupPath $args[1]";
    private const string Rule =
        "{ apiGroups: [\"sailoperator.io\"], resources: [\"istios\"], verbs: [\"patch\"], resourceNames: [\"default\"] }";

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(Set)]
    [InlineData(Remove)]
    public async Task Who_may_not_write_is_told_so_before_anybody_is_asked_or_anything_is_kept(string command)
    {
        await using TestCluster cluster = await StartAsync();

        // No answer is prepared: a question would fail the test.
        RunResult result = _session.Run(command + " -Confirm", cluster.KubeconfigFor("reader"), cluster.File("backup"));

        ErrorRecord error = result.OnlyError();
        Assert.StartsWith("PermissionDenied", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.PermissionDenied, error.CategoryInfo.Category);
        Assert.Contains(Rule, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.False(Directory.Exists(cluster.File("backup")));
        Assert.Equal(["GET", "POST"], Requests(cluster, "reader"));
    }

    [Theory]
    [InlineData(Set)]
    [InlineData(Remove)]
    public async Task A_change_is_one_read_one_review_and_one_write(string command)
    {
        await using TestCluster cluster = await StartAsync();

        _session.Run(command, cluster.Kubeconfig, cluster.File("backup")).ThrowIfFailed();
        _session.Run(command, cluster.Kubeconfig, cluster.File("backup")).ThrowIfFailed();

        // The second time nothing is to be written, so nothing is asked for.
        Assert.Equal(["GET", "POST", "PATCH", "GET"], Requests(cluster, "admin"));
    }

    [Fact]
    public async Task A_right_to_the_one_name_is_enough()
    {
        await using TestCluster cluster = await StartAsync();

        RunResult result = _session.Run(Set, cluster.KubeconfigFor("owner-of-default"), cluster.File("backup"));

        Assert.True(Assert.Single(result.ThrowIfFailed().Of<IstioTemplateChange>()).Changed);
    }

    [Fact]
    public async Task WhatIf_tells_whether_it_would_be_allowed()
    {
        await using TestCluster cluster = await StartAsync();

        RunResult denied = _session.Run(Set + " -WhatIf", cluster.KubeconfigFor("reader"), cluster.File("backup"));
        RunResult allowed = _session.Run(Set + " -WhatIf -Verbose", cluster.Kubeconfig, cluster.File("backup"));
        RunResult preference = _session.Run("$WhatIfPreference = $true; " + Set, cluster.KubeconfigFor("reader"), cluster.File("backup"));

        Assert.Contains(Rule, Assert.Single(denied.ThrowIfFailed().Warnings), StringComparison.Ordinal);
        Assert.Contains("What if:", denied.HostText, StringComparison.Ordinal);
        Assert.Empty(allowed.ThrowIfFailed().Warnings);
        Assert.Contains(allowed.Verbose, v => v.Contains("you may patch istios.sailoperator.io/default", StringComparison.Ordinal));
        Assert.Single(preference.ThrowIfFailed().Warnings);
    }

    [Fact]
    public async Task A_dry_run_leaves_the_question_to_the_server()
    {
        await using TestCluster cluster = await StartAsync();

        RunResult result = _session.Run(Set + " -DryRun", cluster.KubeconfigFor("reader"), cluster.File("backup"));

        Assert.StartsWith("PermissionDenied", result.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(["GET", "PATCH"], Requests(cluster, "reader"));
    }

    public static TheoryData<string, FaultEffect> NoAnswers => new()
    {
        { "403", FaultEffect.Status(403) },
        { "404", FaultEffect.Status(404) },
        { "not served", FaultEffect.NotServed() },
        { "405", FaultEffect.Status(405) },
        { "a page", FaultEffect.HtmlPage() },
    };

    [Theory]
    [MemberData(nameof(NoAnswers))]
    public async Task A_server_that_does_not_answer_such_questions_is_no_obstacle(string answer, FaultEffect effect)
    {
        await using TestCluster cluster = await StartAsync();
        cluster.Sandbox.Faults.Add(new FaultRule { Path = Review, Effect = effect });

        RunResult result = _session.Run(Set + " -Verbose", cluster.Kubeconfig, cluster.File("backup"));

        Assert.True(Assert.Single(result.ThrowIfFailed().Of<IstioTemplateChange>()).Changed, answer);
        Assert.Contains(result.Verbose, v => v.Contains("does not say whether you may patch", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_takes_no_credentials_any_more_is_an_error_and_nothing_is_written()
    {
        await using TestCluster cluster = await StartAsync();
        cluster.Sandbox.Faults.Add(new FaultRule { Path = Review, Effect = FaultEffect.Status(401) });

        RunResult result = _session.Run(Set, cluster.Kubeconfig, cluster.File("backup"));

        Assert.StartsWith("AuthenticationFailed", result.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.False(Directory.Exists(cluster.File("backup")));
    }

    /// <summary>A cluster with an override, so that there is something to remove.</summary>
    private static async Task<TestCluster> StartAsync()
    {
        AccessRule read = new(["get"], ["sailoperator.io"], ["istios"]);
        TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions
        {
            RunControllers = false,
            Tokens =
            [
                new SandboxToken("reader", [read]),
                new SandboxToken(
                    "owner-of-default", [read, new AccessRule(["patch"], ["sailoperator.io"], ["istios"]) { ResourceNames = ["default"] }]),
            ],
        });
        await cluster.PatchIstioAsync("""{"spec":{"values":{"sidecarInjectorWebhook":{"templates":{"gateway":"spec: {containers: [{name: istio-proxy, image: proxy}]} # before"}}}}}""");
        cluster.Sandbox.Requests.Clear();
        return cluster;
    }

    private static IEnumerable<string> Requests(TestCluster cluster, string user) =>
        cluster.Sandbox.Requests.All.Where(r => r.User == user).Select(r => r.Method);
}
