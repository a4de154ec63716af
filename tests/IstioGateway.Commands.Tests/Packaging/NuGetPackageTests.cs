using System.IO.Compression;
using System.Xml.Linq;
using IstioGateway.Commands.Tests.Harness;
using NuGet.Packaging;
using NuGet.Packaging.Core;

namespace IstioGateway.Commands.Tests.Packaging;

/// <summary>The package for PowerShell repositories, read by the library that they and their clients read it with.</summary>
public sealed class NuGetPackageTests : IDisposable
{
    private readonly PackageArchiveReader _reader = new(new MemoryStream(TestPackage.NuGet.Content.ToArray()));

    public void Dispose() => _reader.Dispose();

    [Fact]
    public void It_says_what_the_manifest_says()
    {
        NuspecReader nuspec = _reader.NuspecReader;

        Assert.Equal($"IstioGateway.{TestPackage.Module.Version}.nupkg", Path.GetFileName(Written()));
        Assert.Equal("IstioGateway", nuspec.GetId());
        Assert.Equal(TestPackage.Module.Version, nuspec.GetVersion().ToString());
        Assert.Equal(TestPackage.Module.Author, nuspec.GetAuthors());
        Assert.Equal(TestPackage.Module.Description, nuspec.GetDescription());
        Assert.Equal(TestPackage.Module.LicenseUri, nuspec.GetLicenseUrl());
        Assert.Equal(TestPackage.Module.ProjectUri, nuspec.GetProjectUrl());
        Assert.Equal(TestPackage.Module.Copyright, nuspec.GetCopyright());
        Assert.False(nuspec.GetRequireLicenseAcceptance());
        Assert.Empty(nuspec.GetDependencyGroups());
    }

    [Fact]
    public void Its_tags_tell_Find_Command_what_is_in_it()
    {
        string[] tags = _reader.NuspecReader.GetTags().Split(' ');
        using PowerShellSession session = new();
        string[] exported = [.. session.Run("(Get-Module IstioGateway).ExportedCmdlets.Keys").ThrowIfFailed().Of<string>()];

        Assert.Equal(
            exported.SelectMany(cmdlet => new[] { "PSCmdlet_" + cmdlet, "PSCommand_" + cmdlet }).Order(StringComparer.Ordinal),
            tags.Where(tag => tag.StartsWith("PSCmdlet_", StringComparison.Ordinal) || tag.StartsWith("PSCommand_", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
        Assert.All((string[])["PSModule", "PSIncludes_Cmdlet", "PSEdition_Core", "Istio"], tag => Assert.Contains(tag, tags));
        Assert.Distinct(tags);
    }

    [Fact]
    public async Task Its_identity_and_its_files_can_be_read()
    {
        PackageIdentity identity = await _reader.GetIdentityAsync(TestContext.Current.CancellationToken);

        Assert.Equal($"IstioGateway.{TestPackage.Module.Version}", identity.ToString());
        Assert.Contains("IstioGateway.psd1", _reader.GetFiles());
        Assert.Contains("module/bin/IstioGateway.Commands.dll", _reader.GetFiles());

        // Files in these folders mean something to projects of .NET; in a module's package they mean a mistake.
        Assert.DoesNotContain(_reader.GetFiles(), file => file.StartsWith("lib/", StringComparison.Ordinal)
            || file.StartsWith("ref/", StringComparison.Ordinal) || file.StartsWith("runtimes/", StringComparison.Ordinal));
        Assert.False(await _reader.IsSignedAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Its_parts_are_those_of_an_OPC_package()
    {
        using ZipArchive zip = PackageTests.Open(TestPackage.NuGet);
        XElement relations = Xml(zip, "_rels/.rels");
        XElement types = Xml(zip, "[Content_Types].xml");

        string[] targets = [.. relations.Elements().Select(relation => relation.Attribute("Target")!.Value.TrimStart('/'))];
        Assert.Contains("IstioGateway.nuspec", targets);
        Assert.Contains(targets, target => target.EndsWith(".psmdcp", StringComparison.Ordinal));
        Assert.All(targets, target => Assert.NotNull(zip.GetEntry(target)));

        HashSet<string> endings = [.. types.Elements().Select(type => type.Attribute("Extension")?.Value).OfType<string>()];
        HashSet<string> parts = [.. types.Elements().Select(type => type.Attribute("PartName")?.Value).OfType<string>()];
        Assert.All(
            zip.Entries.Where(entry => entry.FullName != "[Content_Types].xml"),
            entry => Assert.True(endings.Contains(Path.GetExtension(entry.Name).TrimStart('.')) || parts.Contains("/" + entry.FullName), entry.FullName));
    }

    private static string Written() => TestPackage.Pack().NuGet.Path;

    private static XElement Xml(ZipArchive zip, string entry)
    {
        using Stream content = zip.GetEntry(entry)!.Open();
        return XDocument.Load(content).Root!;
    }
}
