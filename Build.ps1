<#
.SYNOPSIS
    Builds, tests and packages the module.
.DESCRIPTION
    Runs under pwsh and under GatewayPs.Host (dotnet run --project src/GatewayPs.Host -- -File Build.ps1 Package), so it
    keeps to the cmdlets of Microsoft.PowerShell.Core and to .NET.
.PARAMETER Task
    Build, the default: stages the module in place, so that Import-Module ./IstioGateway.psd1 works.
    Test: builds and runs every test.
    Help: makes the help that Get-Help shows of docs/cmdlets, and the pages' generated parts, and stages it.
    Package: builds in Release and makes out/IstioGateway/ and out/IstioGateway.zip.
.EXAMPLE
    ./Build.ps1
.EXAMPLE
    ./Build.ps1 Package
#>
param(
    [ValidateSet('Build', 'Test', 'Package', 'Help')]
    [string] $Task = 'Build'
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot

function Invoke-DotNet {
    param([string[]] $Arguments)

    & dotnet $Arguments | Out-Host
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $Arguments ended with exit code $LASTEXITCODE."
    }
}

function Copy-Folder {
    param([string] $From, [string] $To)

    foreach ($file in [IO.Directory]::GetFiles($From, '*', 'AllDirectories')) {
        $target = [IO.Path]::Combine($To, [IO.Path]::GetRelativePath($From, $file))
        $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($target))
        [IO.File]::Copy($file, $target)
    }
}

function New-Package {
    $out = [IO.Path]::Combine($root, 'out')
    if ([IO.Directory]::Exists($out)) {
        [IO.Directory]::Delete($out, $true)
    }

    $package = [IO.Path]::Combine($out, 'IstioGateway')
    $null = [IO.Directory]::CreateDirectory($package)
    Copy-Folder -From ([IO.Path]::Combine($root, 'module')) -To ([IO.Path]::Combine($package, 'module'))

    # Get-Help looks for help files beside the manifest and nowhere else.
    [IO.Directory]::Move([IO.Path]::Combine($package, 'module', 'en-US'), [IO.Path]::Combine($package, 'en-US'))
    foreach ($name in 'IstioGateway.psd1', 'LICENSE', 'README.md', 'CHANGELOG.md') {
        [IO.File]::Copy([IO.Path]::Combine($root, $name), [IO.Path]::Combine($package, $name))
    }

    $zip = [IO.Path]::Combine($out, 'IstioGateway.zip')
    [IO.Compression.ZipFile]::CreateFromDirectory($package, $zip, 'SmallestSize', $true)
    Out-Host -InputObject ('{0} ({1:N0} bytes)' -f $zip, [IO.FileInfo]::new($zip).Length)
}

switch ($Task) {
    'Build' { Invoke-DotNet 'build', "$root/GatewayPs.sln" }
    'Test' { Invoke-DotNet 'test', "$root/GatewayPs.sln" }
    'Help' {
        Invoke-DotNet 'run', '--project', "$root/src/GatewayPs.Host", '--', '-BuildHelp'
        Invoke-DotNet 'build', "$root/src/IstioGateway.Commands"
    }
    'Package' {
        Invoke-DotNet 'build', "$root/src/IstioGateway.Commands", '--configuration', 'Release'
        New-Package
    }
}
