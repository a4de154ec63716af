using System.Text;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Testing;

namespace IstioGateway.Commands.Tests;

/// <summary>Get-NodeKernel without a cluster: from the output of kubectl.</summary>
public sealed class NodeFileTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("istiogateway-test-").FullName;

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_recorded_node_list_is_judged_node_by_node()
    {
        IReadOnlyList<NodeKernel> nodes = _session.Run("Get-NodeKernel -Path $args[0]", RecordedNodes()).ThrowIfFailed().Of<NodeKernel>();

        Assert.Equal(12, nodes.Count);
        Assert.Equal(
            ["cp-1", "w-01", "w-02", "w-03"],
            nodes.Where(n => n.RequiresTemplate == TemplateRequirement.Yes).Select(n => n.Name));
        NodeKernel windows = Assert.Single(nodes, n => n.OperatingSystem == "windows");
        Assert.Equal(TemplateRequirement.No, windows.RequiresTemplate);
    }

    [Fact]
    public void Only_nodes_that_require_it_can_be_asked_for()
    {
        IReadOnlyList<NodeKernel> nodes =
            _session.Run("Get-NodeKernel -RequiresTemplate -Path $args[0]", RecordedNodes()).ThrowIfFailed().Of<NodeKernel>();

        Assert.Equal(["cp-1", "w-01", "w-02", "w-03"], nodes.Select(n => n.Name));
    }

    [Fact]
    public void The_text_of_kubectl_can_be_piped_line_by_line()
    {
        IReadOnlyList<NodeKernel> nodes = _session
            .Run("[IO.File]::ReadAllLines($args[0]) | Get-NodeKernel", RecordedNodes()).ThrowIfFailed().Of<NodeKernel>();

        Assert.Equal(12, nodes.Count);
    }

    [Fact]
    public void Files_can_be_piped()
    {
        IReadOnlyList<NodeKernel> nodes = _session.Run("[IO.FileInfo]::new($args[0]) | Get-NodeKernel", RecordedNodes())
            .ThrowIfFailed().Of<NodeKernel>();

        Assert.Equal(12, nodes.Count);
    }

    [Fact]
    public void Objects_as_ConvertFrom_Json_makes_them_can_be_piped()
    {
        IReadOnlyList<NodeKernel> nodes = _session.Run(
            """
            $info = [pscustomobject]@{ kernelVersion = '3.10.0-1160.el7.x86_64'; osImage = 'CentOS'; operatingSystem = 'linux'; architecture = 'amd64' }
            $node = [pscustomobject]@{
                kind = 'Node'
                metadata = [pscustomobject]@{ name = 'n1'; labels = [pscustomobject]@{ 'node-role.kubernetes.io/worker' = '' } }
                spec = [pscustomobject]@{ unschedulable = $true }
                status = [pscustomobject]@{ nodeInfo = $info; conditions = @([pscustomobject]@{ type = 'Ready'; status = 'True' }) }
            }
            [pscustomobject]@{ kind = 'List'; items = @($node) } | Get-NodeKernel
            $node | Get-NodeKernel
            """).ThrowIfFailed().Of<NodeKernel>();

        Assert.Equal(2, nodes.Count);
        Assert.All(nodes, node =>
        {
            Assert.Equal(TemplateRequirement.Yes, node.RequiresTemplate);
            Assert.Equal("Ready,SchedulingDisabled", node.Status);
            Assert.Equal(["worker"], node.Roles);
        });
    }

    [Fact]
    public void An_unreadable_kernel_is_a_warning_and_a_visible_Unknown()
    {
        string path = Write("""{"kind":"List","items":[{"kind":"Node","metadata":{"name":"odd"},"status":{"nodeInfo":{"kernelVersion":"who knows"}}}]}""");

        RunResult result = _session.Run("Get-NodeKernel -Path $args[0]; Get-NodeKernel -RequiresTemplate -Path $args[0] | Out-Host", path);

        NodeKernel node = Assert.Single(result.ThrowIfFailed().Of<NodeKernel>());
        Assert.Equal(TemplateRequirement.Unknown, node.RequiresTemplate);
        Assert.Contains("odd", result.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("Unknown", result.HostText, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_exact_or_wildcards_and_an_exact_name_that_is_not_there_is_an_error()
    {
        RunResult result = _session.Run("Get-NodeKernel w-0[12], CP-1, nope, zz* -Path $args[0]", RecordedNodes());

        Assert.Equal(["cp-1", "w-01", "w-02"], result.Of<NodeKernel>().Select(n => n.Name));
        Assert.StartsWith("NodeNotFound", result.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3.10", "No")]
    [InlineData("'4.11'", "Yes")]
    [InlineData("4.10", "Yes")]
    public void The_minimum_can_be_given_quoted_or_not(string minimum, string expected)
    {
        string path = Write("""{"kind":"List","items":[{"kind":"Node","metadata":{"name":"n"},"status":{"nodeInfo":{"kernelVersion":"4.9.0"}}}]}""");

        NodeKernel node = Assert.Single(
            _session.Run($"Get-NodeKernel -MinimumVersion {minimum} -Path $args[0]", path).ThrowIfFailed().Of<NodeKernel>());

        Assert.Equal(expected, node.RequiresTemplate.ToString());
    }

    [Theory]
    [InlineData("{\"kind\":\"PodList\",\"items\":[{\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\"}}]}")]
    [InlineData("{\"kind\":\"List\",\"items\":[{\"kind\":\"Node\"")]
    [InlineData("not json")]
    [InlineData("")]
    public void A_file_that_holds_no_nodes_is_one_error(string content)
    {
        RunResult result = _session.Run("Get-NodeKernel -Path $args[0]", Write(content));

        Assert.StartsWith("InvalidNodeList", result.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_as_Windows_PowerShell_writes_it_is_read()
    {
        string path = Path.Combine(_folder, "utf16.json");
        File.WriteAllText(path, File.ReadAllText(RecordedNodes()), Encoding.Unicode);

        Assert.Equal(12, _session.Run("Get-NodeKernel -Path $args[0]", path).ThrowIfFailed().Output.Count);
    }

    [Fact]
    public void The_table_fits_and_shows_what_matters()
    {
        string table = _session.Run("Get-NodeKernel -Path $args[0] | Out-Host", RecordedNodes()).ThrowIfFailed().HostText;

        Assert.Matches(@"Name +KernelVersion +Template +Status +OSImage", table);
        Assert.Matches(@"w-02 +4\.4\.0-210-generic +Yes +Ready +Ubuntu", table);
        Assert.All(table.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 100, line));
    }

    private string RecordedNodes() => Write(RecordedBody("wire/02-nodes-json.http"));

    private string Write(string content)
    {
        string path = Path.Combine(_folder, Guid.NewGuid().ToString("N") + ".json");
        File.WriteAllText(path, content);
        return path;
    }

    private static string RecordedBody(string file)
    {
        string text = SharedFiles.Text(file).ReplaceLineEndings("\n");
        string answer = text[text.IndexOf("### response", StringComparison.Ordinal)..];
        return answer[(answer.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
    }
}
