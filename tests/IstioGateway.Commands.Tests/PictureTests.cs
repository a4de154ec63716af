using System.Xml.Linq;
using GatewayPs.Host.Picture;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Testing;

namespace IstioGateway.Commands.Tests;

/// <summary>The picture of a terminal: drawn from a run, and still what a run writes.</summary>
public sealed class PictureTests
{
    private const string Written = "\x1b[34;1mPS>\x1b[0m Get-Thing\n\n\x1b[32;1mName   \x1b[0m\x1b[32;1m Kernel\x1b[0m\n<a> & \"b\"  4.11\n";

    [Fact]
    public void Lines_keep_their_text_and_runs_their_styles()
    {
        IReadOnlyList<IReadOnlyList<TextRun>> lines = AnsiText.Lines(Written);

        Assert.Equal(["PS> Get-Thing", "", "Name    Kernel", "<a> & \"b\"  4.11"], lines.Select(line => string.Concat(line.Select(run => run.Text))));
        Assert.Equal(new TextRun("PS>", new TextStyle("blue", Bold: true)), lines[0][0]);
        Assert.Equal(new TextRun(" Get-Thing", default), lines[0][1]);
        Assert.Equal("green bold", lines[2][0].Style.Classes);
    }

    [Theory]
    [InlineData("31;1", "red", true)]
    [InlineData("1;0", null, false)]
    [InlineData("", null, false)]
    [InlineData("96", "cyan", true)]
    [InlineData("22;39", null, false)]
    [InlineData("4", "green", true)]
    public void A_style_follows_the_sequences(string parameters, string? colour, bool bold) =>
        Assert.Equal(new TextStyle(colour, bold), new TextStyle("green", Bold: true).After(parameters));

    [Fact]
    public void It_is_text_that_can_be_read_aloud_and_needs_nothing_from_elsewhere()
    {
        string svg = TerminalPicture.Draw(Written, "A <terminal>");

        XElement root = XDocument.Parse(svg).Root!;
        Assert.Equal("img", root.Attribute("role")?.Value);
        Assert.Equal("A <terminal>", root.Elements().First(element => element.Name.LocalName == "title").Value);
        Assert.Equal(PictureFile.LinesOf(Written), PictureFile.Lines(svg));
        Assert.DoesNotContain(root.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName is "href" or "src");
        Assert.DoesNotContain("url(", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Ports_and_times_of_a_run_do_not_make_it_outdated() => Assert.Equal(
        PictureFile.LinesOf("at https://127.0.0.1:1234/  in 00:00:01.25   x"),
        PictureFile.LinesOf("at https://127.0.0.1:65000/ in 00:00:00 x"));

    [Fact]
    public async Task The_picture_in_the_readme_is_what_a_run_writes_today()
    {
        string picture = Path.Combine(SharedFiles.RepositoryRoot, "docs", "pipeline.svg");

        ProgramRun run = await DotNetProgram.Host.RunAsync("-Picture", picture, "-Check");

        Assert.Equal("The picture is up to date.", run.Output.Trim());
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("docs/pipeline.svg", await File.ReadAllTextAsync(Path.Combine(SharedFiles.RepositoryRoot, "README.md")), StringComparison.Ordinal);
    }
}
