using System.Management.Automation.Language;
using GatewayPs.Host.Help;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests;

/// <summary>The examples of the help: all parse and name what exists, and those that need no real cluster run.</summary>
public sealed class HelpExampleTests
{
    private static readonly (string Cmdlet, HelpExample Example)[] Examples = [.. HelpSource.Examples()];

    public static TheoryData<string, string> All { get; } = Rows(Examples);

    public static TheoryData<string, string> Running { get; } = Rows(Examples.Where(pair => pair.Example.Runs));

    [Theory]
    [MemberData(nameof(All))]
    public void An_example_parses_and_shows_its_cmdlet(string cmdlet, string title)
    {
        ScriptBlockAst script = Parser.ParseInput(Find(cmdlet, title).Code, out _, out ParseError[] errors);

        Assert.Empty(errors);
        Assert.Contains(cmdlet, Commands(script).Select(command => command.GetCommandName()));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_example_uses_parameters_that_exist_by_their_full_names(string cmdlet, string title)
    {
        using PowerShellSession session = new();
        Dictionary<string, CommandFacts> known = HelpSource.Commands(session).ToDictionary(command => command.Name);
        ScriptBlockAst script = Parser.ParseInput(Find(cmdlet, title).Code, out _, out _);

        foreach (CommandAst command in Commands(script).Where(command => known.ContainsKey(command.GetCommandName())))
        {
            HashSet<string> parameters =
            [
                .. known[command.GetCommandName()].Parameters.Select(parameter => parameter.Name),
                .. System.Management.Automation.Cmdlet.CommonParameters,
            ];
            Assert.All(
                command.CommandElements.OfType<CommandParameterAst>(), used => Assert.Contains(used.ParameterName, parameters));
        }
    }

    [Theory]
    [MemberData(nameof(Running))]
    public void An_example_that_needs_only_the_embedded_cluster_runs(string cmdlet, string title)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("istiogateway-help-");
        try
        {
            using PowerShellSession session = new();
            session.Run("$null = $ExecutionContext.SessionState.Path.SetLocation($args[0])", folder.FullName).ThrowIfFailed();

            session.Run(Find(cmdlet, title).Code).ThrowIfFailed();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Every_cmdlet_has_a_runbook_that_runs() => Assert.Equal(
        Examples.Select(pair => pair.Cmdlet).Distinct(),
        Examples.Where(pair => pair.Example.Runs && pair.Example.Title.StartsWith("Runbook", StringComparison.Ordinal))
            .Select(pair => pair.Cmdlet).Distinct());

    private static HelpExample Find(string cmdlet, string title) =>
        Examples.Single(pair => pair.Cmdlet == cmdlet && pair.Example.Title == title).Example;

    private static IEnumerable<CommandAst> Commands(ScriptBlockAst script) =>
        script.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>();

    private static TheoryData<string, string> Rows(IEnumerable<(string Cmdlet, HelpExample Example)> examples)
    {
        TheoryData<string, string> rows = [];
        foreach ((string cmdlet, HelpExample example) in examples)
        {
            rows.Add(cmdlet, example.Title);
        }

        return rows;
    }
}
