<#
.SYNOPSIS
Sets the gateway template of clusters whose kubeconfig stands in an encrypted Automation variable.

.DESCRIPTION
For clusters of any kind. The kubeconfig must hold what it needs: certificates as certificate-authority-data, and a token or a client
certificate as client-certificate-data and client-key-data. A user that signs in with a program (exec) cannot work in a sandbox of Azure
Automation, which starts none; the error then says so.

.PARAMETER Context
Context of the kubeconfig, or a wildcard such as prod-*. Without it: its current context.

.EXAMPLE
Start-AzAutomationRunbook -Name istio-gateway -Parameters @{ Context = 'prod-*' } -ResourceGroupName ops -AutomationAccountName mesh
#>
param(
    # Name of the encrypted Automation variable that holds the kubeconfig.
    [string] $KubeconfigVariable = 'mesh-kubeconfig',

    [string] $Context = '',

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

$connection = @{ KubeconfigContent = Get-AutomationVariable -Name $KubeconfigVariable }
if ($Context) {
    $connection.Context = $Context
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
