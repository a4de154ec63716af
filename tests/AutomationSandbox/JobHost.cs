using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace AutomationSandbox;

/// <summary>A host in which nobody is: what is written to it is thrown away, and every question is refused and kept.</summary>
internal sealed class JobHost(CultureInfo culture) : PSHost
{
    private readonly NobodyThere _nobody = new();

    /// <summary>The questions that were asked.</summary>
    public IReadOnlyList<string> Prompts => [.. _nobody.Prompts];

    public override string Name => "AutomationSandbox";

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => _nobody;

    public override CultureInfo CurrentCulture => culture;

    public override CultureInfo CurrentUICulture => culture;

    public override void SetShouldExit(int exitCode)
    {
    }

    public override void EnterNestedPrompt() => throw _nobody.Refuse("EnterNestedPrompt");

    public override void ExitNestedPrompt() => throw _nobody.Refuse("ExitNestedPrompt");

    public override void NotifyBeginApplication() => _nobody.Refuse("NotifyBeginApplication");

    public override void NotifyEndApplication()
    {
    }

    private sealed class NobodyThere : PSHostUserInterface
    {
        public ConcurrentQueue<string> Prompts { get; } = new();

        /// <summary>There is no screen.</summary>
        public override PSHostRawUserInterface RawUI => null!;

        public HostException Refuse(string question)
        {
            Prompts.Enqueue(question);
            return new HostException("A command that prompts the user failed because the host does not support user interaction: " + question);
        }

        public override void Write(string value)
        {
        }

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
        {
        }

        public override void WriteLine(string value)
        {
        }

        public override void WriteErrorLine(string value)
        {
        }

        public override void WriteDebugLine(string message)
        {
        }

        public override void WriteVerboseLine(string message)
        {
        }

        public override void WriteWarningLine(string message)
        {
        }

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
        }

        public override string ReadLine() => throw Refuse("ReadLine");

        public override SecureString ReadLineAsSecureString() => throw Refuse("ReadLineAsSecureString");

        public override Dictionary<string, PSObject> Prompt(
            string caption, string message, Collection<FieldDescription> descriptions) =>
            throw Refuse("Prompt: " + string.Join(", ", descriptions.Select(field => field.Name)));

        public override int PromptForChoice(
            string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
            throw Refuse("PromptForChoice: " + message);

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw Refuse("PromptForCredential");

        public override PSCredential PromptForCredential(
            string caption,
            string message,
            string userName,
            string targetName,
            PSCredentialTypes allowedCredentialTypes,
            PSCredentialUIOptions options) => throw Refuse("PromptForCredential");
    }
}
