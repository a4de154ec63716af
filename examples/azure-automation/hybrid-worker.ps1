<#
.SYNOPSIS
Sets the gateway template of clusters that only a Hybrid Runbook Worker can reach.

.DESCRIPTION
A worker is a machine of yours, so that a kubeconfig file, programs such as kubelogin, private clusters and a folder for backups all work.
Either the file's own users sign in (kubelogin convert-kubeconfig --login msi, or --login workloadidentity), or, with -ManagedIdentity, a
managed identity does, without any program: the automation account's system-assigned one where the account has an identity, else that of
the worker's virtual machine.

.PARAMETER Kubeconfig
Path of the kubeconfig file, which the worker's account can read. Without it: that account's own, as for kubectl.

.PARAMETER Context
Context of the kubeconfig, or a wildcard such as prod-*. Without it: its current context.

.PARAMETER ManagedIdentity
Signs in as a managed identity instead of the kubeconfig's users.

.PARAMETER ClientId
Client id of a user-assigned identity of the virtual machine, which counts only where the automation account has no identity of its own.

.EXAMPLE
Start-AzAutomationRunbook -Name istio-gateway -Parameters @{ Kubeconfig = '/etc/mesh/kubeconfig' } -RunOn workers -ResourceGroupName ops -AutomationAccountName mesh
#>
param(
    [string] $Kubeconfig = '',

    [string] $Context = '',

    [bool] $ManagedIdentity = $false,

    [string] $ClientId = '',

    # Folder on the worker in which the override that a change replaces is kept; Remove-IstioGatewayTemplate -FromBackup restores it.
    [string] $BackupPath = '',

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

$connection = @{}
if ($Kubeconfig) {
    $connection.Kubeconfig = $Kubeconfig
}

if ($Context) {
    $connection.Context = $Context
}

if ($ManagedIdentity) {
    $connection.ManagedIdentity = $true
    if ($ClientId) {
        $connection.ClientId = $ClientId
    }
}

$cluster = Connect-IstioCluster @connection

# The job's history is the record for the 30 days that it is kept: what was in force stands in it.
$old = @($cluster | Get-NodeKernel -RequiresTemplate)
$old
if (-not $old) {
    'Every node has a kernel that knows the sysctl; there is nothing to do.'
    return
}

$cluster | Get-IstioGatewayTemplate -Name $Name
$set = @{ Name = $Name; DryRun = -not $Apply }
if ($BackupPath -and $Apply) {
    $set.BackupPath = $BackupPath
}

$change = $old | New-GatewayTemplatePatch -Name $Name -PrivilegedPort $PrivilegedPort | Set-IstioGatewayTemplate @set
$change
if ($Apply) {
    $change | Wait-IstioReady -Timeout $Timeout
}
else {
    'Nothing was changed: the API server has only been asked whether it would take it. Start the runbook with Apply = true to change it.'
}
