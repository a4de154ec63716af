# What the picture in the README shows: each command as it is typed, and what it really writes.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

foreach ($command in @(
        '$cluster = Connect-IstioCluster -Sandbox -NodeCount 5 -OldKernelCount 2'
        '$cluster | Get-NodeKernel'
        '$cluster | Get-NodeKernel | New-GatewayTemplatePatch -PrivilegedPort None | Set-IstioGatewayTemplate -WhatIf | Out-Null'
        '$cluster | Get-NodeKernel | New-GatewayTemplatePatch -PrivilegedPort None | Set-IstioGatewayTemplate | Wait-IstioReady'
    )) {
    $Host.UI.WriteLine("$([char]27)[34;1mPS>$([char]27)[0m $([char]27)[1m$command$([char]27)[0m")
    . ([scriptblock]::Create($command)) | Out-Host
    if ($command.StartsWith('$cluster =')) { $null = $cluster | Wait-IstioReady -Timeout 30s }
}
