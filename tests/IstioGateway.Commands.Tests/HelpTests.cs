using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using GatewayPs.Host.Help;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Testing;

namespace IstioGateway.Commands.Tests;

/// <summary>What Get-Help shows, asked of the engine itself.</summary>
public sealed partial class HelpTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    public static TheoryData<string> Cmdlets { get; } =
    [
        .. Directory.EnumerateFiles(HelpSource.Pages, "*-*.md").Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal),
    ];

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Every_exported_cmdlet_has_a_page_and_every_page_a_cmdlet() => Assert.Equal(
        HelpSource.Exported(_session).Select(command => command.Name),
        Cmdlets.Select(row => row.Data));

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Get_Help_finds_the_synopsis_and_the_description(string cmdlet)
    {
        PSObject help = Help(cmdlet);

        string synopsis = Text(help, "Synopsis").Trim();
        Assert.EndsWith(".", synopsis, StringComparison.Ordinal);
        Assert.DoesNotContain(cmdlet, synopsis, StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(Paragraphs(help.Properties["description"].Value));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_parameter_is_documented(string cmdlet)
    {
        PSObject[] described = Items(Help(cmdlet), "parameters", "parameter");

        CmdletInfo command = HelpSource.Exported(_session).Single(c => c.Name == cmdlet);
        string[] expected = [.. command.Parameters.Keys.Except(Cmdlet.CommonParameters, StringComparer.OrdinalIgnoreCase)];
        Assert.Equal(
            expected.Order(StringComparer.Ordinal), described.Select(p => Text(p, "name")).Order(StringComparer.Ordinal));
        Assert.All(described, parameter => Assert.NotEmpty(Paragraphs(parameter.Properties["description"].Value)));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void What_help_says_of_a_parameter_is_what_the_engine_binds(string cmdlet)
    {
        Dictionary<string, PSObject> described = Items(Help(cmdlet), "parameters", "parameter").ToDictionary(p => Text(p, "name"));

        CmdletInfo command = HelpSource.Exported(_session).Single(c => c.Name == cmdlet);
        foreach (IGrouping<string, CommandParameterInfo> parameter in command.ParameterSets.SelectMany(set => set.Parameters)
            .Where(parameter => described.ContainsKey(parameter.Name)).GroupBy(parameter => parameter.Name))
        {
            // A parameter may bind differently in different sets; help says what it can do in any.
            PSObject help = described[parameter.Key];
            string pipeline = Text(help, "pipelineInput");
            Assert.Equal(parameter.Any(p => p.ValueFromPipeline), pipeline.Contains("ByValue", StringComparison.Ordinal));
            Assert.Equal(
                parameter.Any(p => p.ValueFromPipelineByPropertyName), pipeline.Contains("ByPropertyName", StringComparison.Ordinal));
            int position = parameter.Max(p => p.Position);
            Assert.Equal(position < 0 ? "named" : $"{position}", Text(help, "position"));
            bool wildcards = parameter.Any(p => p.Attributes.OfType<SupportsWildcardsAttribute>().Any());
            Assert.Equal(wildcards ? "true" : "false", Text(help, "globbing"));
        }
    }

    [Fact]
    public void Defaults_are_those_of_the_cmdlets()
    {
        Assert.Equal("100 seconds", Default("Get-NodeKernel", "Timeout"));
        Assert.Equal("180 seconds", Default("Wait-IstioReady", "Timeout"));
        Assert.Equal("4.11", Default("Get-NodeKernel", "MinimumVersion"));
        Assert.Equal("Documented", Default("New-GatewayTemplatePatch", "PrivilegedPort"));
        Assert.Equal("gateway", Default("Set-IstioGatewayTemplate", "TemplateName"));
        Assert.Equal("gateway", Default("Get-IstioGatewayTemplate", "TemplateName"));
        Assert.Equal("None", Default("Set-IstioGatewayTemplate", "BackupPath"));

        string Default(string cmdlet, string parameter) =>
            Text(Items(Help(cmdlet), "parameters", "parameter").Single(p => Text(p, "name") == parameter), "defaultValue");
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_output_is_named(string cmdlet)
    {
        CmdletInfo command = HelpSource.Exported(_session).Single(c => c.Name == cmdlet);
        string[] named =
        [
            .. Items(Help(cmdlet), "returnValues", "returnValue").Select(o => Text((PSObject)o.Properties["type"].Value, "name")),
        ];

        Assert.NotEmpty(command.OutputType);
        Assert.Equal(
            command.OutputType.Select(type => type.Name).Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void There_are_three_examples_or_more_and_one_is_a_runbook(string cmdlet)
    {
        PSObject[] examples = Items(Help(cmdlet), "examples", "example");

        Assert.True(examples.Length >= 3);
        Assert.Contains(
            examples, example => Text(example, "code").StartsWith("$ErrorActionPreference = 'Stop'\n", StringComparison.Ordinal));
        Assert.All(examples, example => Assert.Contains(cmdlet, Text(example, "code"), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Help_online_leads_to_a_page_that_exists(string cmdlet)
    {
        string address = HelpSource.Commands(_session).Single(c => c.Name == cmdlet).HelpUri;

        Assert.StartsWith("https://", address, StringComparison.Ordinal);
        Assert.EndsWith("/docs/cmdlets/" + cmdlet + ".md", address, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(HelpSource.Pages, Path.GetFileName(address))));
        PSObject link = Items(Help(cmdlet), "relatedLinks", "navigationLink")[0];
        Assert.Equal(address, Text(link, "uri"));
    }

    [Fact]
    public void The_about_topic_is_found_names_every_cmdlet_and_fits_a_page()
    {
        string text = string.Join('\n', _session.Run("Get-Help about_IstioGateway").ThrowIfFailed().Output);

        Assert.All(HelpSource.Exported(_session), command => Assert.Contains(command.Name, text, StringComparison.Ordinal));
        Assert.DoesNotContain(text.Split('\n'), line => line.TrimEnd().Length > 80);
    }

    [Fact]
    public void The_checked_in_help_is_what_the_generator_makes_of_the_pages()
    {
        HelpBuild build = HelpSource.Build(_session);

        const string HowTo = "is not up to date. Run: dotnet run --project src/GatewayPs.Host -- -BuildHelp";
        string kept = File.ReadAllText(Path.Combine(HelpSource.Kept, HelpSource.FileName));
        Assert.All(build.Pages, page => Assert.True(page.Value == File.ReadAllText(page.Key), $"{page.Key} {HowTo}"));
        Assert.True(build.Maml == kept, $"{HelpSource.FileName} {HowTo}");
    }

    [Fact]
    public async Task The_host_says_that_the_help_is_up_to_date()
    {
        ProgramRun run = await DotNetProgram.Host.RunAsync("-BuildHelp", "-Check");

        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Contains("up to date", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_build_puts_the_help_beside_the_manifest_where_the_engine_looks() => Assert.All(
        Directory.EnumerateFiles(HelpSource.Kept),
        kept => Assert.Equal(File.ReadAllText(kept), File.ReadAllText(Path.Combine(HelpSource.Staged, Path.GetFileName(kept)))));

    [Fact]
    public void Every_error_id_is_documented_and_no_other()
    {
        string[] known = [.. ErrorIds()];
        string troubleshooting = Path.Combine(SharedFiles.RepositoryRoot, "docs", "troubleshooting.md");
        string elsewhere = File.Exists(troubleshooting) ? File.ReadAllText(troubleshooting) : "";

        HashSet<string> documented = [.. Errors().Select(match => match.Groups["id"].Value)];
        Assert.NotEmpty(known);
        Assert.All(
            known, id => Assert.True(documented.Contains(id) || elsewhere.Contains($"`{id}`", StringComparison.Ordinal), id));
        Assert.Empty(documented.Except(known));
    }

    [Fact]
    public void Every_finding_id_is_documented()
    {
        IsDocumented(typeof(FindingIds), "Test-GatewayTemplate.md");
        IsDocumented(typeof(InjectionFindingIds), "Test-GatewayInjection.md");

        static void IsDocumented(Type ids, string page)
        {
            string text = File.ReadAllText(Path.Combine(HelpSource.Pages, page));
            FieldInfo[] fields = ids.GetFields(BindingFlags.Public | BindingFlags.Static);
            Assert.NotEmpty(fields);
            Assert.All(fields, id => Assert.Contains($"`{id.Name}`", text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_category_that_is_documented_exists()
    {
        string[] categories = [.. Errors().SelectMany(match => match.Groups["categories"].Value.Split(", "))];

        Assert.NotEmpty(categories);
        Assert.All(categories, category => Assert.True(Enum.TryParse<ErrorCategory>(category, out _), category));
    }

    [Fact]
    public void Links_between_pages_lead_somewhere()
    {
        foreach (string page in Directory.EnumerateFiles(HelpSource.Pages, "*.md"))
        {
            foreach (Match link in RelativeLink().Matches(File.ReadAllText(page)))
            {
                Assert.True(File.Exists(Path.Combine(HelpSource.Pages, link.Groups["target"].Value)), $"{page}: {link.Value}");
            }
        }
    }

    private PSObject Help(string cmdlet) =>
        Assert.Single(_session.Run("Get-Help -Name $args[0] -Full", cmdlet).ThrowIfFailed().Output);

    private IEnumerable<Match> Errors() => HelpSource.Build(_session).Parsed.SelectMany(page => page.Errors)
        .Select(text => ErrorItem().Match(text)).Where(match => match.Success);

    private IEnumerable<string> ErrorIds()
    {
        Type type = HelpSource.Exported(_session)[0].ImplementingType.Assembly
            .GetType("IstioGateway.Commands.Errors.ErrorId", throwOnError: true)!;
        return type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);
    }

    /// <summary>The items of a list in the help object; the engine does not wrap a single one.</summary>
    private static PSObject[] Items(PSObject help, string list, string item) =>
        (help.Properties[list]?.Value as PSObject)?.Properties[item]?.Value switch
        {
            PSObject[] many => many,
            PSObject one => [one],
            _ => [],
        };

    private static string Text(PSObject item, string property) => item.Properties[property]?.Value?.ToString() ?? "";

    private static string Paragraphs(object? value) => value switch
    {
        PSObject[] many => string.Concat(many.Select(paragraph => Text(paragraph, "Text"))),
        PSObject one => Text(one, "Text"),
        _ => "",
    };

    [GeneratedRegex(@"^- (?<id>[A-Za-z]+) \((?<categories>[A-Za-z, ]+)\): ", RegexOptions.ExplicitCapture)]
    private static partial Regex ErrorItem();

    [GeneratedRegex(@"\]\((?<target>[^):]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex RelativeLink();
}
