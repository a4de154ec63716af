using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Testing;

namespace IstioGateway.Commands.Tests;

/// <summary>Test-GatewayTemplate and Expand-GatewayTemplate as users meet them, and the tests that New- and Set- make with them.</summary>
public sealed class TemplateTestTests : IDisposable
{
    private const string BadIndent = "spec:\n  containers:\n  - name: istio-proxy\n   image: x\n";
    private readonly PowerShellSession _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("istiogateway-test-").FullName;

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_template_in_force_is_tested_with_the_values_of_its_mesh()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();

        TemplateFinding[] findings = [.. _session.Run("Test-GatewayTemplate -Kubeconfig $args[0]", cluster.Kubeconfig).ThrowIfFailed().Of<TemplateFinding>()];

        Assert.Contains(findings, finding => finding is { Id: FindingIds.SysctlPresent, Severity: FindingSeverity.Warning, Line: > 0, Column: > 0 });
        Assert.DoesNotContain(findings, finding => finding.Severity == FindingSeverity.Error);
        Assert.Contains("never starts", Assert.Single(findings, finding => finding.Id == FindingIds.OldKernelPorts).Message, StringComparison.Ordinal);
        Assert.All(findings, finding => Assert.Contains("istio-sidecar-injector", finding.Source, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Values_are_laid_over_those_of_the_mesh()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();

        ExpandedGatewayTemplate expanded = Assert.Single(_session.Run(
            "Expand-GatewayTemplate -Kubeconfig $args[0] -Values @{ global = @{ meshID = 'mesh-7'; proxy = @{ logLevel = 'trace' } } }", cluster.Kubeconfig)
            .ThrowIfFailed().Of<ExpandedGatewayTemplate>());

        Assert.Contains("--proxyLogLevel=trace", expanded.Yaml, StringComparison.Ordinal);
        Assert.Contains("value: \"mesh-7\"", expanded.Yaml, StringComparison.Ordinal);
        Assert.Contains("$(POD_NAMESPACE).svc.cluster.local", expanded.Yaml, StringComparison.Ordinal);
        Assert.Contains("ConfigMap istio-system/istio-sidecar-injector", expanded.Values, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'spec: {{ if }}'", FindingIds.ParseError)]
    [InlineData("'spec:', '  x: {{ noSuch }}'", FindingIds.UnknownFunction)]
    [InlineData("''", FindingIds.EmptyTemplate)]
    [InlineData("\"spec:`n  containers:`n  - image: x`n\"", FindingIds.MergeError)]
    public void A_text_is_tested_without_any_cluster(string template, string id)
    {
        RunResult result = _session.Run($"Test-GatewayTemplate -Template {template}").ThrowIfFailed();

        Assert.Contains(result.Of<TemplateFinding>(), finding => finding.Id == id && finding.Severity == FindingSeverity.Error);
        Assert.False(Assert.Single(_session.Run($"Test-GatewayTemplate -Template {template} -Quiet").ThrowIfFailed().Of<bool>()));
    }

    [Fact]
    public void Files_are_tested_as_they_are_and_each_by_itself()
    {
        File.WriteAllText(Path.Combine(_folder, "a.yaml"), "spec:\r\n  containers:\r\n  - name: istio-proxy\r\n    image: x\r\n");
        File.WriteAllText(Path.Combine(_folder, "b.yaml"), BadIndent);

        TemplateFinding[] findings = [.. _session.Run("Test-GatewayTemplate -Path $args[0]", Path.Combine(_folder, "*.yaml")).ThrowIfFailed().Of<TemplateFinding>()];

        Assert.Contains(findings, finding => finding.Id == FindingIds.CarriageReturn && finding.Source!.EndsWith("a.yaml", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Id == FindingIds.InvalidYaml && finding.Source!.EndsWith("b.yaml", StringComparison.Ordinal));
        Assert.Contains("FileNotReadable", Assert.Single(_session.Run("Test-GatewayTemplate -Path $args[0]", Path.Combine(_folder, "gone.yaml")).Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Strict_makes_warnings_errors_and_Quiet_answers_in_one_word()
    {
        Assert.True(Assert.Single(_session.Run("New-GatewayTemplatePatch -WarningAction Ignore | Test-GatewayTemplate -Quiet").ThrowIfFailed().Of<bool>()));
        Assert.False(Assert.Single(_session.Run("New-GatewayTemplatePatch -WarningAction Ignore | Test-GatewayTemplate -Quiet -Strict").ThrowIfFailed().Of<bool>()));
        Assert.True(Assert.Single(_session.Run("New-GatewayTemplatePatch -PrivilegedPort None | Test-GatewayTemplate -Quiet -Strict").ThrowIfFailed().Of<bool>()));
    }

    [Fact]
    public void A_piped_patch_for_root_says_what_it_needs()
    {
        TemplateFinding[] findings = [.. _session.Run("New-GatewayTemplatePatch -PrivilegedPort Root | Test-GatewayTemplate").ThrowIfFailed().Of<TemplateFinding>()];

        Assert.Contains(findings, finding => finding.Id == FindingIds.RunAsNonRoot && finding.Message.Contains("will be refused", StringComparison.Ordinal));
        Assert.Contains("it can listen on ports below 1024", Assert.Single(findings, finding => finding.Id == FindingIds.OldKernelPorts).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Workload 'no: workload'", "no 'kind'")]
    [InlineData("-Workload @{ kind = 'Service' }", "makes no pods")]
    [InlineData("-WorkloadPath ./gone.yaml", "gone.yaml")]
    [InlineData("-Values 7", "no mapping")]
    [InlineData("-Name 'Not/A/Name'", "Not/A/Name")]
    [InlineData("-TemplateName ''", "TemplateName")]
    public void Bad_input_ends_the_command_with_the_reason(string arguments, string reason)
    {
        RunResult result = _session.Run($"New-GatewayTemplatePatch -PrivilegedPort None | Expand-GatewayTemplate {arguments}");

        Assert.Empty(result.Output);
        string said = string.Join("\n", [.. result.Errors.Select(error => error.ToString()), result.Terminating?.Message ?? ""]);
        Assert.Contains(reason, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_Deployment_of_ones_own_is_expanded_from_a_file_from_text_and_from_an_object()
    {
        string yaml = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: edge, namespace: net}\nspec:\n  template:\n    metadata: {labels: {app: edge}}\n"
            + "    spec:\n      containers:\n      - {name: istio-proxy, image: auto, securityContext: {runAsNonRoot: true}}\n";
        string path = Path.Combine(_folder, "deployment.yaml");
        File.WriteAllText(path, yaml);
        const string common = "New-GatewayTemplatePatch -PrivilegedPort Root | Expand-GatewayTemplate";

        string[] pods =
        [
            Pod($"{common} -WorkloadPath $args[0]", path),
            Pod($"{common} -Workload $args[0]", yaml),
            Pod($"{common} -Workload $args[0].Split(\"`n\")", yaml),
            Pod($$"""
                {{common}} -Workload @{ apiVersion = 'apps/v1'; kind = 'Deployment'; metadata = @{ name = 'edge'; namespace = 'net' }
                  spec = @{ template = @{ metadata = @{ labels = @{ app = 'edge' } }
                    spec = @{ containers = @(@{ name = 'istio-proxy'; image = 'auto'; securityContext = @{ runAsNonRoot = $true } }) } } } }
                """),
        ];

        Assert.All(pods, pod => Assert.Equal(pods[0], pod));
        Assert.Contains("breaks non-root policy", pods[0], StringComparison.Ordinal);
        Assert.Contains("kubernetes://apis/apps/v1/namespaces/net/deployments/edge", pods[0], StringComparison.Ordinal);

        string Pod(string script, params object[] arguments)
        {
            ExpandedGatewayTemplate expanded = Assert.Single(_session.Run(script, arguments).ThrowIfFailed().Of<ExpandedGatewayTemplate>());
            return expanded.PodYaml + expanded.Effect!.OldKernelReason;
        }
    }

    [Fact]
    public void The_pod_is_an_object_to_walk_through_and_Yaml_is_two_documents()
    {
        Assert.Equal("istio-proxy", _session.Run("(New-GatewayTemplatePatch -PrivilegedPort None | Expand-GatewayTemplate).Pod.spec.containers[0].name").ThrowIfFailed().Output.Single().ToString());
        string text = Assert.Single(_session.Run("New-GatewayTemplatePatch -PrivilegedPort None | Expand-GatewayTemplate -As Yaml").ThrowIfFailed().Of<string>());

        Assert.Equal(2, text.Split("\n---\n").Length);
        Assert.Contains("sysctls: []", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_fails_makes_no_patch_unless_it_is_insisted_on()
    {
        string broken = "spec:\n  securityContext:\n    sysctls:\n    - name: net.ipv4.ip_unprivileged_port_start\n      value: \"0\"\n  containers:\n  - name: istio-proxy\n    image: {{ fail \"no\" }}\n";

        RunResult refused = _session.Run("New-GatewayTemplatePatch -PrivilegedPort None -Template $args[0]", broken);
        Assert.Empty(refused.Output);
        Assert.StartsWith("TemplateInvalid", Assert.Single(refused.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);

        RunResult forced = _session.Run("New-GatewayTemplatePatch -PrivilegedPort None -Template $args[0] -Force", broken).ThrowIfFailed();
        Assert.Single(forced.Of<GatewayTemplatePatch>());
        Assert.Contains(forced.Warnings, warning => warning.Contains("-Force", StringComparison.Ordinal));
    }

    [Fact]
    public void A_patch_says_what_it_changes_in_the_pod()
    {
        GatewayTemplatePatch documented = Assert.Single(_session.Run("New-GatewayTemplatePatch -WarningAction Ignore").ThrowIfFailed().Of<GatewayTemplatePatch>());
        GatewayTemplatePatch overlay = Assert.Single(_session.Run("New-GatewayTemplatePatch -Overlay old -PrivilegedPort Root -WarningAction Ignore").ThrowIfFailed().Of<GatewayTemplatePatch>());

        Assert.Equal(["""spec.securityContext.sysctls: [{"name":"net.ipv4.ip_unprivileged_port_start","value":"0"}] -> (not set)"""], documented.PodChanges);
        Assert.Contains("spec.containers[istio-proxy].securityContext.runAsUser: 1337 -> 0", overlay.PodChanges);
    }

    [Fact]
    public async Task Set_refuses_what_renders_wrong_and_shows_what_changes_in_the_pod()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();

        RunResult refused = _session.Run("Set-IstioGatewayTemplate -Kubeconfig $args[0] -Template $args[1]", cluster.Kubeconfig, BadIndent);
        Assert.StartsWith("TemplateInvalid", Assert.Single(refused.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("InvalidYaml", refused.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Null(await cluster.OverrideAsync());

        IstioTemplateChange change = Assert.Single(_session.Run(
            "New-GatewayTemplatePatch -Kubeconfig $args[0] -PrivilegedPort None | Set-IstioGatewayTemplate", cluster.Kubeconfig).ThrowIfFailed().Of<IstioTemplateChange>());
        string changed = Assert.Single(change.PodChanges);
        Assert.StartsWith("spec.securityContext.sysctls: ", changed, StringComparison.Ordinal);
        Assert.NotNull(await cluster.OverrideAsync());
    }

    [Fact]
    public void Istios_own_values_file_serves_as_it_is()
    {
        ExpandedGatewayTemplate expanded = Assert.Single(_session.Run(
            "New-GatewayTemplatePatch -PrivilegedPort None | Expand-GatewayTemplate -Values $args[0]", SharedFiles.Path("istio/values-1.28.0.json"))
            .ThrowIfFailed().Of<ExpandedGatewayTemplate>());

        Assert.Contains("docker.io/istio/proxyv2:1.28.0", expanded.Yaml, StringComparison.Ordinal);
    }
}
