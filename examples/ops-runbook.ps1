<#
.SYNOPSIS
Takes a mesh with old kernels from the first look to gateways that run: preflight, rehearsal, change, verification, rollback.

.DESCRIPTION
Run one action after the other, and look at what each says before the next.

  Preflight  one row for each thing to know: nodes that need the template, what is in force, findings of its test, and gateways about
             which something is to be done. It writes nothing.
  Rehearse   makes an embedded cluster with the nodes, the Istio version and the override of the real one, sets there what Change would
             set, waits, and takes it back. The real cluster is only read.
  Change     sets the template where a node needs it, keeps what was there in -BackupPath, and waits until istiod has it.
  Verify     waits until istiod has what the Istio resource says, recreates the pods that cannot start and now could, one at a time
             within their budgets, and fails while any gateway still needs something.
  Rollback   puts back what -FromBackup holds, and waits. Pods keep what they were made with until they are recreated.

.EXAMPLE
./ops-runbook.ps1 -Context prod-*

.EXAMPLE
./ops-runbook.ps1 -Context prod-eu -Action Rehearse
./ops-runbook.ps1 -Context prod-eu -Action Change -WhatIf
./ops-runbook.ps1 -Context prod-eu -Action Change
./ops-runbook.ps1 -Context prod-eu -Action Verify

.EXAMPLE
kubectl --context prod-eu get nodes -o json > nodes.json
kubectl --context prod-eu get istio default -o json > istio.json
./ops-runbook.ps1 -Context prod-eu -Action Rehearse -NodeList ./nodes.json -IstioResource ./istio.json

.EXAMPLE
./ops-runbook.ps1 -Context prod-eu -Action Rollback -FromBackup ./backup/FILE.json
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # Contexts of the kubeconfig; without it, the current one.
    [string[]] $Context,

    # Clusters from Connect-IstioCluster, in the place of contexts.
    [object[]] $Cluster,

    [ValidateSet('Preflight', 'Rehearse', 'Change', 'Verify', 'Rollback')]
    [string] $Action = 'Preflight',

    # Name of the Istio resource.
    [string] $Name = 'default',

    # How to deal with ports below 1024: gateways listen from 1024 up (None), or run as root (Root).
    [ValidateSet('None', 'Root')]
    [string] $PrivilegedPort = 'None',

    [string] $BackupPath = './backup',

    # The backup to put back; Change says which file it wrote.
    [string] $FromBackup,

    # For Rehearse: what 'kubectl get nodes -o json' prints. Without it the nodes are made from what Get-NodeKernel reads.
    [string] $NodeList,

    # For Rehearse: what 'kubectl get istio NAME -o json' prints. Without it the version and the override are taken over.
    [string] $IstioResource,

    # How long the mesh may take to become Ready, and the gateways of a cluster to be recreated.
    [string] $Timeout = '3m'
)

$ErrorActionPreference = 'Stop'
if ($Action -eq 'Rollback' -and -not $FromBackup) {
    throw '-Action Rollback needs -FromBackup: a file that Change wrote into -BackupPath.'
}

if (-not $Cluster) {
    $Cluster = if ($Context) { Connect-IstioCluster -Context $Context } else { Connect-IstioCluster }
}

if ($Action -eq 'Rollback' -and $Cluster.Count -ne 1) {
    throw "A backup is of one cluster, and $($Cluster.Count) are given."
}

switch ($Action) {
    'Preflight' {
        foreach ($one in $Cluster) {
            foreach ($node in $one | Get-NodeKernel | Where-Object RequiresTemplate -NE 'No') {
                [pscustomobject] @{ Cluster = "$one"; Check = 'Kernel'; Item = $node.Name; Result = $node.Reason }
            }

            foreach ($template in $one | Get-IstioGatewayTemplate -Name $Name) {
                $result = "$($template.Source) of Istio $($template.IstioVersion), in force: $($template.InForce), drift: $($template.Drift)"
                [pscustomobject] @{ Cluster = "$one"; Check = 'Template'; Item = $template.TemplateName; Result = $result }
            }

            foreach ($finding in $one | Test-GatewayTemplate -Name $Name | Where-Object Severity -NE 'Information') {
                [pscustomobject] @{ Cluster = "$one"; Check = 'Finding'; Item = $finding.Id; Result = $finding.Message }
            }

            foreach ($gateway in $one | Get-GatewayWorkload -NeedsAction) {
                $result = "$($gateway.Action): $($gateway.Advice)"
                [pscustomobject] @{ Cluster = "$one"; Check = 'Gateway'; Item = "$gateway"; Result = $result }
            }
        }
    }

    'Rehearse' {
        foreach ($one in $Cluster) {
            $nodes = @($one | Get-NodeKernel)
            $patch = $nodes | New-GatewayTemplatePatch -Name $Name -PrivilegedPort $PrivilegedPort
            if (-not $patch) {
                continue
            }

            $folder = [System.IO.Directory]::CreateTempSubdirectory('rehearsal-').FullName
            try {
                $nodeFile = $NodeList
                if (-not $nodeFile) {
                    $items = [System.Collections.Generic.List[object]]::new()
                    foreach ($node in $nodes) {
                        $items.Add(@{
                            apiVersion = 'v1'
                            kind = 'Node'
                            metadata = @{
                                name = [string] $node.Name
                                labels = @{ 'kubernetes.io/os' = [string] $node.OperatingSystem }
                            }
                            status = @{
                                conditions = @(@{ type = 'Ready'; status = 'True' })
                                nodeInfo = @{
                                    kernelVersion = [string] $node.KernelVersion
                                    osImage = [string] $node.OSImage
                                    operatingSystem = [string] $node.OperatingSystem
                                    architecture = [string] $node.Architecture
                                    kubeletVersion = [string] $node.KubeletVersion
                                    containerRuntimeVersion = [string] $node.ContainerRuntime
                                }
                            }
                        })
                    }

                    $nodeFile = [System.IO.Path]::Combine($folder, 'nodes.json')
                    $list = @{ apiVersion = 'v1'; kind = 'NodeList'; items = $items }
                    [System.IO.File]::WriteAllText($nodeFile, [System.Text.Json.JsonSerializer]::Serialize($list, [hashtable]))
                }

                $live = $one | Get-IstioGatewayTemplate -Name $Name
                $istioFile = $IstioResource
                if (-not $istioFile) {
                    $istioFile = [System.IO.Path]::Combine($folder, 'istio.json')
                    $istio = @{
                        apiVersion = 'sailoperator.io/v1'
                        kind = 'Istio'
                        metadata = @{ name = $Name }
                        spec = @{ namespace = 'istio-system'; version = [string] $live.IstioVersion }
                    }
                    [System.IO.File]::WriteAllText($istioFile, [System.Text.Json.JsonSerializer]::Serialize($istio, [hashtable]))
                }

                # What is written from here on is written to the copy, so it is written with -WhatIf too, and nobody is asked.
                $copy = Connect-IstioCluster -Sandbox -Name rehearsal -NodeList $nodeFile -IstioResource $istioFile
                $null = $copy | Wait-IstioReady -Name $Name -Timeout $Timeout
                if (-not $IstioResource -and $live.Source -eq 'Override') {
                    $null = $copy |
                        Set-IstioGatewayTemplate -Name $Name -Template $live.Template -Force -WhatIf:$false -Confirm:$false |
                        Wait-IstioReady -Timeout $Timeout
                }

                $change = $copy | Set-IstioGatewayTemplate -Name $Name -Template $patch.Template -BackupPath $folder -WhatIf:$false -Confirm:$false
                $ready = $change | Wait-IstioReady -Timeout $Timeout
                $undone = $change
                if ($change.Changed) {
                    $undone = $copy | Remove-IstioGatewayTemplate -FromBackup $change.BackupPath -Force -WhatIf:$false -Confirm:$false
                    $null = $undone | Wait-IstioReady -Timeout $Timeout
                }

                [pscustomobject] @{
                    Cluster = "$one"
                    Nodes = $nodes.Count
                    OldNodes = @($copy | Get-NodeKernel -RequiresTemplate).Count
                    Changed = $change.Changed
                    Ready = $ready.Ready
                    RolledBack = $undone.Sha256 -eq $change.PreviousSha256
                    PodChanges = $patch.PodChanges
                }
            }
            finally {
                [System.IO.Directory]::Delete($folder, $true)
            }
        }
    }

    'Change' {
        foreach ($one in $Cluster) {
            $patch = $one | Get-NodeKernel | New-GatewayTemplatePatch -Name $Name -PrivilegedPort $PrivilegedPort
            if (-not $patch) {
                continue
            }

            $change = $patch | Set-IstioGatewayTemplate -Name $Name -BackupPath $BackupPath
            $null = $change | Wait-IstioReady -Timeout $Timeout
            $change
        }
    }

    'Verify' {
        foreach ($one in $Cluster) {
            $template = $one | Get-IstioGatewayTemplate -Name $Name
            $null = if ($template.Source -eq 'Override') {
                $one | Wait-IstioReady -Name $Name -Template $template.Template -Timeout $Timeout
            }
            else {
                $one | Wait-IstioReady -Name $Name -Timeout $Timeout
            }

            $one | Restart-GatewayWorkload -Timeout $Timeout
            $needed = @($one | Get-GatewayWorkload -NeedsAction)
            if ($needed -and -not $WhatIfPreference) {
                $lines = foreach ($gateway in $needed) { "${gateway}: $($gateway.Action). $($gateway.Advice)" }
                throw "[$one] these gateways still need something:`n$($lines -join "`n")"
            }
        }
    }

    'Rollback' {
        $change = $Cluster | Remove-IstioGatewayTemplate -FromBackup $FromBackup -BackupPath $BackupPath
        $null = $change | Wait-IstioReady -Timeout $Timeout
        $change
    }
}
