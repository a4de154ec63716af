using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;

namespace IstioGateway.Commands.Tests.Harness;

/// <summary>A host that keeps what is written to it and answers questions from a script; a question nobody expected fails the test.</summary>
internal sealed class TestHost : PSHost
{
    private readonly TestUserInterface _userInterface = new();

    public Queue<string> Answers => _userInterface.Answers;

    /// <summary>What happens while a question is on the screen.</summary>
    public Action? WhileAsking
    {
        get => _userInterface.WhileAsking;
        set => _userInterface.WhileAsking = value;
    }

    public string Text => _userInterface.Text;

    public override string Name => "Tests";

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => _userInterface;

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public void Clear() => _userInterface.Clear();

    public override void SetShouldExit(int exitCode)
    {
    }

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    private sealed class TestUserInterface : PSHostUserInterface
    {
        private readonly StringBuilder _text = new();

        public Queue<string> Answers { get; } = new();

        public Action? WhileAsking { get; set; }

        public string Text
        {
            get
            {
                lock (_text)
                {
                    return _text.ToString();
                }
            }
        }

        public override PSHostRawUserInterface RawUI { get; } = new TestRawUserInterface();

        public void Clear()
        {
            lock (_text)
            {
                _text.Clear();
            }
        }

        public override void Write(string value) => Append(value);

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Append(value);

        public override void WriteLine(string value) => Append(value + "\n");

        public override void WriteErrorLine(string value) => Append("ERROR: " + value + "\n");

        public override void WriteDebugLine(string message) => Append("DEBUG: " + message + "\n");

        public override void WriteVerboseLine(string message) => Append("VERBOSE: " + message + "\n");

        public override void WriteWarningLine(string message) => Append("WARNING: " + message + "\n");

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
        }

        public override string ReadLine() => throw Unexpected("ReadLine");

        public override SecureString ReadLineAsSecureString() => throw Unexpected("ReadLineAsSecureString");

        public override Dictionary<string, PSObject> Prompt(
            string caption, string message, Collection<FieldDescription> descriptions) => throw Unexpected("Prompt: " + message);

        public override int PromptForChoice(
            string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            Append($"{caption}\n{message}\n");
            WhileAsking?.Invoke();
            return Answers.TryDequeue(out string? answer)
                ? choices.IndexOf(choices.Single(c => c.Label.Replace("&", "", StringComparison.Ordinal) == answer))
                : throw Unexpected("PromptForChoice: " + message);
        }

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw Unexpected("PromptForCredential");

        public override PSCredential PromptForCredential(
            string caption,
            string message,
            string userName,
            string targetName,
            PSCredentialTypes allowedCredentialTypes,
            PSCredentialUIOptions options) => throw Unexpected("PromptForCredential");

        private static HostException Unexpected(string what) => new("Nobody is here to answer: " + what);

        private void Append(string value)
        {
            lock (_text)
            {
                // Without colours, as a redirected pwsh writes.
                _text.Append(GetOutputString(value, supportsVirtualTerminal: false));
            }
        }
    }

    private sealed class TestRawUserInterface : PSHostRawUserInterface
    {
        public override ConsoleColor ForegroundColor { get; set; }

        public override ConsoleColor BackgroundColor { get; set; }

        public override Coordinates CursorPosition { get; set; }

        public override Coordinates WindowPosition { get; set; }

        public override int CursorSize { get; set; } = 1;

        public override Size BufferSize { get; set; } = new(100, 3000);

        public override Size WindowSize { get; set; } = new(100, 50);

        public override Size MaxWindowSize => WindowSize;

        public override Size MaxPhysicalWindowSize => WindowSize;

        public override string WindowTitle { get; set; } = "";

        public override bool KeyAvailable => false;

        public override KeyInfo ReadKey(ReadKeyOptions options) => throw new HostException("Nobody is here to press a key.");

        public override void FlushInputBuffer()
        {
        }

        public override BufferCell[,] GetBufferContents(Rectangle rectangle) => new BufferCell[0, 0];

        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents)
        {
        }

        public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
        {
        }

        public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill)
        {
        }
    }
}
