using GatewayPs.Host.Packaging;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Testing;

namespace IstioGateway.Commands.Tests.Packaging;

/// <summary>What is refused to be packed.</summary>
public sealed class PackageRulesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("istiogateway-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("module/bin/System.Management.Automation.dll")]
    [InlineData("module/bin/deps/Microsoft.PowerShell.Commands.Utility.dll")]
    [InlineData("module/bin/deps/runtimes/win-x64/native/thing.dll")]
    [InlineData("module/bin/libthing.so")]
    [InlineData("module/bin/IstioGateway.Core.pdb")]
    [InlineData("module/bin/with space.dll")]
    [InlineData("module/templates/Größe.txt")]
    public void Files_that_are_the_hosts_of_one_platform_or_oddly_named(string path) =>
        Assert.Contains(path, Refusal(path), StringComparison.Ordinal);

    [Fact]
    public void Paths_that_Azure_Automation_does_not_take()
    {
        string longest = new('x', PackageRules.PathLimit - "IstioGateway/".Length - 1);

        PackageRules.Check(TestPackage.Module, [PackageFile.OfText(longest, "")]);
        Assert.Contains("140", Refusal(longest + "x"), StringComparison.Ordinal);
    }

    [Fact]
    public void Packages_that_are_too_large()
    {
        PackageRules.CheckSize("it", PackageRules.SizeLimit);

        Assert.Throws<PackagingException>(() => PackageRules.CheckSize("it", PackageRules.SizeLimit + 1));
    }

    [Fact]
    public void A_folder_without_a_built_module() => Assert.Contains(
        "module/bin/IstioGateway.Commands.dll",
        Assert.Throws<PackagingException>(() => ModulePackage.Make(SharedFiles.RepositoryRoot, _folder, TestPackage.SourceDate)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void An_assembly_of_which_nobody_knows_what_it_is()
    {
        string bin = Directory.CreateDirectory(Path.Combine(_folder, "module", "bin")).FullName;
        File.WriteAllText(Path.Combine(bin, "IstioGateway.Commands.dll"), "");
        File.WriteAllText(Path.Combine(bin, "Left.Over.dll"), "");

        PackagingException refused = Assert.Throws<PackagingException>(
            () => ModulePackage.Make(SharedFiles.RepositoryRoot, _folder, TestPackage.SourceDate));

        Assert.StartsWith("module/bin/Left.Over.dll is of no project", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_that_the_list_of_others_work_lacks()
    {
        string bin = Directory.CreateDirectory(Path.Combine(_folder, "module", "bin")).FullName;
        File.WriteAllText(Path.Combine(bin, "IstioGateway.Commands.dll"), "");
        File.WriteAllText(Path.Combine(bin, "PowerShellStandard.Library.dll"), "");

        PackagingException refused = Assert.Throws<PackagingException>(
            () => ModulePackage.Make(SharedFiles.RepositoryRoot, _folder, TestPackage.SourceDate));

        Assert.Contains("third-party.json does not name it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_licence_without_its_text() => Assert.Contains(
        "Beerware.txt",
        Assert.Throws<PackagingException>(() => new ThirdPartyNotices(_folder).Write(
            [new ThirdPartyWork("Thing", "(c) me", "Beerware", "https://example.test", "Ships.")], new Dictionary<string, string>())).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_manifest_that_does_not_say_what_a_package_needs()
    {
        string path = Path.Combine(_folder, "Thing.psd1");
        File.WriteAllText(path, "@{ ModuleVersion = '1.0.0'; Author = '' }");

        Assert.Contains("does not say Author", Assert.Throws<PackagingException>(() => ModuleManifest.Read(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@{ ModuleVersion = ")]
    [InlineData("'a text'")]
    public void A_file_that_is_no_manifest(string text)
    {
        string path = Path.Combine(_folder, "Thing.psd1");
        File.WriteAllText(path, text);

        Assert.Throws<PackagingException>(() => ModuleManifest.Read(path));
    }

    [Fact]
    public void A_time_that_a_zip_file_cannot_say() =>
        Assert.Throws<PackagingException>(() => ZipWriter.Write([], DateTimeOffset.UnixEpoch));

    [Fact]
    public async Task The_host_says_why_it_cannot_pack()
    {
        ProgramRun run = await DotNetProgram.Host.RunAsync("-Package", "-Staged", _folder, "-Out", _folder);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("holds no built module", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    private static string Refusal(string path) =>
        Assert.Throws<PackagingException>(() => PackageRules.Check(TestPackage.Module, [PackageFile.OfText(path, "")])).Message;
}
