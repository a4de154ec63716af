<#
.SYNOPSIS
    Runs the smoke tests of the package with Pester 5, in the PowerShell that runs this script.
.PARAMETER Package
    The folder into which Build.ps1 Package wrote.
.PARAMETER PowerShellVersion
    The version, by major and minor number, that this is expected to be. Without it, any.
.EXAMPLE
    ./Build.ps1 Package; pwsh -NoProfile -File tests/Pester/Invoke-SmokeTest.ps1
#>
param(
    [string] $Package = (Join-Path $PSScriptRoot '../../out'),
    [version] $PowerShellVersion
)

$ErrorActionPreference = 'Stop'

if ($PowerShellVersion -and "$($PSVersionTable.PSVersion.Major).$($PSVersionTable.PSVersion.Minor)" -ne "$PowerShellVersion") {
    throw "This is PowerShell $($PSVersionTable.PSVersion), not $PowerShellVersion."
}

# Windows comes with Pester 3, which knows none of this.
if (-not (Get-Module -Name Pester -ListAvailable | Where-Object Version -ge '5.5.0' | Where-Object Version -lt '6.0.0')) {
    Install-PSResource -Name Pester -Version '[5.5.0,6.0.0)' -Repository PSGallery -Scope CurrentUser -TrustRepository
}

Import-Module -Name Pester -MinimumVersion 5.5.0 -MaximumVersion 5.99.99

$container = New-PesterContainer -Path (Join-Path $PSScriptRoot 'IstioGateway.Tests.ps1') -Data @{
    Package = (Resolve-Path -Path $Package).Path
}
$configuration = New-PesterConfiguration
$configuration.Run.Container = $container
$configuration.Run.Exit = $true
$configuration.Output.Verbosity = 'Detailed'
Invoke-Pester -Configuration $configuration
