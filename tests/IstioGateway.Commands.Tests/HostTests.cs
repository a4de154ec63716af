using System.Diagnostics;
using System.Management.Automation.Language;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Testing;

namespace IstioGateway.Commands.Tests;

/// <summary>The console host as a program: scripts, exit codes, isolation.</summary>
public sealed class HostTests
{
    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("'fine'", 0)]
    [InlineData("throw 'no'", 1)]
    [InlineData("Get-NodeKernel -Path ./there-is-no-such-file", 1)]
    public async Task A_command_passes_its_exit_code_on(string command, int expected)
    {
        ProgramRun run = await DotNetProgram.Host.RunAsync("-Command", command);

        Assert.Equal(expected, run.ExitCode);
    }

    [Fact]
    public async Task A_script_gets_its_arguments_and_passes_errors_and_its_exit_code_on()
    {
        string script = Path.Combine(Path.GetTempPath(), $"istiogateway-{Guid.NewGuid():N}.ps1");
        await File.WriteAllTextAsync(
            script,
            """
            param([string] $Name, [switch] $Loud, [Parameter(ValueFromRemainingArguments)] $Rest)
            "name=$Name loud=$Loud rest=$Rest"
            Get-NodeKernel -Path ./there-is-no-such-file
            exit 3
            """);

        ProgramRun run = await DotNetProgram.Host.RunAsync("-File", script, "-Name", "two words", "x", "-Loud");

        File.Delete(script);
        Assert.Contains("name=two words loud=True rest=x", run.Output, StringComparison.Ordinal);
        Assert.Contains("there-is-no-such-file", run.Error, StringComparison.Ordinal);
        Assert.Equal(3, run.ExitCode);
    }

    [Theory]
    [InlineData("-Nonsense")]
    [InlineData("-File")]
    [InlineData("-Controllers")]
    [InlineData("-Serve", "-NodeCount", "many")]
    public async Task A_command_line_that_is_not_understood_shows_the_usage(params string[] arguments)
    {
        ProgramRun run = await DotNetProgram.Host.RunAsync(arguments);

        Assert.Equal(64, run.ExitCode);
        Assert.Contains("-Controllers -Kubeconfig FILE", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_module_works_beside_another_YamlDotNet_loaded_before_or_after_it(bool before)
    {
        string other = Path.Combine(AppContext.BaseDirectory, "other", "YamlDotNet.dll");
        string load = $"$other = [Reflection.Assembly]::LoadFrom('{other}')";
        string import = $"Import-Module '{PowerShellSession.Manifest}'";
        string use =
            """
            $yaml = New-GatewayTemplatePatch -As Yaml -WarningAction Ignore
            $cluster = Connect-IstioCluster -Sandbox
            $nodes = $cluster | Get-NodeKernel
            $deserializer = $other.CreateInstance('YamlDotNet.Serialization.DeserializerBuilder').Build()
            $map = $deserializer.Deserialize([IO.StringReader]::new('a: 1'))
            "yaml=$($yaml.StartsWith('spec:')) nodes=$($nodes.Count) theirs=$($map['a'])"
            [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'YamlDotNet' } |
                ForEach-Object { "YamlDotNet $($_.GetName().Version.Major)" }
            """;
        string script = before ? $"{load}; {import}\n{use}" : $"{import}\n$null = New-GatewayTemplatePatch -As Yaml -WarningAction Ignore\n{load}\n{use}";

        ProgramRun run = await DotNetProgram.Host.RunAsync("-NoModule", "-Command", script);

        Assert.Equal("", run.Error);
        Assert.Contains("yaml=True nodes=5 theirs=1", run.Output, StringComparison.Ordinal);
        Assert.Contains("YamlDotNet 16", run.Output, StringComparison.Ordinal);
        Assert.Contains("YamlDotNet 18", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task The_quick_start_shows_nodes_change_diff_ready_and_undo()
    {
        ProgramRun run = await DotNetProgram.Host.RunAsync();

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"Name +KernelVersion +Template +Status +OSImage", run.Output);
        Assert.Contains("What if: Set template 'gateway'", run.Output, StringComparison.Ordinal);
        Assert.Contains("-    - name: net.ipv4.ip_unprivileged_port_start", run.Output, StringComparison.Ordinal);
        Assert.Contains("... Waiting for Istio", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"sandbox +default +True +Healthy", run.Output);
        Assert.Contains("nothing was written", run.Output, StringComparison.Ordinal);
        Assert.Contains("Remove-IstioGatewayTemplate", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Build.ps1")]
    [InlineData("src/GatewayPs.Host/Modes/QuickStart.ps1")]
    public void Every_script_parses(string path)
    {
        Parser.ParseFile(Path.Combine(SharedFiles.RepositoryRoot, path), out _, out ParseError[] errors);

        Assert.Empty(errors);
    }

    [Fact]
    public async Task Build_ps1_runs_under_the_host_as_far_as_its_parameters()
    {
        ProgramRun run = await DotNetProgram.Host.RunAsync("-File", Path.Combine(SharedFiles.RepositoryRoot, "Build.ps1"), "-Task", "Nonsense");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Build,Test,Package", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_controllers_run_alone_against_any_api_server()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });
        using Process host = DotNetProgram.Host.Start("-Controllers", "-Kubeconfig", cluster.Kubeconfig);

        await cluster.WaitAsync(istio => istio["status"]?["state"]?.GetValue<string>() == "Healthy");

        host.Kill(entireProcessTree: true);
        await host.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_embedded_cluster_is_served_to_other_programs()
    {
        string kubeconfig = Path.Combine(Path.GetTempPath(), $"istiogateway-{Guid.NewGuid():N}");
        using Process host = DotNetProgram.Host.Start("-Serve", "-KubeconfigOut", kubeconfig, "-NodeCount", "3");
        string? line = await host.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        _ = await host.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        using PowerShellSession session = new();

        RunResult result = session.Run("Get-NodeKernel -Kubeconfig $args[0]", kubeconfig);

        host.Kill(entireProcessTree: true);
        await host.WaitForExitAsync(TestContext.Current.CancellationToken);
        File.Delete(kubeconfig);
        Assert.Contains("https://127.0.0.1:", line, StringComparison.Ordinal);
        Assert.Equal(3, result.ThrowIfFailed().Output.Count);
    }
}
