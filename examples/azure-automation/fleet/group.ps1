<#
.SYNOPSIS
Sets the gateway template of one group of clusters and writes one flat record for each: the child of fleet.ps1.

.DESCRIPTION
One cluster that fails does not keep the others from being done. It has its words in Error, and the job ends as Failed when all are done.
Signs in as the account's managed identity to the clusters of a kubeconfig in an Automation variable.

.PARAMETER Context
Contexts of the group, separated by commas; wildcards such as prod-eu-* are understood.

.EXAMPLE
Start-AzAutomationRunbook -Name istio-gateway-group -Parameters @{ Context = 'prod-eu-*' } -ResourceGroupName ops -AutomationAccountName mesh
#>
param(
    [Parameter(Mandatory)]
    [string] $Context,

    # Name of the Automation variable that holds the kubeconfig.
    [string] $KubeconfigVariable = 'mesh-kubeconfig',

    # Client id of a user-assigned identity. Without it: the system-assigned one.
    [string] $ClientId = '',

    # Name of the Istio resource.
    [string] $Name = 'default',

    # How to deal with ports below 1024: gateways listen from 1024 up (None), or run as root (Root).
    [ValidateSet('None', 'Root')]
    [string] $PrivilegedPort = 'None',

    # Without it nothing is stored. -WhatIf would not do in a runbook: what it says goes to a screen that no job has.
    [bool] $Apply = $false,

    # How long the mesh may take to become Ready.
    [string] $Timeout = '10m'
)

$ErrorActionPreference = 'Stop'

$connection = @{
    KubeconfigContent = Get-AutomationVariable -Name $KubeconfigVariable
    Context           = $Context.Split(',', [StringSplitOptions] 'RemoveEmptyEntries, TrimEntries')
    ManagedIdentity   = $true
}
if ($ClientId) {
    $connection.ClientId = $ClientId
}

$failed = 0
$clusters = @(Connect-IstioCluster @connection)
foreach ($cluster in $clusters) {
    $result = [ordered]@{ Cluster = $cluster.Name; OldNodes = 0; Needed = $false; Changed = $false; Applied = $false; Ready = ''; Error = '' }
    try {
        $old = @($cluster | Get-NodeKernel -RequiresTemplate)
        $result.OldNodes = $old.Count
        if ($old) {
            $change = $old | New-GatewayTemplatePatch -Name $Name -PrivilegedPort $PrivilegedPort -WarningAction Ignore |
                Set-IstioGatewayTemplate -Name $Name -DryRun:(-not $Apply)
            $result.Needed = $change.Changed
            if ($Apply) {
                $result.Changed = $change.Changed
                $status = $change | Wait-IstioReady -Timeout $Timeout
                $result.Ready = "$($status.Ready)"
            }

            $result.Applied = $Apply
        }
    }
    catch {
        $failed++
        $result.Error = "$_"
    }

    [pscustomobject] $result
}

if ($failed) {
    throw "$failed of $($clusters.Count) clusters failed; the records of the output say why."
}
