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
        $found.Tags | Should -Contain 'AzureAutomation'
        # The package's tags say them; the client shows them apart from the words.
        $found.Includes.Cmdlet | Sort-Object | Should -Be ((Get-Module -Name IstioGateway).ExportedCmdlets.Keys | Sort-Object)
        Find-PSResource -Tag SailOperator -Repository $repository | Should -HaveCount 1
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
}

Describe 'What <_> writes' -ForEach @(
    'Connect-IstioCluster'
    'Get-NodeKernel'
    'New-GatewayTemplatePatch'
    'Test-GatewayTemplate'
    'Get-IstioGatewayTemplate'
    'Set-IstioGatewayTemplate'
    'Wait-IstioReady'
    'Expand-GatewayTemplate'
    'New-GatewayManifest'
    'Publish-GatewayManifest'
    'Test-GatewayInjection'
    'Get-GatewayWorkload'
    'Restart-GatewayWorkload'
    'Export-GatewayReport'
    'Remove-IstioGatewayTemplate'
) {
    BeforeAll {
        # A whole Kubernetes object lies in these, which is deeper than any depth that suits the rest.
        $script:whole = @{ 'Expand-GatewayTemplate' = 'Pod'; 'New-GatewayManifest' = 'Object' }[$_]

        # Once for all: the cluster of one cmdlet's objects is the one that the next changes.
        if (-not $made) {
            $on = Connect-IstioCluster -Sandbox
            $null = $on | Wait-IstioReady -Timeout 1m
            $script:made = @{ 'Connect-IstioCluster' = $on }
            $made['Get-NodeKernel'] = $on | Get-NodeKernel
            $made['New-GatewayTemplatePatch'] = $on | Get-NodeKernel | New-GatewayTemplatePatch -WarningAction Ignore
            $made['Test-GatewayTemplate'] = $made['New-GatewayTemplatePatch'] | Test-GatewayTemplate
            $made['Get-IstioGatewayTemplate'] = $on | Get-IstioGatewayTemplate
            $made['Set-IstioGatewayTemplate'] = $made['New-GatewayTemplatePatch'] | Set-IstioGatewayTemplate -Confirm:$false
            $made['Wait-IstioReady'] = $made['Set-IstioGatewayTemplate'] | Wait-IstioReady -Timeout 1m
            $made['Expand-GatewayTemplate'] = $on | Expand-GatewayTemplate
            $made['New-GatewayManifest'] = $on | Get-NodeKernel | New-GatewayManifest -Name edge -Namespace edge -Port 80
            $made['Publish-GatewayManifest'] = $made['New-GatewayManifest'] |
                Publish-GatewayManifest -CreateNamespace -Wait -Timeout 1m -Confirm:$false
            $made['Test-GatewayInjection'] = $on | Test-GatewayInjection -Namespace edge
            $made['Get-GatewayWorkload'] = $on | Get-GatewayWorkload
            $made['Restart-GatewayWorkload'] = $on | Restart-GatewayWorkload -All -Force -Timeout 1m -Confirm:$false
            $made['Export-GatewayReport'] = $on | Export-GatewayReport -Path (Join-Path $folder 'fleet.html')
            $made['Remove-IstioGatewayTemplate'] = $on | Remove-IstioGatewayTemplate -Confirm:$false
        }

        $script:objects = @($made[$_])
        $script:rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
    }

    AfterAll {
        $PSStyle.OutputRendering = $rendering
    }

    It 'is there, and of one type that the help names' {
        $objects.Count | Should -BeGreaterOrEqual 1
        $type = ($objects | ForEach-Object { $_.PSObject.TypeNames[0] } | Sort-Object -Unique)
        $type | Should -HaveCount 1
        (Get-Command -Name $_).OutputType.Name | Should -Contain $type
    }

    It 'is JSON that can be read, two deep' {
        $text = $objects | Select-Object -ExcludeProperty "$whole" |
            ConvertTo-Json -Depth 2 -EnumsAsStrings -WarningAction Stop -ErrorAction Stop

        # The name of a type, or what the engine makes of an object that is too deep.
        $text | Should -Not -MatchExactly 'System\.|IstioGateway\.|@\{'
        $back = @($text | ConvertFrom-Json)
        $back | Should -HaveCount $objects.Count
        foreach ($property in $back[0].PSObject.Properties | Where-Object { $_.TypeNameOfValue -like '*PSCustomObject' }) {
            # Nothing but the cluster, the kernel, what a template does, and a time span is more than text, numbers and lists.
            $property.Name | Should -BeIn 'Cluster', 'Kernel', 'Effect', 'Elapsed'
            $property.Value.PSObject.Properties.TypeNameOfValue |
                Should -BeIn 'System.String', 'System.Int64', 'System.Double', 'System.Boolean', 'System.Object'
        }
    }

    It 'is JSON with its defaults' {
        $objects | ConvertTo-Json -WarningVariable truncated -WarningAction SilentlyContinue -ErrorAction Stop |
            Should -Not -MatchExactly 'System\.|IstioGateway\.|@\{'

        if ($whole) {
            # What is not shown is said, and is there for who asks for it.
            $truncated | Should -HaveCount 1
            $objects.$whole | ConvertTo-Json -Depth 20 -WarningAction Stop | Should -Match '"metadata": \{'
        }
        else {
            $truncated | Should -BeNullOrEmpty
        }
    }

    It 'is a file of CSV without names of types' {
        $lines = $objects | Select-Object -ExcludeProperty "$whole" | ConvertTo-Csv

        $lines.Count | Should -BeGreaterThan $objects.Count
        $lines | ConvertFrom-Csv | Should -HaveCount $objects.Count
    }

    It 'is shown as it was after Export-Clixml and Import-Clixml' {
        $file = Join-Path $folder "$_.xml"
        $objects | Export-Clixml -Path $file
        $landed = Import-Clixml -Path $file

        $landed | Should -HaveCount $objects.Count
        $landed | Format-Table | Out-String -Width 100 | Should -BeExactly ($objects | Format-Table | Out-String -Width 100)
        $landed | Format-List | Out-String -Width 100 | Should -BeExactly ($objects | Format-List | Out-String -Width 100)
        $landed | Out-String -Width 100 | Should -BeExactly ($objects | Out-String -Width 100)
    }
}

Describe 'What a job writes' {
    It 'is shown as it is here, and can be asked for by its words' {
        $job = Start-Job -ArgumentList (Get-Module -Name IstioGateway).Path -ScriptBlock {
            param($module)
            Import-Module -Name $module
            $cluster = Connect-IstioCluster -Sandbox
            $null = $cluster | Wait-IstioReady -Timeout 1m
            $cluster | Get-NodeKernel
            $cluster | Get-NodeKernel | New-GatewayTemplatePatch -WarningAction Ignore
        }
        $landed = $job | Receive-Job -Wait -AutoRemoveJob

        $landed | Where-Object RequiresTemplate -eq 'Yes' | Should -HaveCount 2
        ($landed | Where-Object RequiresTemplate -eq 'Yes').KernelVersion | Should -BeLike '[34].*'
        $landed | Select-Object -First 5 | Out-String | Should -Match 'Name +KernelVersion'
    }
}
