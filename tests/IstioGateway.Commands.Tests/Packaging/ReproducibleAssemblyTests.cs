using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests.Packaging;

/// <summary>
/// The assemblies do not say where they were built, so that a build in another folder gives the same bytes. Whether it does is
/// what <c>.ci/reproducible</c> tries.
/// </summary>
public sealed class ReproducibleAssemblyTests
{
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    public static TheoryData<string> Ours { get; } =
    [
        "module/bin/GoTemplate.dll", "module/bin/IstioGateway.Commands.dll", "module/bin/IstioGateway.Core.dll",
        "module/bin/deps/IstioGateway.Kubernetes.dll", "module/bin/deps/IstioGateway.Sandbox.dll",
    ];

    [Theory]
    [MemberData(nameof(Ours))]
    public void Sources_are_named_from_the_root_of_the_repository_and_by_no_commit(string path)
    {
        using ZipArchive zip = PackageTests.Open(TestPackage.Zip);
        using PEReader assembly = new(new MemoryStream(PackageTests.Bytes(zip.GetEntry("IstioGateway/" + path)!)));
        System.Collections.Immutable.ImmutableArray<DebugDirectoryEntry> entries = assembly.ReadDebugDirectory();
        using MetadataReaderProvider symbols = assembly.ReadEmbeddedPortablePdbDebugDirectoryData(
            entries.Single(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb));
        MetadataReader reader = symbols.GetMetadataReader();

        Assert.Contains(entries, entry => entry.Type == DebugDirectoryEntryType.Reproducible);
        Assert.NotEmpty(reader.Documents);
        Assert.All(reader.Documents, document =>
            Assert.StartsWith("/_/", reader.GetString(reader.GetDocument(document).Name), StringComparison.Ordinal));
        Assert.DoesNotContain(reader.CustomDebugInformation, information =>
            reader.GetGuid(reader.GetCustomDebugInformation(information).Kind) == SourceLink);
    }
}
