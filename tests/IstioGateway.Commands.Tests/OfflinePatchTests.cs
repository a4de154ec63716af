using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Testing;

namespace IstioGateway.Commands.Tests;

/// <summary>The offline half of the documented procedure: no cluster, the documented patch.</summary>
public sealed class OfflinePatchTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("istiogateway-test-").FullName;

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void The_offline_patch_is_the_documented_one()
    {
        GatewayTemplatePatch patch = Assert.Single(_session.Run("New-GatewayTemplatePatch").ThrowIfFailed().Of<GatewayTemplatePatch>());

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(patch.Patch), JsonNode.Parse(SharedFiles.Text("procedure/patch.json"))));
        Assert.Equal(SharedFiles.Text("procedure/gateway-injection-template.txt"), patch.Template);
        Assert.Equal(patch.Patch, patch.ToString());
        Assert.Null(patch.Cluster);
    }

    [Theory]
    [InlineData("\n", false, "")]
    [InlineData("\r\n", false, "\r\n")]
    [InlineData("\r\n", true, "\r\n\r\n")]
    [InlineData("\n", true, "\n")]
    public void A_file_saved_by_any_editor_gives_the_same_patch(string lineEnd, bool byteOrderMark, string atEnd)
    {
        string path = Path.Combine(_folder, "template.txt");
        string text = SharedFiles.Text("procedure/gateway-injection-template.txt").Replace("\n", lineEnd, StringComparison.Ordinal) + atEnd;
        File.WriteAllText(path, text, new UTF8Encoding(byteOrderMark));

        GatewayTemplatePatch patch = Assert.Single(
            _session.Run("New-GatewayTemplatePatch -TemplatePath $args[0]", path).ThrowIfFailed().Of<GatewayTemplatePatch>());

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(patch.Patch), JsonNode.Parse(SharedFiles.Text("procedure/patch.json"))));
    }

    [Fact]
    public void The_patch_warns_that_the_documented_capability_has_no_effect_and_says_what_does_work()
    {
        string warning = Assert.Single(_session.Run("New-GatewayTemplatePatch").Warnings);

        Assert.Contains("no effect", warning, StringComparison.Ordinal);
        Assert.Contains("-PrivilegedPort None", warning, StringComparison.Ordinal);
        Assert.Contains("-PrivilegedPort Root", warning, StringComparison.Ordinal);
        Assert.Empty(_session.Run("New-GatewayTemplatePatch -PrivilegedPort None").Warnings);
    }

    [Fact]
    public void Every_way_to_deal_with_low_ports_takes_the_sysctl_out()
    {
        foreach (string mode in Enum.GetNames<PrivilegedPort>())
        {
            GatewayTemplatePatch patch = Assert.Single(
                _session.Run("New-GatewayTemplatePatch -PrivilegedPort $args[0]", mode).ThrowIfFailed().Of<GatewayTemplatePatch>());
            Assert.Contains("    sysctls: []", patch.Template, StringComparison.Ordinal);
            Assert.DoesNotContain("ip_unprivileged_port_start", patch.Template, StringComparison.Ordinal);
            Assert.Equal(mode == "Root", patch.Template.Contains("runAsUser: 0", StringComparison.Ordinal));
            Assert.Equal(mode == "Documented", patch.Template.Contains("CAP_NET_BIND_SERVICE", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_patch_can_be_written_as_json_yaml_and_kustomize_text_and_to_a_file()
    {
        string json = Text("New-GatewayTemplatePatch -As Json");
        string yaml = Text("New-GatewayTemplatePatch -As Yaml");
        string component = Text("New-GatewayTemplatePatch -As Kustomize -Name mesh");
        string file = Path.Combine(_folder, "patch.yaml");
        _session.Run("New-GatewayTemplatePatch -As Yaml -OutFile $args[0]", file).ThrowIfFailed();

        JsonNode expected = JsonNode.Parse(SharedFiles.Text("procedure/patch.json"))!;
        Kubernetes.Yaml.YamlCodec codec = new();
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(json)));
        Assert.True(JsonNode.DeepEquals(expected, codec.Read(yaml)));
        Assert.True(JsonNode.DeepEquals(expected, codec.Read(File.ReadAllText(file))));
        JsonNode inner = codec.Read(codec.Read(component)!["patches"]![0]!["patch"]!.GetValue<string>())!;
        Assert.Equal("mesh", inner["metadata"]!["name"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(expected["spec"], inner["spec"]));

        byte[] bytes = File.ReadAllBytes(file);
        Assert.NotEqual(0xEF, bytes[0]);
        Assert.DoesNotContain((byte)'\r', bytes);
    }

    [Fact]
    public void An_overlay_is_a_small_template_of_its_own_name()
    {
        GatewayTemplatePatch patch = Assert.Single(
            _session.Run("New-GatewayTemplatePatch -Overlay old-kernel -PrivilegedPort None").ThrowIfFailed().Of<GatewayTemplatePatch>());

        Assert.Equal("old-kernel", patch.TemplateName);
        Assert.Equal("spec:\n  securityContext:\n    sysctls: []", patch.Template);
        Assert.Equal("InvalidName", Id("New-GatewayTemplatePatch -Overlay gateway"));
    }

    [Theory]
    [InlineData("New-GatewayTemplatePatch -Template ''", "TemplateInvalid")]
    [InlineData("New-GatewayTemplatePatch -Template 'a: b'", "TemplateRefused")]
    [InlineData("New-GatewayTemplatePatch -TemplatePath ./there-is-no-such-file", "FileNotReadable")]
    [InlineData("New-GatewayTemplatePatch -TemplateName 'a/b'", "InvalidName")]
    [InlineData("New-GatewayTemplatePatch -TemplateName '..'", "InvalidName")]
    [InlineData("New-GatewayTemplatePatch -Base Live", "NoConnection")]
    [InlineData("New-GatewayTemplatePatch -OutFile ./there/is/no/such/folder/patch.json", "FileNotWritable")]
    [InlineData("New-GatewayTemplatePatch -Template (\"spec: x`0\")", "TemplateInvalid")]
    [InlineData("New-GatewayTemplatePatch -Template ('x' * 2MB)", "TemplateTooLarge")]
    public void Bad_input_is_one_error_with_an_id_and_advice(string script, string id)
    {
        RunResult result = _session.Run(script);

        Assert.Empty(result.Output);
        Assert.StartsWith(id, result.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.NotEmpty(result.OnlyError().ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_binary_file_is_no_template()
    {
        string path = Path.Combine(_folder, "template.bin");
        File.WriteAllBytes(path, [0x7F, 0x45, 0x4C, 0x46, 0xFF, 0xFE, 0x00, 0x80]);

        Assert.Equal("TemplateInvalid", Id("New-GatewayTemplatePatch -TemplatePath $args[0]", path));
    }

    [Fact]
    public void Any_text_that_names_no_sysctl_twice_is_either_transformed_for_good_or_refused()
    {
        string documented = SharedFiles.Text("procedure/gateway-injection-template.txt");
        Gen.String.Sample(
            noise =>
            {
                // Whatever stands in a comment at the end must come through unchanged, unless it is an action or no text in YAML.
                string clean = new([.. noise.Where(c => c >= ' ' && !char.IsSurrogate(c)
                    && c is not ('{' or (>= '\u007F' and <= '\u009F') or '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF'))]);
                string template = documented + "\n# " + clean + "|";
                RunResult result = _session.Run("New-GatewayTemplatePatch -Template $args[0]", template);
                Assert.Equal(template, Assert.Single(result.ThrowIfFailed().Of<GatewayTemplatePatch>()).Template);
            },
            iter: 30,
            threads: 1);
    }

    private string Text(string script) => Assert.Single(_session.Run(script).ThrowIfFailed().Of<string>());

    private string Id(string script, params object[] arguments) =>
        _session.Run(script, arguments).OnlyError().FullyQualifiedErrorId.Split(',')[0];
}
