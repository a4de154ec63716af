using System.Text.RegularExpressions;
using System.Xml.Linq;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests;

/// <summary>
/// The report as a browser shows it. The pages hold what an attacker would call a node; skipped where there is no chromium.
/// </summary>
public sealed partial class GatewayReportBrowserTests : IDisposable
{
    private const string Attack = "</title></style></td><script>document.title='broken'</script><img src='http://127.0.0.1:1/x' onerror='document.title=1'>";

    /// <summary>Says in the document what only a browser knows; the policy that would forbid it is taken out of the copy.</summary>
    private const string Probe = """
        <script>
          addEventListener('load', () => {
            const page = document.documentElement;
            page.setAttribute('data-width', page.scrollWidth + ' of ' + page.clientWidth);
            page.setAttribute('data-back', getComputedStyle(document.body).backgroundColor);
            page.setAttribute('data-bars', [...document.querySelectorAll('svg rect')].filter(r => r.getBoundingClientRect().width > 1).length);
          });
        </script>
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("istiogateway-report-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_asks_for_nothing_complains_of_nothing_and_is_understood_as_it_was_written()
    {
        string page = Write();

        Browser.Visit visit = await Browser.ShowAsync(page, "--dump-dom");

        Assert.Equal("", visit.Console);
        Assert.Empty(visit.Requests);

        // The browser has no other elements than a strict reader finds: no name broke out of its place.
        string[] written = [.. XDocument.Load(page).Descendants().Select(element => element.Name.LocalName)];
        Assert.Equal(written, StartTag().Matches(visit.Output).Select(match => match.Groups["name"].Value));
        Assert.Contains("&lt;/title&gt;", visit.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_test_above_looks_for_it_would_see()
    {
        string page = Path.Combine(_folder.FullName, "careless.html");
        await File.WriteAllTextAsync(page, $"<html><head></head><body>{Attack}<script>console.error('seen')</script></body></html>", TestContext.Current.CancellationToken);

        Browser.Visit visit = await Browser.ShowAsync(page, "--dump-dom");

        Assert.Equal(["http://127.0.0.1:1/x"], visit.Requests);
        Assert.Contains("seen", visit.Console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_dark_where_the_reader_wants_that_and_fits_a_telephone()
    {
        string page = Write();
        string probed = Path.Combine(_folder.FullName, "probed.html");
        await File.WriteAllTextAsync(probed, Policy().Replace(await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), Probe), TestContext.Current.CancellationToken);

        Browser.Visit visit = await Browser.ShowAsync(probed, "--dump-dom", "--blink-settings=preferredColorScheme=0", "--window-size=360,800");

        Match width = Width().Match(visit.Output);
        Assert.True(width.Success, visit.Output[..200]);
        Assert.Equal(width.Groups["seen"].Value, width.Groups["whole"].Value);
        Assert.Contains("data-back=\"rgb(18, 23, 29)\"", visit.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("data-bars=\"0\"", visit.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_prints()
    {
        string pdf = Path.Combine(_folder.FullName, "report.pdf");

        await Browser.ShowAsync(Write(), $"--print-to-pdf={pdf}", "--no-pdf-header-footer");

        byte[] printed = await File.ReadAllBytesAsync(pdf, TestContext.Current.CancellationToken);
        Assert.Equal("%PDF"u8, printed.AsSpan(0, 4));
        Assert.True(printed.Length > 5000, $"{printed.Length}");
    }

    /// <summary>A report on nodes of good and of hostile names.</summary>
    private string Write()
    {
        Tool.Require("chromium");
        using PowerShellSession session = new();
        string page = Path.Combine(_folder.FullName, "fleet.html");
        session.Set("attack", Attack);
        session.Run(
            """
            $cluster = Connect-IstioCluster -Sandbox
            $null = $cluster | Wait-IstioReady
            $nodes = @($cluster | Get-NodeKernel)
            $hostile = [PSCustomObject]@{ Name = $attack; KernelVersion = $attack; RequiresTemplate = 'Unknown'; OSImage = $attack; Status = $attack; Cluster = $attack }
            $hostile.PSObject.TypeNames.Insert(0, 'Deserialized.IstioGateway.NodeKernel')
            $gateway = [PSCustomObject]@{
                Namespace = $attack; Owner = $attack; Pod = $attack; Reason = $attack; Action = 'Recreate'; Advice = $attack; Cluster = $attack
            }
            $gateway.PSObject.TypeNames.Insert(0, 'Deserialized.IstioGateway.GatewayWorkloadStatus')
            $null = @($nodes) + $hostile + $gateway + $cluster | Export-GatewayReport $args[0] -Title $attack
            """,
            page).ThrowIfFailed();
        return page;
    }

    [GeneratedRegex("<(?<name>[a-zA-Z][a-zA-Z0-9]*)", RegexOptions.ExplicitCapture)]
    private static partial Regex StartTag();

    [GeneratedRegex("<meta http-equiv=\"Content-Security-Policy\"[^>]*/>", RegexOptions.ExplicitCapture)]
    private static partial Regex Policy();

    [GeneratedRegex("data-width=\"(?<whole>[0-9]+) of (?<seen>[0-9]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Width();
}
