namespace GatewayPs.Host;

/// <summary>What the command line asks for.</summary>
internal abstract record Arguments
{
    /// <summary>The text of <c>-Help</c>.</summary>
    public const string Usage = """
        GatewayPs.Host: the PowerShell engine with the IstioGateway module, for machines without pwsh.

          (nothing)                          the quick start: the whole procedure on an embedded cluster
          -File script.ps1 [arguments]       runs a script; its exit code becomes ours
          -Command text                      runs a command
          -NoModule -File|-Command ...       the same without importing the module first
          -Controllers -Kubeconfig FILE [-Context NAME]
                                             runs the simulated operator and istiod against any API server until Ctrl+C
          -Serve [-KubeconfigOut FILE] [-NodeCount N] [-OldKernelCount N] [-Bare]
                                             serves the embedded cluster until Ctrl+C, for kubectl and other clients;
                                             -Bare: without nodes, Istio resource and controllers
          -BuildHelp [-Check]                makes the module's help of docs/cmdlets; -Check only says whether it is up to date
          -Picture FILE [-Check]             draws the README's picture of a terminal from a real run; -Check as above
          -Package -Staged FOLDER -Out FOLDER
                                             packs the module that a build staged in a folder; Build.ps1 Package calls it
          -Help                              this text
        """;

    private Arguments()
    {
    }

    /// <summary>Nothing was asked for.</summary>
    public sealed record QuickStart : Arguments;

    /// <summary>A script file and its arguments.</summary>
    public sealed record File(string Path, IReadOnlyList<string> ScriptArguments, bool ImportModule) : Arguments;

    /// <summary>A command text.</summary>
    public sealed record Command(string Text, bool ImportModule) : Arguments;

    /// <summary>The controllers alone.</summary>
    public sealed record Controllers(string Kubeconfig, string? Context) : Arguments;

    /// <summary>The embedded cluster alone.</summary>
    public sealed record Serve(string? KubeconfigOut, int NodeCount, int OldKernelCount, bool Bare) : Arguments;

    /// <summary>The module's help is to be made, or only checked.</summary>
    public sealed record BuildHelp(bool CheckOnly) : Arguments;

    /// <summary>The picture of a terminal is to be drawn, or only checked.</summary>
    public sealed record Picture(string Path, bool CheckOnly) : Arguments;

    /// <summary>The packages of a built module are to be made.</summary>
    public sealed record Package(string Staged, string Out) : Arguments;

    /// <summary>The help text.</summary>
    public sealed record Help : Arguments;

    /// <summary>The command line cannot be understood.</summary>
    public sealed record Wrong(string Why) : Arguments;

    /// <summary>Reads a command line.</summary>
    public static Arguments Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            return new QuickStart();
        }

        bool import = !arguments[0].Equals("-NoModule", StringComparison.OrdinalIgnoreCase);
        return import ? ParseMode(arguments, import) : ParseMode([.. arguments.Skip(1)], import);
    }

    private static Arguments ParseMode(IReadOnlyList<string> arguments, bool import)
    {
        string mode = arguments.Count > 0 ? arguments[0] : "";
        return mode.ToUpperInvariant() switch
        {
            "-FILE" => arguments.Count >= 2
                ? new File(arguments[1], [.. arguments.Skip(2)], import)
                : new Wrong("-File needs a path."),
            "-COMMAND" or "-C" => arguments.Count >= 2
                ? new Command(string.Join(' ', arguments.Skip(1)), import)
                : new Wrong("-Command needs a text."),
            _ when !import => new Wrong("-NoModule goes with -File or -Command."),
            "-CONTROLLERS" => ParseControllers(new OptionReader(arguments)),
            "-SERVE" => ParseServe(new OptionReader(arguments)),
            "-BUILDHELP" => ParseBuildHelp(new OptionReader(arguments)),
            "-PICTURE" => ParsePicture(arguments),
            "-PACKAGE" => ParsePackage(new OptionReader(arguments)),
            "-HELP" or "--HELP" or "-?" or "-H" => new Help(),
            _ => new Wrong($"'{mode}' is not understood."),
        };
    }

    private static Arguments ParseControllers(OptionReader options)
    {
        string? kubeconfig = options.Text("-Kubeconfig");
        string? context = options.Text("-Context");
        return options.Problem is { } problem ? new Wrong(problem)
            : kubeconfig is null ? new Wrong("-Controllers needs -Kubeconfig FILE.")
            : new Controllers(kubeconfig, context);
    }

    private static Arguments ParseServe(OptionReader options)
    {
        string? file = options.Text("-KubeconfigOut");
        bool bare = options.Flag("-Bare");
        int nodes = options.Number("-NodeCount", bare ? 0 : 5);
        int old = options.Number("-OldKernelCount", bare ? 0 : 2);
        return options.Problem is { } problem ? new Wrong(problem) : new Serve(file, nodes, old, bare);
    }

    private static Arguments ParseBuildHelp(OptionReader options)
    {
        bool check = options.Flag("-Check");
        return options.Problem is { } problem ? new Wrong(problem) : new BuildHelp(check);
    }

    private static Arguments ParsePicture(IReadOnlyList<string> arguments)
    {
        if (arguments.Count < 2)
        {
            return new Wrong("-Picture needs a path.");
        }

        OptionReader options = new([.. arguments.Skip(1)]);
        bool check = options.Flag("-Check");
        return options.Problem is { } problem ? new Wrong(problem) : new Picture(arguments[1], check);
    }

    private static Arguments ParsePackage(OptionReader options)
    {
        string? staged = options.Text("-Staged");
        string? folder = options.Text("-Out");
        return options.Problem is { } problem ? new Wrong(problem)
            : staged is null || folder is null ? new Wrong("-Package needs -Staged FOLDER and -Out FOLDER.")
            : new Package(staged, folder);
    }
}
