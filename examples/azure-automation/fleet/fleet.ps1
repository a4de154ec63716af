<#
.SYNOPSIS
Starts one job of group.ps1 for each group of clusters, waits for all, and writes the records of all.

.DESCRIPTION
A job in a sandbox has three hours, and shares 400 MB with the other jobs there; a fleet that needs more time is done in groups, which run
side by side: no more of them than the account may have jobs at once, the parent included (10 or 50, by subscription). The parent
needs the modules Az.Accounts and Az.Automation of the runtime environment, and its identity the role Automation Operator on the account.
Groups are independent: the parent waits for all, and fails when one did.

.PARAMETER Groups
The groups, separated by semicolons; each is a list of contexts or wildcards, separated by commas: 'prod-eu-*; prod-us-*, canary'.

.EXAMPLE
Start-AzAutomationRunbook -Name istio-gateway-fleet -ResourceGroupName ops -AutomationAccountName mesh -Parameters @{
    Groups = 'prod-eu-*; prod-us-*'; ResourceGroupName = 'ops'; AutomationAccountName = 'mesh' }
#>
param(
    [Parameter(Mandatory)]
    [string] $Groups,

    [Parameter(Mandatory)]
    [string] $ResourceGroupName,

    [Parameter(Mandatory)]
    [string] $AutomationAccountName,

    # Name of the runbook that group.ps1 was imported as.
    [string] $Runbook = 'istio-gateway-group',

    # Client id of a user-assigned identity, for the parent and its children. Without it: the system-assigned one.
    [string] $ClientId = '',

    # Without it nothing is stored in any cluster.
    [bool] $Apply = $false,

    # How long to wait for the children; a parent in a sandbox has three hours altogether.
    [ValidateRange(1, 170)]
    [int] $TimeoutMinutes = 120,

    # Seconds between two looks at the children.
    [ValidateRange(1, 300)]
    [int] $Interval = 15
)

$ErrorActionPreference = 'Stop'
$identity = @{ Identity = $true }
if ($ClientId) {
    $identity.AccountId = $ClientId
}

$null = Connect-AzAccount @identity
$account = @{ ResourceGroupName = $ResourceGroupName; AutomationAccountName = $AutomationAccountName }
$final = 'Completed', 'Failed', 'Stopped', 'Suspended'

$children = @(foreach ($group in $Groups.Split(';', [StringSplitOptions] 'RemoveEmptyEntries, TrimEntries')) {
    $parameters = @{ Context = $group; Apply = $Apply }
    if ($ClientId) {
        $parameters.ClientId = $ClientId
    }

    @{ Group = $group; Job = Start-AzAutomationRunbook @account -Name $Runbook -Parameters $parameters }
})
if (-not $children) {
    throw 'There is no group in -Groups.'
}

$end = [DateTime]::UtcNow.AddMinutes($TimeoutMinutes)
while ($true) {
    $running = 0
    foreach ($child in $children) {
        if ($child.Job.Status -notin $final) {
            $child.Job = Get-AzAutomationJob @account -Id $child.Job.JobId
            if ($child.Job.Status -notin $final) {
                $running++
            }
        }
    }

    if ($running -eq 0 -or [DateTime]::UtcNow -ge $end) {
        break
    }

    Start-Sleep -Seconds $Interval
}

$trouble = @(foreach ($child in $children) {
    $job = $child.Job
    if ($job.Status -ne 'Completed') {
        "$($child.Group): job $($job.JobId) is $($job.Status). $($job.Exception)".Trim()
    }
})
foreach ($child in $children) {
    $job = $child.Job
    foreach ($entry in Get-AzAutomationJobOutput @account -Id $job.JobId -Stream Output) {
        $record = Get-AzAutomationJobOutputRecord @account -JobId $job.JobId -Id $entry.StreamRecordId
        $row = [ordered]@{ Group = $child.Group; Status = "$($job.Status)" }
        foreach ($key in 'Cluster', 'OldNodes', 'Needed', 'Changed', 'Applied', 'Ready', 'Error') {
            $row[$key] = $record.Value[$key]
        }

        [pscustomobject] $row
    }
}

if ($trouble) {
    throw "$($trouble.Count) of $($children.Count) groups are not done:`n$($trouble -join "`n")"
}
