using System.Management.Automation.Host;

namespace GatewayPs.Host.Engine;

/// <summary>What the formatter needs to know of the console: its width. Everything else a plain stream does not have.</summary>
internal sealed class ConsoleRawUserInterface : PSHostRawUserInterface
{
    private const int WidthOfAStream = 120;

    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override Coordinates CursorPosition { get; set; }

    public override Coordinates WindowPosition { get; set; }

    public override int CursorSize { get; set; } = 1;

    public override Size BufferSize { get; set; } = new(Width(), 3000);

    public override Size WindowSize { get; set; } = new(Width(), 50);

    public override Size MaxWindowSize => WindowSize;

    public override Size MaxPhysicalWindowSize => WindowSize;

    public override string WindowTitle { get; set; } = "";

    public override bool KeyAvailable => false;

    public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException("This host reads no keys.");

    public override void FlushInputBuffer()
    {
        // There is no key buffer.
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => new BufferCell[0, 0];

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents)
    {
        // A stream has no screen buffer.
    }

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        // A stream has no screen buffer.
    }

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill)
    {
        // A stream has no screen buffer.
    }

    private static int Width()
    {
        if (Console.IsOutputRedirected)
        {
            return WidthOfAStream;
        }

        try
        {
            return Math.Max(40, Console.WindowWidth);
        }
        catch (IOException)
        {
            return WidthOfAStream;
        }
    }
}
