using System.Management.Automation;
using GatewayPs.Host.Help;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Testing;

namespace IstioGateway.Commands.Tests;

/// <summary>The pages of the cmdlets, and the help that is made of them.</summary>
internal static class HelpSource
{
    public const string FileName = "IstioGateway.Commands.dll-Help.xml";

    public static string Pages { get; } = Path.Combine(SharedFiles.RepositoryRoot, "docs", "cmdlets");

    /// <summary>Where the help file is kept.</summary>
    public static string Kept { get; } = Path.Combine(SharedFiles.RepositoryRoot, "module", "en-US");

    /// <summary>Where the engine looks for it: beside the manifest.</summary>
    public static string Staged { get; } = Path.Combine(SharedFiles.RepositoryRoot, "en-US");

    /// <summary>What the engine knows of the exported cmdlets.</summary>
    public static IReadOnlyList<CommandFacts> Commands(PowerShellSession session) =>
        [.. Exported(session).Select(CommandFacts.Of)];

    /// <summary>The exported cmdlets.</summary>
    public static IReadOnlyList<CmdletInfo> Exported(PowerShellSession session) =>
    [
        .. session.Run("Get-Command -Module IstioGateway -CommandType Cmdlet").ThrowIfFailed().Of<CmdletInfo>()
            .OrderBy(command => command.Name, StringComparer.Ordinal),
    ];

    /// <summary>Makes the help.</summary>
    public static HelpBuild Build(PowerShellSession session) => new HelpBuilder(Pages).Build(Commands(session));

    /// <summary>The examples of every page, by a name for the test.</summary>
    public static IEnumerable<(string Cmdlet, HelpExample Example)> Examples() => Directory.EnumerateFiles(Pages, "*-*.md")
        .Order(StringComparer.Ordinal)
        .Select(file => HelpPageParser.Parse(file, File.ReadAllText(file)))
        .SelectMany(page => page.Examples.Select(example => (page.Name, example)));
}
