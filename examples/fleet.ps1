<#
.SYNOPSIS
Looks at the gateways of many clusters and writes what it found as CSV, a line for each cluster, and as an HTML page.

.DESCRIPTION
All clusters are read at once, as many as -ThrottleLimit says. One that cannot be read has its error in its line and on the page, and
costs the others nothing; the script fails for it at the end, when both files are written. Nothing is written to any cluster.

The lines of the CSV are the output too.

.EXAMPLE
./fleet.ps1 -Context prod-*

.EXAMPLE
./fleet.ps1 -Kubeconfig ./fleet.yaml -CsvPath ./reports/fleet.csv -HtmlPath ./reports/fleet.html | Where-Object OldNodes -GT 0
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # Contexts of the kubeconfig.
    [string[]] $Context = '*',

    # Path of a kubeconfig; without it, those of $env:KUBECONFIG, then ~/.kube/config.
    [string] $Kubeconfig,

    # The files to write; those of the last time are replaced.
    [string] $CsvPath = './fleet.csv',

    [string] $HtmlPath = './fleet.html',

    [string] $Title = 'Istio gateways and their nodes',

    # How many clusters are read at once.
    [ValidateRange(1, 256)]
    [int] $ThrottleLimit = 32,

    # How long the work on one cluster may take.
    [string] $Timeout = '100s'
)

$ErrorActionPreference = 'Stop'
$ofKubeconfig = @{}
if ($Kubeconfig) {
    $ofKubeconfig.Kubeconfig = $Kubeconfig
}

# A failure is kept for its cluster's line, in the place of ending the script.
$quiet = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = '+failures' }
$bounds = @{ ThrottleLimit = $ThrottleLimit; Timeout = $Timeout }
$failures = @()
$clusters = @(Connect-IstioCluster -Context $Context @ofKubeconfig @quiet)
$unusable = @($failures)
$failures = @()
if (-not $clusters) {
    throw "No cluster can be read: $($unusable -join ' ')"
}

$nodes = @(Get-NodeKernel -Cluster $clusters @bounds @quiet)
$templates = @(Get-IstioGatewayTemplate -Cluster $clusters -Name * @bounds @quiet)
$gateways = @(Get-GatewayWorkload -Cluster $clusters @bounds @quiet)

$rows = @(foreach ($cluster in $clusters) {
    $ofCluster = @($nodes | Where-Object Cluster -EQ $cluster)
    $inForce = @($templates | Where-Object Cluster -EQ $cluster)
    $workloads = @($gateways | Where-Object Cluster -EQ $cluster)
    $errors = [System.Collections.Generic.List[string]]::new()
    foreach ($failure in $failures) {
        if ("$failure".StartsWith("[$cluster] ", 'Ordinal') -and -not $errors.Contains("$failure")) {
            $errors.Add("$failure")
        }
    }

    # What could not be read is empty, and not 0.
    $nodesKnown = $ofCluster -or -not $errors
    $gatewaysKnown = $workloads -or -not $errors
    [pscustomobject] [ordered] @{
        Cluster = "$cluster"
        Server = "$($cluster.Server)"
        Nodes = if ($nodesKnown) { $ofCluster.Count }
        OldNodes = if ($nodesKnown) { @($ofCluster | Where-Object RequiresTemplate -EQ 'Yes').Count }
        UnknownNodes = if ($nodesKnown) { @($ofCluster | Where-Object RequiresTemplate -EQ 'Unknown').Count }
        IstioVersion = $inForce.IstioVersion -join ' '
        Template = $inForce.Source -join ' '
        Drift = $inForce.Drift -join ' '
        Gateways = if ($gatewaysKnown) { $workloads.Count }
        NeedAction = if ($gatewaysKnown) { @($workloads | Where-Object Action -NE 'None').Count }
        Error = $errors -join ' '
    }
})
$rows += @(foreach ($failure in $unusable) {
    [pscustomobject] [ordered] @{
        Cluster = "$($failure.TargetObject)"; Server = ''; Nodes = $null; OldNodes = $null; UnknownNodes = $null
        IstioVersion = ''; Template = ''; Drift = ''; Gateways = $null; NeedAction = $null; Error = "$failure"
    }
})

# Not Export-Csv: what clusters say must not become a formula in a spreadsheet.
$lines = [System.Collections.Generic.List[string]]::new()
$lines.Add(($rows[0].PSObject.Properties.Name | ForEach-Object { '"' + $_ + '"' }) -join ',')
foreach ($row in $rows) {
    $cells = foreach ($property in $row.PSObject.Properties) {
        $text = "$($property.Value)" -replace '^(?=[=+\-@\t\r])', "'"
        '"' + $text.Replace('"', '""') + '"'
    }
    $lines.Add($cells -join ',')
}

if ($PSCmdlet.ShouldProcess($CsvPath, "Write $($rows.Count) lines")) {
    $csv = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($CsvPath)
    $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($csv))
    [System.IO.File]::WriteAllLines($csv, $lines)
}

# The page reads the clusters itself: with findings, and with what to do about those that fail.
$null = Export-GatewayReport -Path $HtmlPath -Title $Title -Context $Context @ofKubeconfig -Force @bounds @quiet
$unwritten = $failures | Where-Object FullyQualifiedErrorId -Like 'FileNotWritable*'
if ($unwritten) {
    throw "$unwritten"
}

$rows
$failed = @($rows | Where-Object Error)
if ($failed) {
    throw "$($failed.Count) of $($rows.Count) clusters could not be read wholly: $($failed.Cluster -join ', ')"
}
