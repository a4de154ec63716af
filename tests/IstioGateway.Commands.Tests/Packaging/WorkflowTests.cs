using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using IstioGateway.Testing;
using YamlDotNet.RepresentationModel;

namespace IstioGateway.Commands.Tests.Packaging;

/// <summary>The workflow for those who fork the project, and the scripts that it runs; neither runs here.</summary>
public sealed partial class WorkflowTests
{
    private readonly YamlMappingNode _workflow = Load();

    [Fact]
    public void It_runs_the_two_commands_of_the_README()
    {
        string readme = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "README.md")).ReplaceLineEndings("\n");
        string[] promised = [.. TwoCommands().Match(readme).Groups["command"].Captures.Select(capture => capture.Value.TrimEnd())];

        Assert.Equal(["dotnet run --project src/GatewayPs.Host", "dotnet test GatewayPs.sln"], promised);
        Assert.Equal(promised, Steps("test").Select(step => Text(step, "run")).OfType<string>());
    }

    [Fact]
    public void It_tests_on_three_platforms_and_two_versions_of_PowerShell()
    {
        string[] platforms = ["windows-latest", "ubuntu-latest", "macos-latest"];

        Assert.Equal(platforms, Matrix("test", "os"));
        Assert.Equal(platforms, Matrix("smoke", "os"));
        Assert.Equal(["7.4", "7.6"], Matrix("smoke", "powershell"));
    }

    [Fact]
    public void It_builds_the_package_once_and_tests_that_one()
    {
        Assert.Contains(Steps("package"), step => Text(step, "run")?.EndsWith("-File Build.ps1 Package", StringComparison.Ordinal) == true);
        Assert.Contains(Steps("package"), step => Text(step, "uses")?.StartsWith("actions/upload-artifact@", StringComparison.Ordinal) == true);
        foreach (string job in (string[])["test", "smoke"])
        {
            Assert.Equal("package", Text(Job(job), "needs"));
            Assert.Contains(Steps(job), step => Text(step, "uses")?.StartsWith("actions/download-artifact@", StringComparison.Ordinal) == true);
        }

        Assert.Equal("out", Text((YamlMappingNode)Job("test")["env"], "GATEWAYPS_TEST_PACKAGE"));
    }

    [Fact]
    public void It_may_only_read_trusts_no_other_than_GitHubs_actions_and_ends()
    {
        YamlMappingNode permissions = Assert.IsType<YamlMappingNode>(_workflow["permissions"]);
        Assert.Equal([("contents", "read")], permissions.Children.Select(right => (right.Key.ToString(), right.Value.ToString())));
        foreach (string job in Jobs().Children.Keys.Select(key => key.ToString()))
        {
            Assert.False(Job(job).Children.ContainsKey("permissions"));
            Assert.InRange(int.Parse(Text(Job(job), "timeout-minutes")!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);
            Assert.All(
                Steps(job).Select(step => Text(step, "uses")).OfType<string>(), action => Assert.Matches(@"^actions/[a-z-]+@v\d+$", action));
        }
    }

    [Fact]
    public void Files_that_its_steps_name_are_there()
    {
        string[] runs = [.. Jobs().Children.Keys.SelectMany(job => Steps(job.ToString())).Select(step => Text(step, "run")).OfType<string>()];

        Assert.Contains(runs, run => run == ".ci/reproducible");
        Assert.Contains(runs, run => run.Contains("tests/Pester/Invoke-SmokeTest.ps1", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(SharedFiles.RepositoryRoot, ".ci", "reproducible")));
    }

    [Theory]
    [InlineData("Invoke-SmokeTest.ps1")]
    [InlineData("IstioGateway.Tests.ps1")]
    public void The_smoke_tests_parse_and_call_cmdlets_and_parameters_that_the_module_has(string file)
    {
        ScriptBlockAst script = Parser.ParseFile(
            Path.Combine(SharedFiles.RepositoryRoot, "tests", "Pester", file), out _, out ParseError[] errors);
        Assert.Empty(errors);

        using Harness.PowerShellSession session = new();
        Dictionary<string, System.Management.Automation.CmdletInfo> ours = HelpSource.Exported(session).ToDictionary(cmdlet => cmdlet.Name);
        foreach (CommandAst command in script.FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            string name = command.GetCommandName() ?? "";
            if (!ours.TryGetValue(name, out System.Management.Automation.CmdletInfo? cmdlet))
            {
                Assert.DoesNotMatch("-(Istio|NodeKernel|Gateway)[A-Za-z]*$", name);
                continue;
            }

            Assert.All(
                command.CommandElements.OfType<CommandParameterAst>(),
                parameter => Assert.Contains(parameter.ParameterName, cmdlet.Parameters.Keys, StringComparer.OrdinalIgnoreCase));
        }
    }

    private static YamlMappingNode Load()
    {
        using StreamReader reader = new(Path.Combine(SharedFiles.RepositoryRoot, ".github", "workflows", "ci.yml"));
        YamlStream stream = [];
        stream.Load(reader);
        return (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
    }

    private static string? Text(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out YamlNode? value) && value is YamlScalarNode scalar ? scalar.Value : null;

    private YamlMappingNode Jobs() => (YamlMappingNode)_workflow["jobs"];

    private YamlMappingNode Job(string name) => (YamlMappingNode)Jobs()[name];

    private IEnumerable<YamlMappingNode> Steps(string job) => ((YamlSequenceNode)Job(job)["steps"]).Cast<YamlMappingNode>();

    private IEnumerable<string> Matrix(string job, string axis) =>
        ((YamlSequenceNode)Job(job)["strategy"]["matrix"][axis]).Select(value => value.ToString());

    [GeneratedRegex("```sh\n((?<command>dotnet [^#\n]+)(#[^\n]*)?\n){2}```", RegexOptions.ExplicitCapture)]
    private static partial Regex TwoCommands();
}
