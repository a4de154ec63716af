using GatewayPs.Host.Engine;
using GatewayPs.Host.Picture;

namespace GatewayPs.Host.Modes;

/// <summary>Draws the picture of a terminal that the README shows, from a real run on an embedded cluster.</summary>
internal static class PictureMode
{
    private const string Title =
        "A terminal: the nodes of a cluster with their kernels, the change that would be made to the gateway template, and the change made.";

    /// <summary>Draws the picture; with <c>-Check</c> it only says whether the picture still shows what a run writes.</summary>
    public static async Task<int> RunAsync(Arguments.Picture picture, TextWriter output, CancellationToken cancellationToken)
    {
        StringWriter screen = new();
        int code = await ScriptMode.PictureAsync(new ConsoleHost(screen, screen, input: null, colours: true), cancellationToken)
            .ConfigureAwait(false);
        string text = screen.ToString();
        if (code != 0)
        {
            await Console.Error.WriteLineAsync(AnsiText.Plain(text)).ConfigureAwait(false);
            return code;
        }

        if (!picture.CheckOnly)
        {
            await File.WriteAllTextAsync(picture.Path, TerminalPicture.Draw(text, Title), cancellationToken).ConfigureAwait(false);
            await output.WriteLineAsync($"Written: {picture.Path}").ConfigureAwait(false);
            return 0;
        }

        string drawn = await File.ReadAllTextAsync(picture.Path, cancellationToken).ConfigureAwait(false);
        string[] gone = [.. PictureFile.Lines(drawn).Except(PictureFile.LinesOf(text))];
        string[] missing = [.. PictureFile.LinesOf(text).Except(PictureFile.Lines(drawn))];
        foreach (string line in gone.Select(line => "- " + line).Concat(missing.Select(line => "+ " + line)))
        {
            await output.WriteLineAsync(line).ConfigureAwait(false);
        }

        bool current = gone.Length + missing.Length == 0;
        await output.WriteLineAsync(current ? "The picture is up to date." : "The picture is not up to date.").ConfigureAwait(false);
        return current ? 0 : 1;
    }
}
