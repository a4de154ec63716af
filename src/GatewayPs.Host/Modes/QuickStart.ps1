# The whole procedure on an embedded cluster: see the problem, rehearse the change, make it, wait for it, undo it.
$ErrorActionPreference = 'Stop'
$line = '-' * 100
function Show([string]$Text) { Out-Host -InputObject "`n$line`n$Text`n$line" }

Show 'PS> $cluster = Connect-IstioCluster -Sandbox -NodeCount 5 -OldKernelCount 2'
$cluster = Connect-IstioCluster -Sandbox -NodeCount 5 -OldKernelCount 2
$cluster | Out-Host
$null = $cluster | Wait-IstioReady -Timeout 30s

Show 'PS> $cluster | Get-NodeKernel'
$cluster | Get-NodeKernel | Out-Host

Show 'PS> $cluster | Get-NodeKernel | New-GatewayTemplatePatch | Set-IstioGatewayTemplate -WhatIf'
$cluster | Get-NodeKernel | New-GatewayTemplatePatch | Set-IstioGatewayTemplate -WhatIf | Out-Null

Show 'PS> $cluster | Get-NodeKernel | New-GatewayTemplatePatch | Set-IstioGatewayTemplate -Verbose | Wait-IstioReady'
$cluster | Get-NodeKernel | New-GatewayTemplatePatch -WarningAction SilentlyContinue |
    Set-IstioGatewayTemplate -Verbose -OutVariable change | Wait-IstioReady -OutVariable status | Out-Host
if (-not $change[0].Changed -or -not $status[0].Ready) { throw 'The change was not made.' }

Show 'The change, with its diff:  PS> $change.Diff'
Out-Host -InputObject $change[0].Diff

Show 'The same again: nothing is written'
$cluster | Get-NodeKernel | New-GatewayTemplatePatch -WarningAction SilentlyContinue |
    Set-IstioGatewayTemplate -Verbose -OutVariable again | Out-Host
if ($again[0].Changed) { throw 'The second run wrote something.' }

Show 'The undo:  PS> $cluster | Remove-IstioGatewayTemplate | Wait-IstioReady'
$cluster | Remove-IstioGatewayTemplate -OutVariable undone | Wait-IstioReady | Out-Host
if (-not $undone[0].Changed) { throw 'The undo did nothing.' }
