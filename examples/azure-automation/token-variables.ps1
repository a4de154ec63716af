<#
.SYNOPSIS
Sets the gateway template of a cluster whose address, service account token and certificate authority stand in Automation variables.

.DESCRIPTION
For one cluster of any kind, with a service account that may do just this. No kubeconfig is needed. The three variables are
PREFIX-server (https://host:port), PREFIX-token (encrypted) and PREFIX-ca (the PEM text, or the value of certificate-authority-data).

.PARAMETER Cluster
Prefix of the variables, and what the cluster is called in the output.

.EXAMPLE
Start-AzAutomationRunbook -Name istio-gateway -Parameters @{ Cluster = 'prod-eu' } -ResourceGroupName ops -AutomationAccountName mesh
#>
param(
    [Parameter(Mandatory)]
    [string] $Cluster,

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

$connected = Connect-IstioCluster -Name $Cluster -Server (Get-AutomationVariable -Name "$Cluster-server") `
    -Token (Get-AutomationVariable -Name "$Cluster-token") -CertificateAuthority (Get-AutomationVariable -Name "$Cluster-ca")

# The job's history is the record, and for the 30 days that it is kept the backup: what was in force stands in it. Files end with the sandbox.
$old = @($connected | Get-NodeKernel -RequiresTemplate)
$old
if (-not $old) {
    'Every node has a kernel that knows the sysctl; there is nothing to do.'
    return
}

$connected | Get-IstioGatewayTemplate -Name $Name
$change = $old | New-GatewayTemplatePatch -Name $Name -PrivilegedPort $PrivilegedPort |
    Set-IstioGatewayTemplate -Name $Name -DryRun:(-not $Apply)
$change
if ($Apply) {
    $change | Wait-IstioReady -Timeout $Timeout
}
else {
    'Nothing was changed: the API server has only been asked whether it would take it. Start the runbook with Apply = true to change it.'
}
