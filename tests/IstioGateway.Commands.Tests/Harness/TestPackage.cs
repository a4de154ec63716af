using System.IO.Compression;
using GatewayPs.Host.Packaging;
using IstioGateway.Testing;

namespace IstioGateway.Commands.Tests.Harness;

/// <summary>
/// The package that the tests import: what <c>Build.ps1 Package</c> would make of the assemblies that these tests were built with.
/// With <c>GATEWAYPS_TEST_PACKAGE</c> it is the one in that folder, which <c>Build.ps1 Package</c> did make; a relative path is from
/// the repository's root.
/// </summary>
internal static class TestPackage
{
    /// <summary>The time of everything in packages that tests make.</summary>
    public static readonly DateTimeOffset SourceDate = new(2026, 1, 2, 3, 4, 6, TimeSpan.Zero);

    private static readonly Lazy<ModulePackage> Packed = new(Pack);
    private static readonly Lazy<string> Unpacked = new(Unpack);

    /// <summary>The zip file for Azure Automation.</summary>
    public static PackageFile Zip => Given("IstioGateway.zip") ?? Packed.Value.Zip;

    /// <summary>The package for PowerShell repositories.</summary>
    public static PackageFile NuGet => Given("IstioGateway.*.nupkg") ?? Packed.Value.NuGet;

    /// <summary>Path of the unpacked module's manifest.</summary>
    public static string Manifest => Path.Combine(Unpacked.Value, "IstioGateway", "IstioGateway.psd1");

    /// <summary>What the manifest says.</summary>
    public static ModuleManifest Module { get; } = ModuleManifest.Read(Path.Combine(SharedFiles.RepositoryRoot, "IstioGateway.psd1"));

    /// <summary>Packs the assemblies that these tests were built with.</summary>
    public static ModulePackage Pack() => ModulePackage.Make(SharedFiles.RepositoryRoot, SharedFiles.RepositoryRoot, SourceDate);

    private static PackageFile? Given(string name)
    {
        string? folder = Environment.GetEnvironmentVariable("GATEWAYPS_TEST_PACKAGE");
        return string.IsNullOrEmpty(folder)
            ? null
            : PackageFile.Read(name, Assert.Single(Directory.GetFiles(Path.Combine(SharedFiles.RepositoryRoot, folder), name)));
    }

    /// <summary>Unpacks the zip file beside these tests, once for each content; another run of the tests may be doing the same.</summary>
    private static string Unpack()
    {
        PackageFile zip = Zip;
        string folder = Path.Combine(AppContext.BaseDirectory, "package", zip.Sha256[..16]);
        if (Directory.Exists(folder))
        {
            return folder;
        }

        string half = $"{folder}.{Environment.ProcessId}";
        using (ZipArchive archive = new(new MemoryStream(zip.Content.ToArray())))
        {
            archive.ExtractToDirectory(half, overwriteFiles: true);
        }

        try
        {
            Directory.Move(half, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(half, recursive: true);
        }

        return folder;
    }
}
