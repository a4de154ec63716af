using System.IO.Compression;
using System.Text;
using GatewayPs.Host.Packaging;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests.Packaging;

/// <summary>What is in the packages, and what never is.</summary>
public sealed class PackageTests
{
    private static readonly string[] ModuleFiles =
    [
        "CHANGELOG.md",
        "IstioGateway.psd1",
        "LICENSE",
        "README.md",
        "THIRD-PARTY-NOTICES.txt",
        "bom.cdx.json",
        "en-US/IstioGateway.Commands.dll-Help.xml",
        "en-US/about_IstioGateway.help.txt",
        "en-US/about_IstioGateway_Troubleshooting.help.txt",
        "module/IstioGateway.Format.ps1xml",
        "module/IstioGateway.Types.ps1xml",
        "module/bin/GoTemplate.dll",
        "module/bin/IstioGateway.Commands.dll",
        "module/bin/IstioGateway.Core.dll",
        "module/bin/deps/DiffPlex.dll",
        "module/bin/deps/Fractions.dll",
        "module/bin/deps/IstioGateway.Kubernetes.dll",
        "module/bin/deps/IstioGateway.Sandbox.dll",
        "module/bin/deps/KubernetesClient.dll",
        "module/bin/deps/YamlDotNet.dll",
        "module/templates/gateway-injection-template.txt",
    ];

    [Fact]
    public void The_zip_file_has_one_folder_with_the_modules_name_and_these_files()
    {
        using ZipArchive zip = Open(TestPackage.Zip);

        Assert.Equal(ModuleFiles.Select(file => "IstioGateway/" + file), zip.Entries.Select(entry => entry.FullName));
    }

    [Fact]
    public void The_NuGet_package_has_the_same_files_at_its_root()
    {
        using ZipArchive zip = Open(TestPackage.Zip);
        using ZipArchive package = Open(TestPackage.NuGet);

        Assert.All(ModuleFiles, file => Assert.Equal(
            Bytes(zip.GetEntry("IstioGateway/" + file)!), Bytes(Assert.Single(package.Entries, entry => entry.FullName == file))));
    }

    [Fact]
    public void Packages_are_small_and_their_paths_short_enough_for_Azure_Automation()
    {
        using ZipArchive zip = Open(TestPackage.Zip);

        Assert.InRange(TestPackage.Zip.Content.Length, 1, 5 * 1024 * 1024);
        Assert.InRange(TestPackage.NuGet.Content.Length, 1, 5 * 1024 * 1024);
        Assert.All(zip.Entries, entry => Assert.InRange(entry.FullName.Length, 1, 139));
    }

    [Fact]
    public void Nothing_in_them_tells_when_or_where_they_were_packed()
    {
        using ZipArchive zip = Open(TestPackage.Zip);

        DateTimeOffset time = Assert.Single(zip.Entries.Select(entry => entry.LastWriteTime).Distinct());
        using MemoryStream bill = new(Bytes(zip.GetEntry("IstioGateway/bom.cdx.json")!));
        using StreamReader reader = new(bill);
        Assert.Contains($"{time.DateTime:yyyy-MM-ddTHH:mm:}", reader.ReadToEnd(), StringComparison.Ordinal);
        Assert.Equal(zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal), zip.Entries.Select(entry => entry.FullName));
        Assert.All(zip.Entries, entry => Assert.Equal(0x81A4, entry.ExternalAttributes >>> 16));
    }

    [Fact]
    public void Packing_twice_makes_the_same_bytes()
    {
        ModulePackage one = TestPackage.Pack();
        ModulePackage other = TestPackage.Pack();

        Assert.Equal(one.Zip.Sha256, other.Zip.Sha256);
        Assert.Equal(one.NuGet.Sha256, other.NuGet.Sha256);
    }

    [Fact]
    public void The_notices_name_all_others_work_with_the_texts_of_their_licences()
    {
        string notices = Text("THIRD-PARTY-NOTICES.txt");

        Assert.All(
            (string[])["DiffPlex 1.9.0", "Fractions 8.3.2", "KubernetesClient 21.0.8", "YamlDotNet 18.1.0", "Go (", "Istio (", "Kubernetes (", "sprig ("],
            work => Assert.Contains("\n" + work, notices, StringComparison.Ordinal));
        Assert.Contains("TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION", notices, StringComparison.Ordinal);
        Assert.Contains("Permission is hereby granted, free of charge", notices, StringComparison.Ordinal);
        Assert.Contains("Redistributions of source code must retain", notices, StringComparison.Ordinal);
    }

    [Fact]
    public void All_forms_are_written_beside_one_another()
    {
        string folder = Directory.CreateTempSubdirectory("istiogateway-test-").FullName;

        TestPackage.Pack().WriteTo(folder);

        string version = TestPackage.Module.Version;
        string[] written = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];
        Directory.Delete(folder, recursive: true);
        Assert.Equal(
            new[] { $"IstioGateway.{version}.nupkg", "IstioGateway.zip" }.Concat(ModuleFiles.Select(file => $"IstioGateway/{version}/{file}"))
                .Order(StringComparer.Ordinal),
            written);
    }

    internal static string Text(string file)
    {
        using ZipArchive zip = Open(TestPackage.Zip);
        return Encoding.UTF8.GetString(Bytes(zip.GetEntry("IstioGateway/" + file)!));
    }

    internal static ZipArchive Open(PackageFile packed) => new(new MemoryStream(packed.Content.ToArray()));

    internal static byte[] Bytes(ZipArchiveEntry entry)
    {
        using Stream content = entry.Open();
        using MemoryStream copy = new();
        content.CopyTo(copy);
        return copy.ToArray();
    }
}
