<#
.SYNOPSIS
Sets the gateway template of clusters of Azure Kubernetes Service as the automation account's managed identity.

.DESCRIPTION
The way to prefer: no secret is kept anywhere. The account's identity signs in by Entra, its token is fetched by the module itself (no Az
module is loaded), and it is renewed while the job waits. The kubeconfig gives the addresses and certificate authorities only; its users,
kubelogin among them, are not looked at. It is the output of

  az aks get-credentials --resource-group RESOURCEGROUP --name CLUSTER --file -

in an Automation variable; several clusters may stand in it.

.PARAMETER Context
Context of the kubeconfig, or a wildcard such as prod-*. Without it: its current context.

.PARAMETER ClientId
Client id of a user-assigned identity. Without it: the system-assigned one.

.EXAMPLE
Start-AzAutomationRunbook -Name istio-gateway -Parameters @{ Context = 'prod-eu' } -ResourceGroupName ops -AutomationAccountName mesh
#>
param(
    # Name of the Automation variable that holds the kubeconfig.
    [string] $KubeconfigVariable = 'mesh-kubeconfig',

    [string] $Context = '',

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

$connection = @{ KubeconfigContent = Get-AutomationVariable -Name $KubeconfigVariable; ManagedIdentity = $true }
if ($Context) {
    $connection.Context = $Context
}

if ($ClientId) {
    $connection.ClientId = $ClientId
}

$cluster = Connect-IstioCluster @connection

# The job's history is the record, and for the 30 days that it is kept the backup: what was in force stands in it. Files end with the sandbox.
$old = @($cluster | Get-NodeKernel -RequiresTemplate)
$old
if (-not $old) {
    'Every node has a kernel that knows the sysctl; there is nothing to do.'
    return
}

$cluster | Get-IstioGatewayTemplate -Name $Name
$change = $old | New-GatewayTemplatePatch -Name $Name -PrivilegedPort $PrivilegedPort |
    Set-IstioGatewayTemplate -Name $Name -DryRun:(-not $Apply)
$change
if ($Apply) {
    $change | Wait-IstioReady -Timeout $Timeout
}
else {
    'Nothing was changed: the API server has only been asked whether it would take it. Start the runbook with Apply = true to change it.'
}
