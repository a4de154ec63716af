<#
.SYNOPSIS
Finds overrides of the gateway template that an upgrade of Istio has left behind, makes them anew, or goes over to an overlay.

.DESCRIPTION
An override replaces the default template of one Istio version and stays as it is when Istio is upgraded. An overlay is three
lines that stand beside the default, which then follows the version; but every gateway has to name it in its annotation.

  Report        shows the templates that have drifted, or of which that cannot be told. It writes nothing.
  Refresh       makes each drifted override anew: the default of the version that runs, without the sysctl.
  AddOverlay    first step to an overlay: sets it. Nothing uses it yet, so nothing changes for any gateway.
                Then let each gateway select it, and recreate its pods on the way:
                  kubectl patch deployment NAME -n NAMESPACE --type=merge -p '{"spec":{"template":{"metadata":
                    {"annotations":{"inject.istio.io/templates":"gateway,old-kernel"}}}}}'
  DropOverride  last step: takes the override out, where every gateway selects the overlay. It stops where one does not.

Every change keeps what was there in -BackupPath; Remove-IstioGatewayTemplate -FromBackup brings it back.

.EXAMPLE
./drift-and-upgrade.ps1 -Context prod-*

.EXAMPLE
./drift-and-upgrade.ps1 -Context prod-eu -Action Refresh -WhatIf

.EXAMPLE
./drift-and-upgrade.ps1 -Context prod-eu -Action AddOverlay
./drift-and-upgrade.ps1 -Context prod-eu -Action DropOverride
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # Contexts of the kubeconfig; without it, the current one.
    [string[]] $Context,

    # Clusters from Connect-IstioCluster, in the place of contexts.
    [object[]] $Cluster,

    [ValidateSet('Report', 'Refresh', 'AddOverlay', 'DropOverride')]
    [string] $Action = 'Report',

    # Name of the overlay.
    [string] $Overlay = 'old-kernel',

    # How to deal with ports below 1024: gateways listen from 1024 up (None), or run as root (Root).
    [ValidateSet('None', 'Root')]
    [string] $PrivilegedPort = 'None',

    [string] $BackupPath = './backup',

    # How long the mesh may take to become Ready.
    [string] $Timeout = '3m'
)

$ErrorActionPreference = 'Stop'
if (-not $Cluster) {
    $Cluster = if ($Context) { Connect-IstioCluster -Context $Context } else { Connect-IstioCluster }
}

$templates = $Cluster | Get-IstioGatewayTemplate -Name * -TemplateName *

switch ($Action) {
    'Report' {
        $templates | Where-Object Drift -NE 'None'
    }

    'Refresh' {
        # -Base Live would start from the old override itself: that is what is in force.
        foreach ($template in $templates | Where-Object { $_.Drift -eq 'Drifted' -and $_.TemplateName -eq 'gateway' }) {
            New-GatewayTemplatePatch -Cluster $template.Cluster -Name $template.Name -Base Default -PrivilegedPort $PrivilegedPort -Force |
                Set-IstioGatewayTemplate -Name $template.Name -BackupPath $BackupPath |
                Wait-IstioReady -Timeout $Timeout
        }
    }

    'AddOverlay' {
        foreach ($template in $templates | Where-Object { $_.Source -eq 'Override' -and $_.TemplateName -eq 'gateway' }) {
            New-GatewayTemplatePatch -Cluster $template.Cluster -Overlay $Overlay -PrivilegedPort $PrivilegedPort -Force |
                Set-IstioGatewayTemplate -Name $template.Name -BackupPath $BackupPath |
                Wait-IstioReady -Timeout $Timeout
        }
    }

    'DropOverride' {
        foreach ($template in $templates | Where-Object { $_.Source -eq 'Override' -and $_.TemplateName -eq 'gateway' }) {
            $where = "[$($template.Cluster)] istio/$($template.Name)"
            $beside = $templates | Where-Object {
                $_.Cluster -eq $template.Cluster -and $_.Name -eq $template.Name -and $_.TemplateName -eq $Overlay
            }
            if (-not $beside) {
                throw "${where}: there is no overlay '$Overlay'. Begin with -Action AddOverlay."
            }

            if ($null -eq $template.Workloads) {
                throw "${where}: the Deployments cannot be listed, so nobody knows which gateways still need the override."
            }

            $without = $template.Workloads | Where-Object { $_ -notin $beside.Workloads }
            if ($without) {
                throw "${where}: these gateways do not select '$Overlay' yet and would not start on old kernels: $($without -join ', ')"
            }

            $template.Cluster |
                Remove-IstioGatewayTemplate -Name $template.Name -BackupPath $BackupPath |
                Wait-IstioReady -Timeout $Timeout
        }
    }
}
