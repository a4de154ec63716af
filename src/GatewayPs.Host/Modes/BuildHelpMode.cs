using System.Management.Automation;
using System.Management.Automation.Runspaces;
using GatewayPs.Host.Help;

namespace GatewayPs.Host.Modes;

/// <summary>Makes the module's help of <c>docs/cmdlets</c>: the pages' generated parts, what Get-Help reads, and the page of errors.</summary>
internal static class BuildHelpMode
{
    private const string HelpFile = "IstioGateway.Commands.dll-Help.xml";

    /// <summary>Writes what is not up to date; with <c>-Check</c> it only says so, and the exit code is 1.</summary>
    public static async Task<int> RunAsync(Arguments.BuildHelp build, TextWriter output, CancellationToken cancellationToken)
    {
        string root = Path.GetDirectoryName(ModuleLocation.Manifest())!;
        HelpBuild made;
        string errors;
        try
        {
            made = new HelpBuilder(Path.Combine(root, "docs", "cmdlets")).Build(await CommandsAsync().ConfigureAwait(false));
            errors = ErrorPage.Make(Path.Combine(root, ErrorPage.TextsPath), made.Parsed);
        }
        catch (HelpSourceException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return 1;
        }

        int different = 0;
        foreach ((string path, string text) in made.Pages
            .Append(new(Path.Combine(root, "module", "en-US", HelpFile), made.Maml))
            .Append(new(Path.Combine(root, ErrorPage.ErrorPagePath), errors)))
        {
            if (File.Exists(path) && await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false) == text)
            {
                continue;
            }

            different++;
            if (!build.CheckOnly)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, text, cancellationToken).ConfigureAwait(false);
            }

            await output.WriteLineAsync($"{(build.CheckOnly ? "Not up to date" : "Written")}: {path}").ConfigureAwait(false);
        }

        await output.WriteLineAsync(different == 0 ? "The help is up to date." : $"{different} file(s).").ConfigureAwait(false);
        return build.CheckOnly && different > 0 ? 1 : 0;
    }

    private static async Task<IReadOnlyList<CommandFacts>> CommandsAsync()
    {
        using PowerShell shell = PowerShell.Create(InitialSessionState.CreateDefault2());
        shell.AddCommand("Import-Module").AddParameter("Name", ModuleLocation.Manifest())
            .AddParameter("ErrorAction", ActionPreference.Stop)
            .AddStatement()
            .AddCommand("Get-Command").AddParameter("Module", "IstioGateway").AddParameter("CommandType", CommandTypes.Cmdlet);
        PSDataCollection<PSObject> found = await shell.InvokeAsync().ConfigureAwait(false);
        return
        [
            .. found.Select(item => item.BaseObject).OfType<CmdletInfo>()
                .OrderBy(command => command.Name, StringComparer.Ordinal).Select(CommandFacts.Of),
        ];
    }
}
