using System.IO.Compression;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests.Packaging;

/// <summary>
/// The packages put where modules lie and imported by name, in an engine that finds no assembly of this project anywhere else:
/// what a package lacks is missing here, as it would be for a user.
/// </summary>
public sealed class PackageImportTests : IDisposable
{
    private const string Script =
        """
        param([string] $Modules)
        $ErrorActionPreference = 'Stop'
        $env:PSModulePath = $Modules
        Import-Module IstioGateway
        $module = Get-Module IstioGateway
        "module=$($module.Version) $([IO.Path]::GetRelativePath($Modules, $module.ModuleBase))"

        $cluster = Connect-IstioCluster -Sandbox
        $null = $cluster | Wait-IstioReady -Timeout 1m
        $old = $cluster | Get-NodeKernel -RequiresTemplate
        "old=$($old.Count)"
        $status = $old | New-GatewayTemplatePatch -WarningAction Ignore | Set-IstioGatewayTemplate -Confirm:$false | Wait-IstioReady -Timeout 1m
        "ready=$($status.Ready) generation=$($status.Generation)"
        $undone = $cluster | Remove-IstioGatewayTemplate -Confirm:$false | Wait-IstioReady -Timeout 1m
        "undone=$($undone.Ready) generation=$($undone.Generation)"
        $finding = New-GatewayTemplatePatch -WarningAction Ignore | Test-GatewayTemplate
        "findings=$($finding.Count -gt 0)"

        foreach ($name in $module.ExportedCmdlets.Keys) {
            $help = Get-Help $name -Full
            "help $name=$($help.Synopsis -and $help.examples.example.Count -ge 3)"
        }
        "about=$((Get-Help about_IstioGateway) -match 'Wait-IstioReady')"

        $ours = [IO.Directory]::GetFiles($module.ModuleBase, '*.dll', 'AllDirectories') | ForEach-Object { [IO.Path]::GetFileName($_) }
        [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { -not $_.IsDynamic -and [IO.Path]::GetFileName($_.Location) -in $ours } |
            ForEach-Object { "loaded $([IO.Path]::GetRelativePath($module.ModuleBase, $_.Location).Replace('\', '/'))" }
        """;

    // What installing a package leaves out: the parts that are the package's and not the module's.
    private static readonly string[] Wrapping = ["_rels/", "package/", "[Content_Types].xml", "IstioGateway.nuspec"];

    private readonly string _modules = Directory.CreateTempSubdirectory("istiogateway-test-").FullName;

    public void Dispose() => Directory.Delete(_modules, recursive: true);

    [Fact]
    public async Task The_whole_procedure_and_the_help_work_from_the_zip_file()
    {
        using (ZipArchive zip = PackageTests.Open(TestPackage.Zip))
        {
            zip.ExtractToDirectory(_modules);
        }

        await ImportAsync("IstioGateway");
    }

    [Fact]
    public async Task The_whole_procedure_and_the_help_work_from_the_NuGet_package_as_it_is_installed()
    {
        string folder = Path.Combine("IstioGateway", TestPackage.Module.Version);
        using (ZipArchive package = PackageTests.Open(TestPackage.NuGet))
        {
            foreach (ZipArchiveEntry entry in package.Entries.Where(
                entry => !Wrapping.Any(part => entry.FullName.StartsWith(part, StringComparison.Ordinal))))
            {
                string path = Path.Combine(_modules, folder, entry.FullName);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                entry.ExtractToFile(path);
            }
        }

        await ImportAsync(folder);
    }

    private async Task ImportAsync(string folder)
    {
        ProgramRun run = await DotNetProgram.BareEngine.RunAsync(Script, _modules);

        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        string[] lines = run.Output.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Assert.Equal(
            [
                $"module={TestPackage.Module.Version} {folder}", "old=2", "ready=True generation=2", "undone=True generation=3", "findings=True",
                .. TestPackage.Module.Cmdlets.Order(StringComparer.Ordinal).Select(cmdlet => $"help {cmdlet}=True"),
                "about=True",
            ],
            [
                .. lines.Where(line => !line.StartsWith("help ", StringComparison.Ordinal) && !line.StartsWith("loaded ", StringComparison.Ordinal)).SkipLast(1),
                .. lines.Where(line => line.StartsWith("help ", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
                lines.Single(line => line.StartsWith("about", StringComparison.Ordinal)),
            ]);
        Assert.Equal(
            [
                "loaded module/bin/GoTemplate.dll", "loaded module/bin/IstioGateway.Commands.dll", "loaded module/bin/IstioGateway.Core.dll",
                "loaded module/bin/deps/DiffPlex.dll", "loaded module/bin/deps/Fractions.dll",
                "loaded module/bin/deps/IstioGateway.Kubernetes.dll", "loaded module/bin/deps/IstioGateway.Sandbox.dll",
                "loaded module/bin/deps/KubernetesClient.dll", "loaded module/bin/deps/YamlDotNet.dll",
            ],
            lines.Where(line => line.StartsWith("loaded ", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));
    }
}
