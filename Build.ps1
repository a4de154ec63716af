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
    Package: builds in Release and makes out/IstioGateway/<version>/, out/IstioGateway.zip for Azure Automation and
    out/IstioGateway.<version>.nupkg for PowerShell repositories. The same commit gives the same bytes, with one version of
    the .NET SDK on one platform; the time in them is the commit's, or SOURCE_DATE_EPOCH.
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

function New-Package {
    $out = [IO.Path]::Combine($root, 'out')
    $staged = [IO.Path]::Combine($out, 'staged')
    if ([IO.Directory]::Exists($out)) {
        [IO.Directory]::Delete($out, $true)
    }

    # Staged apart from module/bin, which whoever runs this may have imported.
    Invoke-DotNet 'run', '--project', "$root/src/GatewayPs.Host", '--configuration', 'Release', "--property:StageDirectory=$staged", '--',
        '-Package', '-Staged', $staged, '-Out', $out
    [IO.Directory]::Delete($staged, $true)
}

switch ($Task) {
    'Build' { Invoke-DotNet 'build', "$root/GatewayPs.sln" }
    'Test' { Invoke-DotNet 'test', "$root/GatewayPs.sln" }
    'Help' {
        Invoke-DotNet 'run', '--project', "$root/src/GatewayPs.Host", '--', '-BuildHelp'
        Invoke-DotNet 'build', "$root/src/IstioGateway.Commands"
    }
    'Package' { New-Package }
}
