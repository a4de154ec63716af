using System.Management.Automation;
using GatewayPs.Host.Engine;

namespace GatewayPs.Host.Modes;

/// <summary>Runs scripts and commands with the module imported.</summary>
internal static class ScriptMode
{
    /// <summary>The whole procedure on an embedded cluster.</summary>
    public static Task<int> QuickStartAsync(CancellationToken cancellationToken) =>
        OwnScriptAsync("QuickStart.ps1", OnConsole(), cancellationToken);

    /// <summary>What the picture of a terminal shows.</summary>
    public static Task<int> PictureAsync(ConsoleHost host, CancellationToken cancellationToken) =>
        OwnScriptAsync("Picture.ps1", host, cancellationToken);

    /// <summary>A script file. Arguments are passed on as text, names included, as <c>pwsh -File</c> does.</summary>
    public static async Task<int> FileAsync(Arguments.File file, CancellationToken cancellationToken)
    {
        string path = Path.GetFullPath(file.Path);
        if (!File.Exists(path))
        {
            await Console.Error.WriteLineAsync($"The script '{file.Path}' does not exist.").ConfigureAwait(false);
            return 64;
        }

        // A script that ends with "exit N" fails as a command and leaves N behind; nothing else in it does both.
        const string Call =
            """
            param([string] $Path, [hashtable] $Named, [object[]] $Positional)
            & $Path @Named @Positional
            if (-not $?) { if ($LASTEXITCODE) { exit $LASTEXITCODE } else { exit 1 } }
            """;
        ScriptArguments arguments = ScriptArguments.Parse(file.ScriptArguments);
        return await RunAsync(
            shell => shell.AddScript(Call)
                .AddParameter("Path", path)
                .AddParameter("Named", arguments.Named)
                .AddParameter("Positional", arguments.Positional),
            file.ImportModule,
            OnConsole(),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A command text; as <c>pwsh -Command</c>, the exit code is 1 when its last command failed.</summary>
    public static async Task<int> CommandAsync(Arguments.Command command, CancellationToken cancellationToken)
    {
        const string ReportFailure = "\nif (-not $?) { exit 1 }";
        return await RunAsync(shell => shell.AddScript(command.Text + ReportFailure), command.ImportModule, OnConsole(), cancellationToken).ConfigureAwait(false);
    }

    private static ConsoleHost OnConsole() => new(Console.Out, Console.Error, Console.IsInputRedirected ? null : Console.In);

    private static async Task<int> OwnScriptAsync(string name, ConsoleHost host, CancellationToken cancellationToken)
    {
        using Stream resource = typeof(ScriptMode).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(resource);
        string text = await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        return await RunAsync(shell => shell.AddScript(text), import: true, host, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> RunAsync(Action<PowerShell> command, bool import, ConsoleHost host, CancellationToken cancellationToken)
    {
        using ScriptEngine engine = new(host);
        if (!import)
        {
            return await engine.RunAsync(command, cancellationToken).ConfigureAwait(false);
        }

        int imported = await engine.RunAsync(
            shell => shell.AddCommand("Import-Module").AddParameter("Name", ModuleLocation.Manifest()), cancellationToken)
            .ConfigureAwait(false);
        return imported != 0 ? imported : await engine.RunAsync(command, cancellationToken).ConfigureAwait(false);
    }
}
