# The whole procedure on an embedded cluster: see the problem, rehearse the change, make it, wait for it, see the cure, undo it.
$ErrorActionPreference = 'Stop'
$line = '-' * 100
function Show([string]$Text) { Out-Host -InputObject "`n$line`n$Text`n$line" }

Show 'PS> $cluster = Connect-IstioCluster -Sandbox -NodeCount 5 -OldKernelCount 2'
$cluster = Connect-IstioCluster -Sandbox -NodeCount 5 -OldKernelCount 2
$cluster | Out-Host
$null = $cluster | Wait-IstioReady -Timeout 30s

Show 'PS> $cluster | Get-NodeKernel'
$cluster | Get-NodeKernel | Out-Host

Show @'
A gateway on a node with an old kernel:
PS> $gateway = $cluster | Get-NodeKernel | New-GatewayManifest -Name edge -Namespace istio-ingress -Port 80 `
        -Route shop.example.com=shop.shop:8080 -NodeSelector @{ 'kubernetes.io/hostname' = 'worker-04' }
PS> $gateway | Publish-GatewayManifest -CreateNamespace -Wait
'@
$gateway = $cluster | Get-NodeKernel | New-GatewayManifest -Name edge -Namespace istio-ingress -Port 80 `
    -Route shop.example.com=shop.shop:8080 -NodeSelector @{ 'kubernetes.io/hostname' = 'worker-04' }
$gateway | Publish-GatewayManifest -CreateNamespace -Wait -Timeout 30s -OutVariable published -ErrorVariable problem -ErrorAction SilentlyContinue |
    Out-Host
if ($published.Count -ne 8 -or @($published.Action -ne 'Created').Count -ne 0) { throw 'The gateway was not deployed.' }
if ($problem.Count -ne 1 -or $problem[0].FullyQualifiedErrorId -notlike 'SysctlNotKnown*' -or "$($problem[0])" -notmatch 'FailedCreatePodSandBox') {
    throw "The gateway's pod does not fail as it should: $problem"
}

Out-Host -InputObject "Publish-GatewayManifest: $($problem[0])`n`n  What to do: $($problem[0].ErrorDetails.RecommendedAction)"

Show 'The problem:  PS> $cluster | Get-GatewayWorkload'
$cluster | Get-GatewayWorkload -OutVariable sick | Out-Host
if ($sick.Count -ne 1 -or $sick[0].Ready -or $sick[0].Action -ne 'SetTemplate') { throw 'The problem is not seen.' }

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

Show 'The cure:  PS> $cluster | Restart-GatewayWorkload'
$cluster | Restart-GatewayWorkload -Timeout 30s -OutVariable restarted | Out-Host
if ($restarted.Count -ne 1) { throw 'The pod was not recreated.' }

Show 'The gateway is as it was published, and ready:  PS> $gateway | Publish-GatewayManifest -Wait'
$gateway | Publish-GatewayManifest -Wait -Timeout 30s -OutVariable republished | Out-Host
if ($republished.Count -ne 7 -or @($republished.Action -ne 'Unchanged').Count -ne 0) { throw 'The second publication changed something.' }

Show 'It runs:  PS> $cluster | Get-GatewayWorkload'
$cluster | Get-GatewayWorkload -OutVariable cured | Out-Host
if ($cured.Count -ne 1 -or -not $cured[0].Ready -or $cured[0].HasSysctl) { throw 'The gateway is not cured.' }

Show 'The undo:  PS> $cluster | Remove-IstioGatewayTemplate | Wait-IstioReady'
$cluster | Remove-IstioGatewayTemplate -OutVariable undone | Wait-IstioReady | Out-Host
if (-not $undone[0].Changed) { throw 'The undo did nothing.' }
