<#
.SYNOPSIS
    Smoke tests of the package in a real pwsh: a repository's client installs it, and the procedure runs from it.
.DESCRIPTION
    Run by Invoke-SmokeTest.ps1. The module is imported once: a process can load one copy of an assembly.
#>
param(
    [Parameter(Mandatory)]
    [string] $Package
)

BeforeAll {
    # Loaded assemblies cannot be deleted on Windows, so this is not TestDrive.
    $script:folder = Join-Path ([IO.Path]::GetTempPath()) "istiogateway-smoke-$([guid]::NewGuid().ToString('N'))"
    $script:modules = Join-Path $folder 'modules'
    $null = New-Item -ItemType Directory -Path $modules

    $script:repository = "istiogateway-$PID"
    Register-PSResourceRepository -Name $repository -Uri $Package -Trusted
    Save-PSResource -Name IstioGateway -Repository $repository -Path $modules -TrustRepository

    $script:path = $env:PSModulePath
    $env:PSModulePath = $modules + [IO.Path]::PathSeparator + $env:PSModulePath
    Import-Module -Name IstioGateway
}

AfterAll {
    Remove-Module -Name IstioGateway -ErrorAction Ignore
    $env:PSModulePath = $path
    Unregister-PSResourceRepository -Name $repository
    Remove-Item -Path $folder -Recurse -Force -ErrorAction Ignore
}

Describe 'The package' {
    It 'is found in a repository by what is in it' {
        $found = Find-PSResource -Name IstioGateway -Repository $repository

        $found.Version | Should -Be (Get-Module -Name IstioGateway).Version
        $found.Tags | Should -Contain 'PSCmdlet_Get-NodeKernel'
    }

    It 'is imported from where it was installed, and its manifest is valid' {
        $module = Get-Module -Name IstioGateway

        $module.ModuleBase | Should -BeLike "$modules*"
        { Test-ModuleManifest -Path (Join-Path $module.ModuleBase 'IstioGateway.psd1') -ErrorAction Stop } | Should -Not -Throw
        $module.ExportedCmdlets.Count | Should -BeGreaterOrEqual 12
        $module.ExportedFunctions.Count | Should -Be 0
    }

    It 'has the same files as the zip file for Azure Automation' {
        $unpacked = Join-Path $folder 'zip'
        Expand-Archive -Path (Join-Path $Package 'IstioGateway.zip') -DestinationPath $unpacked
        $base = (Get-Module -Name IstioGateway).ModuleBase

        Get-ChildItem -Path $unpacked | Should -HaveCount 1
        foreach ($file in Get-ChildItem -Path $unpacked -Recurse -File) {
            $relative = [IO.Path]::GetRelativePath((Join-Path $unpacked 'IstioGateway'), $file.FullName)
            (Get-FileHash -Path (Join-Path $base $relative)).Hash | Should -Be (Get-FileHash -Path $file.FullName).Hash -Because $relative
        }
    }

    It 'has help for every cmdlet, and the about topic' {
        foreach ($name in (Get-Module -Name IstioGateway).ExportedCmdlets.Keys) {
            $help = Get-Help -Name $name -Full
            $help.Synopsis | Should -Not -BeNullOrEmpty -Because $name
            $help.examples.example.Count | Should -BeGreaterOrEqual 3 -Because $name
        }

        Get-Help -Name about_IstioGateway | Out-String | Should -Match 'Wait-IstioReady'
    }
}

Describe 'The procedure on the embedded cluster' {
    BeforeAll {
        $script:cluster = Connect-IstioCluster -Sandbox
        $null = $cluster | Wait-IstioReady -Timeout 1m
    }

    It 'finds the nodes' {
        ($cluster | Get-NodeKernel).Count | Should -Be 5
        ($cluster | Get-NodeKernel -RequiresTemplate).Count | Should -Be 2
        $cluster | Get-NodeKernel | Select-Object -First 1 | Should -HaveCount 1
    }

    It 'changes the template, waits, and takes it out again' {
        $ready = $cluster | Get-NodeKernel | New-GatewayTemplatePatch -WarningAction Ignore |
            Set-IstioGatewayTemplate -Confirm:$false | Wait-IstioReady -Timeout 1m
        $ready.Ready | Should -BeTrue
        ($cluster | Get-IstioGatewayTemplate -TemplateName gateway).Count | Should -Be 1

        $undone = $cluster | Remove-IstioGatewayTemplate -Confirm:$false | Wait-IstioReady -Timeout 1m
        $undone.Ready | Should -BeTrue
        $undone.Generation | Should -BeGreaterThan $ready.Generation
    }

    It 'makes errors that say what to do' {
        Get-NodeKernel -Path (Join-Path $folder 'there-is-no-such-file') -ErrorAction SilentlyContinue -ErrorVariable failure

        $failure | Should -HaveCount 1
        $failure[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'shows tables of at most 100 columns' {
        $lines = ($cluster | Get-NodeKernel | Out-String -Width 100) -split '\r?\n'

        $lines -match 'KernelVersion' | Should -Not -BeNullOrEmpty
        $lines | ForEach-Object { ($_ -replace '\e\[[0-9;]*m').TrimEnd().Length | Should -BeLessOrEqual 100 }
    }

    It 'makes objects that survive JSON' {
        $node = $cluster | Get-NodeKernel | Select-Object -First 1 | ConvertTo-Json -Depth 2 -WarningAction Stop | ConvertFrom-Json

        $node.Name | Should -Not -BeNullOrEmpty
        $node.KernelVersion | Should -Not -BeNullOrEmpty
    }
}
