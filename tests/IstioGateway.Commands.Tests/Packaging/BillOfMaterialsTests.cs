using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Testing;

namespace IstioGateway.Commands.Tests.Packaging;

/// <summary>The bill of materials, held against what is in the package and what its packages say of themselves.</summary>
public sealed partial class BillOfMaterialsTests
{
    private readonly JsonObject _bill = JsonNode.Parse(PackageTests.Text("bom.cdx.json"))!.AsObject();

    [Fact]
    public void It_is_CycloneDX()
    {
        Assert.Equal("CycloneDX", Text(_bill, "bomFormat"));
        Assert.Equal("1.6", Text(_bill, "specVersion"));
        Assert.Matches("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", Text(_bill, "serialNumber"));
        JsonNode subject = _bill["metadata"]!["component"]!;
        Assert.Equal(("library", "IstioGateway"), (Text(subject, "type"), Text(subject, "name")));
        Assert.Equal(TestPackage.Module.Version, Text(subject, "version"));
    }

    [Fact]
    public void It_names_every_assembly_with_its_hash_and_no_other()
    {
        using ZipArchive zip = PackageTests.Open(TestPackage.Zip);
        Dictionary<string, string> shipped = zip.Entries.Where(entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)).ToDictionary(
            entry => entry.FullName["IstioGateway/".Length..],
            entry => Convert.ToHexStringLower(SHA256.HashData(PackageTests.Bytes(entry))));

        Assert.Equal(shipped, Components().ToDictionary(
            component => Property(component, "path"), component => Text(component["hashes"]!.AsArray().Single()!, "content")));
        Assert.All(Components(), component => Assert.Equal("SHA-256", Text(component["hashes"]![0]!, "alg")));
    }

    [Fact]
    public void Packages_have_the_licence_that_they_say_of_themselves_and_the_content_that_was_restored()
    {
        JsonNode[] packages = [.. Components().Where(component => component["purl"] is not null)];

        Assert.Equal(["DiffPlex", "Fractions", "KubernetesClient", "YamlDotNet"], packages.Select(package => Text(package, "name")));
        foreach (JsonNode package in packages)
        {
            string id = Text(package, "name");
            string version = Text(package, "version");
            string folder = Path.Combine(PackagesFolder(), id.ToLowerInvariant(), version);
            XElement metadata = XDocument.Load(Path.Combine(folder, id.ToLowerInvariant() + ".nuspec")).Root!.Elements().Single();
            JsonNode restored = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, ".nupkg.metadata")))!;

            Assert.Equal($"pkg:nuget/{id}@{version}", Text(package, "purl"));
            Assert.Equal(metadata.Elements().Single(e => e.Name.LocalName == "license").Value, Text(package["licenses"]![0]!["license"]!, "id"));
            Assert.Equal(Text(restored, "contentHash"), Property(package, "nuget:contentHash"));
        }
    }

    [Fact]
    public void It_says_what_depends_on_what()
    {
        Dictionary<string, string[]> graph = _bill["dependencies"]!.AsArray().ToDictionary(
            dependency => Text(dependency!, "ref"), dependency => dependency!["dependsOn"]!.AsArray().Select(on => on!.GetValue<string>()).ToArray());

        Assert.Equal(["IstioGateway.Commands", "IstioGateway.Kubernetes", "IstioGateway.Sandbox"], graph["IstioGateway"]);
        Assert.Equal(["IstioGateway.Core"], graph["IstioGateway.Commands"]);
        Assert.Equal(["DiffPlex", "IstioGateway.Core", "YamlDotNet"], graph["IstioGateway.Kubernetes"]);
        Assert.Equal(["Fractions", "YamlDotNet"], graph["KubernetesClient"]);
        Assert.Equal(
            Components().Select(component => Text(component, "bom-ref")).Append("IstioGateway").Order(StringComparer.Ordinal),
            graph.Keys.Order(StringComparer.Ordinal));
        Assert.All(graph.Values.SelectMany(on => on), on => Assert.Contains(on, graph.Keys));
    }

    private IEnumerable<JsonNode> Components() => _bill["components"]!.AsArray().OfType<JsonNode>();

    private static string Text(JsonNode node, string key) => node[key]!.GetValue<string>();

    private static string Property(JsonNode component, string name) =>
        Text(component["properties"]!.AsArray().Single(property => Text(property!, "name") == name)!, "value");

    /// <summary>The folder into which packages were restored, as the restore wrote it down.</summary>
    private static string PackagesFolder()
    {
        string props = File.ReadAllText(Path.Combine(
            SharedFiles.RepositoryRoot, "src", "IstioGateway.Kubernetes", "obj", "IstioGateway.Kubernetes.csproj.nuget.g.props"));
        return PackageRoot().Match(props).Groups["path"].Value.Replace(
            "$(UserProfile)", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), StringComparison.Ordinal);
    }

    [GeneratedRegex("<NuGetPackageRoot[^>]*>(?<path>[^<]+)<", RegexOptions.ExplicitCapture)]
    private static partial Regex PackageRoot();
}
