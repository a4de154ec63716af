using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace GatewayPs.Host.Engine;

/// <summary>
/// Writes the streams as pwsh does without a terminal: output and host text to standard output, errors to standard error,
/// warning, verbose and debug with their prefix. Progress is one line per change of activity or status, so that a log of a
/// run can be read.
/// </summary>
internal sealed class ConsoleUserInterface(TextWriter output, TextWriter error, TextReader? input, bool colours) : PSHostUserInterface
{
    private readonly Dictionary<int, string> _shownProgress = [];

    public override PSHostRawUserInterface RawUI { get; } = new ConsoleRawUserInterface();

    public override bool SupportsVirtualTerminal => colours;

    public override void Write(string value) => output.Write(Plain(value));

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => output.Write(Plain(value));

    public override void WriteLine() => output.WriteLine();

    public override void WriteLine(string value) => output.WriteLine(Plain(value));

    public override void WriteErrorLine(string value) => error.WriteLine(Plain(value));

    public override void WriteDebugLine(string message) => output.WriteLine("DEBUG: " + message);

    public override void WriteVerboseLine(string message) => output.WriteLine("VERBOSE: " + message);

    public override void WriteWarningLine(string message) => output.WriteLine("WARNING: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        if (record.RecordType == ProgressRecordType.Completed)
        {
            _shownProgress.Remove(record.ActivityId);
            return;
        }

        string text = $"{record.Activity}: {record.StatusDescription}";
        if (_shownProgress.TryGetValue(record.ActivityId, out string? shown) && shown == text)
        {
            return;
        }

        _shownProgress[record.ActivityId] = text;
        output.WriteLine($"  ... {text}");
    }

    public override string ReadLine() => input?.ReadLine() ?? throw NoInput();

    public override SecureString ReadLineAsSecureString() => throw NoInput();

    public override Dictionary<string, PSObject> Prompt(
        string caption, string message, Collection<FieldDescription> descriptions) => throw NoInput();

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        if (input is null)
        {
            throw NoInput();
        }

        output.WriteLine(caption);
        output.WriteLine(message);
        while (true)
        {
            for (int i = 0; i < choices.Count; i++)
            {
                output.Write($"[{Key(choices[i])}] {choices[i].Label.Replace("&", "", StringComparison.Ordinal)}  ");
            }

            output.Write("(default is \"" + (defaultChoice >= 0 ? Key(choices[defaultChoice]) : "") + "\"): ");
            string answer = (input.ReadLine() ?? throw NoInput()).Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            for (int i = 0; i < choices.Count; i++)
            {
                string label = choices[i].Label.Replace("&", "", StringComparison.Ordinal);
                if (answer.Equals(Key(choices[i]), StringComparison.OrdinalIgnoreCase)
                    || answer.Equals(label, StringComparison.OrdinalIgnoreCase))
                {
                    return i;
                }
            }
        }
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw NoInput();

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => throw NoInput();

    /// <summary>Without colours, which are for terminals; the engine's own rule decides what is one.</summary>
    private string Plain(string text) => GetOutputString(text, supportsVirtualTerminal: colours);

    private static string Key(ChoiceDescription choice)
    {
        int mark = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < choice.Label.Length ? choice.Label.Substring(mark + 1, 1) : choice.Label;
    }

    private static HostException NoInput() => new("This host is not interactive: it cannot ask.");
}
