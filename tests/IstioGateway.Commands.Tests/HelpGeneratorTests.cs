using System.Xml.Linq;
using GatewayPs.Host.Help;

namespace IstioGateway.Commands.Tests;

/// <summary>The generator of the help: what it reads, what it refuses, and that it leaves prose alone.</summary>
public sealed class HelpGeneratorTests
{
    private const string Page = """
        # Get-Thing

        Gets a thing.

        ## Syntax

        ## Description

        It gets `a thing` and **one** [more](https://example.org/more),
        on two lines.

        - first, with a
          second line
        - second

        ```text
        code  stays
          as it is
        ```

        ## Parameters

        ### -Name

        > Type: String

        Its name; see [another page](Other.md).

        ## Inputs

        ### None

        Nothing.

        ## Outputs

        ### Thing

        The thing.

        ## Errors

        - `NoThing` (ObjectNotFound): there is none.

        ## Examples

        ### Get one

        ```powershell run
        Get-Thing
        ```

        It needs nothing.

        ## Links

        - [Set-Thing](Set-Thing.md)
        - [Elsewhere](https://example.org/)

        """;

    [Fact]
    public void Parse_takes_the_marks_off_and_joins_lines()
    {
        HelpPage page = HelpPageParser.Parse("page.md", Page);

        Assert.Equal(("Get-Thing", "Gets a thing."), (page.Name, page.Synopsis));
        Assert.Equal(
            [
                "It gets a thing and one more (https://example.org/more), on two lines.",
                "- first, with a second line",
                "- second",
                "    code  stays\n      as it is",
            ],
            page.Description);
        HelpEntry parameter = Assert.Single(page.Parameters);
        Assert.Equal("Name", parameter.Name);
        Assert.Equal(["Its name; see another page."], parameter.Paragraphs);
        Assert.Equal(["- NoThing (ObjectNotFound): there is none."], page.Errors);
        HelpExample example = Assert.Single(page.Examples);
        Assert.Equal(("Get one", "Get-Thing", true), (example.Title, example.Code, example.Runs));
        Assert.Equal([new HelpLink("Set-Thing", null), new HelpLink("Elsewhere", "https://example.org/")], page.Links);
    }

    [Fact]
    public void Parse_reads_pages_with_Windows_line_ends() => Assert.Equivalent(
        HelpPageParser.Parse("page.md", Page.ReplaceLineEndings("\n")),
        HelpPageParser.Parse("page.md", Page.ReplaceLineEndings("\r\n")),
        strict: true);

    [Theory]
    [InlineData("| a | table |", 11)]
    [InlineData("1. a numbered list", 11)]
    [InlineData("* another bullet", 11)]
    [InlineData("#### a deep heading", 11)]
    [InlineData("<b>HTML</b>", 11)]
    [InlineData("    indented code", 11)]
    [InlineData("```text", 11)]
    public void Read_refuses_other_Markdown_with_its_line(string text, int line)
    {
        string page = Page.Replace("on two lines.", $"on two lines.\n\n{text}\n", StringComparison.Ordinal)
            .Replace("```text\ncode  stays\n  as it is\n```\n", "", StringComparison.Ordinal)
            .Replace("```powershell run\nGet-Thing\n```\n", "", StringComparison.Ordinal);

        HelpSourceException refused = Assert.Throws<HelpSourceException>(() => MarkdownReader.Read("page.md", page));

        Assert.StartsWith($"page.md({line + 1}): ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("## Outputs", "## Outcome", "'## Outcome' is not expected here")]
    [InlineData("## Errors\n", "### Errors\n", "The section '## Errors' is missing")]
    [InlineData("# Get-Thing\n", "Get-Thing\n", "A page starts with")]
    [InlineData("### -Name", "### Name", "starts with a dash")]
    [InlineData("```powershell run", "```bash", "one fence, marked 'powershell'")]
    [InlineData("- [Set-Thing](Set-Thing.md)", "- Set-Thing", "A link is an item of the form")]
    public void Parse_refuses_a_page_of_another_form(string there, string instead, string why)
    {
        string page = Page.Replace(there, instead, StringComparison.Ordinal);

        HelpSourceException refused = Assert.Throws<HelpSourceException>(() => HelpPageParser.Parse("page.md", page));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refresh_writes_syntax_facts_and_includes_and_a_second_run_changes_nothing()
    {
        string page = Page
            .Replace("> Type: String\n\n", "", StringComparison.Ordinal)
            .Replace(
                "Its name; see [another page](Other.md).", "<!-- include: -Name -->\nold\n<!-- end -->", StringComparison.Ordinal);
        HelpRefresher refresher = new("# Common\n\n## -Name\n\nThe name.\n\nOf it.\n\n## -Other\n\nNo.\n");

        string once = refresher.Refresh("page.md", page, Facts());

        Assert.Contains(
            "## Syntax\n\n```text\nGet-Thing [[-Name] <String>] [<CommonParameters>]\n```\n\n## Description\n",
            once,
            StringComparison.Ordinal);
        Assert.Contains(
            "### -Name\n\n> Type: String · Required: no · Position: 0 · Default: none · Pipeline input: no · Wildcards: no\n\n"
                + "<!-- include: -Name -->\nThe name.\n\nOf it.\n<!-- end -->\n\n## Inputs\n",
            once,
            StringComparison.Ordinal);
        Assert.Equal(once, refresher.Refresh("page.md", once, Facts()));
        Assert.Equal(["The name.", "Of it."], HelpPageParser.Parse("page.md", once).Parameters[0].Paragraphs);
    }

    [Theory]
    [InlineData("### -Name", "### -Nome", "Get-Thing has no parameter -Nome.")]
    [InlineData("Gets a thing.", "<!-- include: Nothing -->\n<!-- end -->", "common.md has no '## Nothing'.")]
    [InlineData("Gets a thing.", "<!-- include: Part -->", "'<!-- end -->' is missing.")]
    public void Refresh_refuses_what_does_not_exist(string there, string instead, string why)
    {
        HelpRefresher refresher = new("## Part\n\nText.\n");

        HelpSourceException refused = Assert.Throws<HelpSourceException>(
            () => refresher.Refresh("page.md", Page.Replace(there, instead, StringComparison.Ordinal), Facts()));

        Assert.EndsWith(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_help_file_keeps_what_XML_has_marks_for()
    {
        string page = Page.Replace("Gets a thing.", "Gets <a> & \"b\".", StringComparison.Ordinal);

        string maml = MamlWriter.Write([(HelpPageParser.Parse("page.md", page), Facts())]);

        XNamespace space = "http://schemas.microsoft.com/maml/2004/10";
        Assert.Equal("Gets <a> & \"b\".", XDocument.Parse(maml).Descendants(space + "para").First().Value);
        Assert.DoesNotContain("\r", maml, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cmdlet_without_a_page_and_a_parameter_without_words_stop_the_build()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("istiogateway-help-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, HelpBuilder.CommonPage), "# Common\n");
            HelpBuilder builder = new(folder.FullName);
            HelpSourceException noPage = Assert.Throws<HelpSourceException>(() => builder.Build([Facts()]));
            Assert.EndsWith("Get-Thing has no page.", noPage.Message, StringComparison.Ordinal);

            File.WriteAllText(Path.Combine(folder.FullName, "Get-Thing.md"), Page);
            CommandFacts more = Facts() with { Parameters = [Parameter("Name"), Parameter("Size")] };
            HelpSourceException noWords = Assert.Throws<HelpSourceException>(() => builder.Build([more]));
            Assert.EndsWith("Not described: -Size.", noWords.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static CommandFacts Facts() => new()
    {
        Name = "Get-Thing",
        Verb = "Get",
        Noun = "Thing",
        HelpUri = "https://example.org/Get-Thing.md",
        OutputTypes = ["Thing"],
        Parameters = [Parameter("Name")],
        Syntaxes = [new SyntaxFacts("Get-Thing", [new SyntaxParameter(Parameter("Name"), IsMandatory: false, Position: 0)])],
    };

    private static ParameterFacts Parameter(string name) => new()
    {
        Name = name,
        TypeName = "String",
        IsSwitch = false,
        IsArray = false,
        IsMandatory = false,
        Position = 0,
        ByValue = false,
        ByPropertyName = false,
        Wildcards = false,
        Aliases = [],
        Choices = [],
        Default = null,
        Sets = [],
    };
}
