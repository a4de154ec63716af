using System.Globalization;
using System.Management.Automation.Host;

namespace GatewayPs.Host.Engine;

/// <summary>A PowerShell host over the console's streams.</summary>
/// <param name="output">Where output and host text go.</param>
/// <param name="error">Where errors go.</param>
/// <param name="input">Where answers come from, or <see langword="null"/>.</param>
/// <param name="colours">Whether escape sequences for colours are kept, as a terminal would have them.</param>
internal sealed class ConsoleHost(TextWriter output, TextWriter error, TextReader? input, bool colours = false) : PSHost
{
    private readonly ConsoleUserInterface _userInterface = new(output, error, input, colours);

    /// <summary>What <c>exit N</c> asked for, if it was called.</summary>
    public int? ExitCode { get; private set; }

    public override string Name => "GatewayPs.Host";

    public override Version Version { get; } = typeof(ConsoleHost).Assembly.GetName().Version ?? new Version(0, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => _userInterface;

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new NotSupportedException("This host has no prompt.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("This host has no prompt.");

    public override void NotifyBeginApplication()
    {
        // A native program writes to the same console; nothing of ours has to be put aside.
    }

    public override void NotifyEndApplication()
    {
        // See NotifyBeginApplication.
    }
}
