using System.Management.Automation;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Sandbox;
using IstioGateway.Sandbox.Faults;

namespace IstioGateway.Commands.Tests;

/// <summary>What can be wrong, each with one clear error and nothing written.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Pipeline =
        "Get-NodeKernel -Kubeconfig $args[0] | New-GatewayTemplatePatch -WarningAction Ignore | Set-IstioGatewayTemplate | Wait-IstioReady";

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("", "KubeconfigInvalid")]
    [InlineData("clusters: [", "KubeconfigInvalid")]
    [InlineData("just text", "KubeconfigInvalid")]
    [InlineData("apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\nusers: []\n", "KubeconfigInvalid")]
    public void A_malformed_kubeconfig_is_one_error(string content, string id)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, content);

        ErrorRecord error = _session.Run(Pipeline, path).OnlyError();

        File.Delete(path);
        Expect(error, id, ErrorCategory.InvalidData);
        Assert.Contains(Path.GetFileName(path), error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_kubeconfig_is_one_error() =>
        Expect(_session.Run(Pipeline, "/there/is/no/such/file").OnlyError(), "KubeconfigInvalid", ErrorCategory.InvalidData);

    [Fact]
    public void No_kubeconfig_at_all_is_said_and_never_a_silent_localhost()
    {
        RunResult result = _session.Run(
            """
            $before = $env:KUBECONFIG, $env:HOME
            try { $env:KUBECONFIG = '/there/is/none'; Get-NodeKernel } finally { $env:KUBECONFIG, $env:HOME = $before }
            """);

        Assert.Contains(result.OnlyError().FullyQualifiedErrorId.Split(',')[0], new[] { "NoConnection", "KubeconfigInvalid" });
    }

    [Fact]
    public async Task An_unknown_context_is_one_error_that_lists_the_known_ones()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });

        RunResult result = _session.Run("Get-NodeKernel -Kubeconfig $args[0] -Context nope", cluster.Kubeconfig);

        Expect(result.OnlyError(), "ContextNotFound", ErrorCategory.ObjectNotFound);
        Assert.Contains("sandbox", result.OnlyError().ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contexts_are_chosen_by_wildcard()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });

        RunResult result = _session.Run("Connect-IstioCluster -Kubeconfig $args[0] -Context s*", cluster.Kubeconfig);

        Assert.Equal("sandbox", Assert.Single(result.ThrowIfFailed().Of<IstioCluster>()).Name);
    }

    [Fact]
    public async Task A_token_that_is_not_accepted_is_an_authentication_error()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });
        string path = cluster.File("wrong-token");
        await File.WriteAllTextAsync(path, Kubeconfigs.For(cluster.Sandbox.Server.ToString(), token: "not-a-token-of-this-cluster"));

        RunResult result = _session.Run(Pipeline, path);

        Expect(result.OnlyError(), "AuthenticationFailed", ErrorCategory.AuthenticationError);
        Assert.DoesNotContain("not-a-token-of-this-cluster", result.OnlyError().ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nodes", "list", "resources: [\"nodes\"], verbs: [\"list\"]")]
    [InlineData("istios", "patch", "apiGroups: [\"sailoperator.io\"], resources: [\"istios\"], verbs: [\"patch\"]")]
    public async Task A_denial_names_the_rule_to_add(string resource, string verb, string rule)
    {
        SandboxToken limited = new("limited", [.. Rules().Where(r => !(r.Resources[0] == resource && r.Verbs[0] == verb))]);
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { Tokens = [limited] });

        RunResult result = _session.Run(Pipeline, cluster.KubeconfigFor("limited"));

        Expect(result.OnlyError(), "PermissionDenied", ErrorCategory.PermissionDenied);
        Assert.Contains(rule, result.OnlyError().ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Null(await cluster.OverrideAsync());
    }

    [Fact]
    public async Task Without_the_right_to_watch_the_wait_polls()
    {
        SandboxToken limited = new("limited", [.. Rules().Where(r => r.Verbs[0] != "watch")]);
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { Tokens = [limited] });

        RunResult result = _session.Run(
            "Connect-IstioCluster -Kubeconfig $args[0] | Wait-IstioReady -Timeout 10s", cluster.KubeconfigFor("limited"));

        Assert.True(Assert.Single(result.ThrowIfFailed().Of<IstioStatus>()).Ready);
    }

    [Fact]
    public async Task A_live_template_that_may_not_be_read_is_an_error_and_no_other_base_is_taken()
    {
        SandboxToken limited = new("limited", [.. Rules().Where(r => r.Resources[0] != "configmaps")]);
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { Tokens = [limited] });

        RunResult result = _session.Run(Pipeline, cluster.KubeconfigFor("limited"));

        Expect(result.OnlyError(), "LiveTemplateUnavailable", ErrorCategory.PermissionDenied);
        Assert.Contains("-Base Documented", result.OnlyError().ToString(), StringComparison.Ordinal);
        Assert.Null(await cluster.OverrideAsync());
    }

    [Fact]
    public async Task A_cluster_without_the_operator_is_told_from_one_without_the_resource()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false, Istio = null });
        using ActiveFault noDefinition = cluster.Sandbox.Faults.Add(new FaultRule
        {
            Path = "^/apis/sailoperator.io/",
            Count = 1,
            Effect = FaultEffect.NotServed(),
        });
        const string Set = "Connect-IstioCluster -Kubeconfig $args[0] | Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]}'";

        Expect(_session.Run(Set, cluster.Kubeconfig).OnlyError(), "TypeNotInstalled", ErrorCategory.ObjectNotFound);
        Expect(_session.Run(Set, cluster.Kubeconfig).OnlyError(), "ResourceNotFound", ErrorCategory.ObjectNotFound);
        Expect(
            _session.Run("Connect-IstioCluster -Kubeconfig $args[0] | Wait-IstioReady other", cluster.Kubeconfig).OnlyError(),
            "ResourceNotFound",
            ErrorCategory.ObjectNotFound);
    }

    [Theory]
    [InlineData("Set-IstioGatewayTemplate -Template ''", "TemplateInvalid", ErrorCategory.InvalidData)]
    [InlineData("Set-IstioGatewayTemplate -Template \"a`0b\"", "TemplateInvalid", ErrorCategory.InvalidData)]
    [InlineData("Set-IstioGatewayTemplate -Template ('x' * 1700000)", "TemplateTooLarge", ErrorCategory.LimitsExceeded)]
    [InlineData("Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]}' -Name 'a/b'", "InvalidName", ErrorCategory.InvalidArgument)]
    [InlineData("Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]}' -Name '..'", "InvalidName", ErrorCategory.InvalidArgument)]
    [InlineData("Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]}' -TemplateName 'a,b'", "InvalidName", ErrorCategory.InvalidArgument)]
    [InlineData("Remove-IstioGatewayTemplate -Name '../../api/v1/nodes'", "InvalidName", ErrorCategory.InvalidArgument)]
    [InlineData("Wait-IstioReady -Name 'a/b'", "InvalidName", ErrorCategory.InvalidArgument)]
    [InlineData("Wait-IstioReady -Timeout 0", "ParameterArgumentTransformationError", ErrorCategory.InvalidData)]
    [InlineData("Wait-IstioReady -Timeout -5", "ParameterArgumentTransformationError", ErrorCategory.InvalidData)]
    [InlineData("Wait-IstioReady -Timeout soon", "ParameterArgumentTransformationError", ErrorCategory.InvalidData)]
    public async Task Bad_values_are_refused_before_anything_is_sent(string command, string id, ErrorCategory category)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });
        int before = cluster.Sandbox.Requests.All.Count;

        RunResult result = _session.Run($"Connect-IstioCluster -Kubeconfig $args[0] | {command}", cluster.Kubeconfig);

        Expect(result.OnlyError(), id, category);
        Assert.Equal(before, cluster.Sandbox.Requests.All.Count);
    }

    [Fact]
    public async Task A_template_the_store_does_not_take_is_an_error_with_the_servers_words()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });

        // Just below our own limit; the resource around it takes it over the store's.
        RunResult result = _session.Run(
            "Connect-IstioCluster -Kubeconfig $args[0] | Set-IstioGatewayTemplate -Force -Template ('spec: {containers: [{name: istio-proxy, image: proxy}]} #' + 'x' * 1572800)", cluster.Kubeconfig);

        Expect(result.OnlyError(), "TemplateTooLarge", ErrorCategory.LimitsExceeded);
        Assert.Null(await cluster.OverrideAsync());
    }

    [Theory]
    [InlineData(422, "ValueRefused", ErrorCategory.InvalidData)]
    [InlineData(409, "ResourceBusy", ErrorCategory.ResourceBusy)]
    [InlineData(413, "TemplateTooLarge", ErrorCategory.LimitsExceeded)]
    [InlineData(403, "PermissionDenied", ErrorCategory.PermissionDenied)]
    public async Task A_refused_patch_is_one_error_and_nothing_is_written(int status, string id, ErrorCategory category)
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        cluster.Sandbox.Faults.Add(new FaultRule { Method = "PATCH", Path = @"/istios/default\?", Effect = FaultEffect.Status(status) });

        RunResult result = _session.Run(Pipeline, cluster.Kubeconfig);

        Expect(result.OnlyError(), id, category);
        Assert.Null(await cluster.OverrideAsync());
    }

    [Theory]
    [InlineData("$null | Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]}'")]
    [InlineData("$null | Remove-IstioGatewayTemplate")]
    [InlineData("$null | Wait-IstioReady")]
    [InlineData("$undefined | Remove-IstioGatewayTemplate")]
    public async Task An_undefined_variable_never_means_the_current_context(string script)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });
        int before = cluster.Sandbox.Requests.All.Count;

        RunResult result = _session.Run(
            $"$saved = $env:KUBECONFIG; try {{ $env:KUBECONFIG = $args[0]; {script} }} finally {{ $env:KUBECONFIG = $saved }}", cluster.Kubeconfig);

        Expect(result.OnlyError(), "NoConnection", ErrorCategory.InvalidArgument);
        Assert.Equal(before, cluster.Sandbox.Requests.All.Count);
    }

    [Fact]
    public async Task A_template_that_would_stop_istiod_is_refused_unless_forced()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });
        const string Set = "Connect-IstioCluster -Kubeconfig $args[0] | Set-IstioGatewayTemplate -Template 'spec: {{ if }}'";

        RunResult refused = _session.Run(Set, cluster.Kubeconfig);
        string? before = await cluster.OverrideAsync();
        RunResult forced = _session.Run(Set + " -Force", cluster.Kubeconfig);

        Expect(refused.OnlyError(), "TemplateInvalid", ErrorCategory.InvalidData);
        Assert.Contains("template: inject:1: missing value for if", refused.OnlyError().ToString(), StringComparison.Ordinal);
        Assert.Null(before);
        Assert.Single(forced.ThrowIfFailed().Warnings);
        Assert.Equal("spec: {{ if }}", await cluster.OverrideAsync());
    }

    [Fact]
    public async Task Someone_elses_change_of_the_same_template_is_not_overwritten()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        _session.Answers.Enqueue("Yes");
        _session.WhileAsking = () => Now(cluster.PatchIstioAsync(
            """{"spec":{"values":{"sidecarInjectorWebhook":{"templates":{"gateway":"spec: {containers: [{name: istio-proxy, image: proxy}]} # theirs"}}}}}"""));

        RunResult result = _session.Run(
            "Connect-IstioCluster -Kubeconfig $args[0] | Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]} # ours' -Confirm", cluster.Kubeconfig);

        Expect(result.OnlyError(), "ResourceBusy", ErrorCategory.ResourceBusy);
        Assert.Equal("spec: {containers: [{name: istio-proxy, image: proxy}]} # theirs", await cluster.OverrideAsync());
    }

    [Fact]
    public async Task Someone_elses_change_of_something_else_is_no_conflict()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        _session.Answers.Enqueue("Yes");
        _session.WhileAsking = () => Now(cluster.PatchIstioAsync("""{"metadata":{"labels":{"touched":"yes"}}}"""));

        RunResult result = _session.Run(
            "Connect-IstioCluster -Kubeconfig $args[0] | Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]} # ours' -Confirm", cluster.Kubeconfig);

        Assert.True(Assert.Single(result.ThrowIfFailed().Of<IstioTemplateChange>()).Changed);
        Assert.Equal("spec: {containers: [{name: istio-proxy, image: proxy}]} # ours", await cluster.OverrideAsync());
    }

    [Fact]
    public async Task A_timeout_while_the_api_is_down_is_one_error_within_the_time()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        cluster.Sandbox.Faults.Add(new FaultRule { Path = "/istios", Effect = FaultEffect.Reset() });

        RunResult result = _session.Run("Connect-IstioCluster -Kubeconfig $args[0] | Wait-IstioReady -Timeout 0.5", cluster.Kubeconfig);

        Expect(result.OnlyError(), "NotReadyInTime", ErrorCategory.OperationTimeout);
        Assert.False(Assert.IsType<IstioStatus>(result.OnlyError().TargetObject).Ready);
    }

    [Fact]
    public async Task A_condition_observed_before_the_change_does_not_count()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions());
        await cluster.PatchIstioAsync("""{"metadata":{"annotations":{"sandbox.istiogateway.dev/failure":"OperatorGone"}}}""");

        RunResult result = _session.Run(
            "$c = Connect-IstioCluster -Kubeconfig $args[0]; $c | Wait-IstioReady -Timeout 5; "
            + "$c | Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]}' | Wait-IstioReady -Timeout 0.4",
            cluster.Kubeconfig);

        Assert.Single(result.Of<IstioStatus>());
        Expect(result.OnlyError(), "NotReadyInTime", ErrorCategory.OperationTimeout);
        Assert.Contains("generation 2", result.OnlyError().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_ErrorAction_Stop_the_first_error_ends_the_pipeline()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false, Istio = null });

        RunResult result = _session.Run(
            "$ErrorActionPreference = 'Stop'; Connect-IstioCluster -Kubeconfig $args[0] | Wait-IstioReady; 'not reached'", cluster.Kubeconfig);

        Assert.NotNull(result.Terminating);
        Assert.Empty(result.Output);
    }

    private static void Now(Task work) => Assert.True(work.Wait(TimeSpan.FromSeconds(10)));

    private static IEnumerable<AccessRule> Rules() =>
    [
        new(["list"], [""], ["nodes"]),
        new(["get"], [""], ["nodes"]),
        new(["get"], ["sailoperator.io"], ["istios"]),
        new(["list"], ["sailoperator.io"], ["istios"]),
        new(["watch"], ["sailoperator.io"], ["istios"]),
        new(["patch"], ["sailoperator.io"], ["istios"]),
        new(["get"], ["sailoperator.io"], ["istiorevisions"]),
        new(["get"], [""], ["configmaps"]),
    ];

    private static void Expect(ErrorRecord error, string id, ErrorCategory category)
    {
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(category, error.CategoryInfo.Category);
        if (id != "ParameterArgumentTransformationError")
        {
            Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        }
    }
}
