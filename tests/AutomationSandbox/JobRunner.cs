using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace AutomationSandbox;

/// <summary>
/// Runs one job in a runspace of its own. Its state is what Azure makes of it: an error that ends the runbook fails the job, any other
/// leaves it completed (learn.microsoft.com: Runbook execution in Azure Automation, "Errors").
/// </summary>
internal static class JobRunner
{
    public static async Task<JobReport> RunAsync(SandboxRequest request, JobRequest job, CultureInfo culture, CancellationToken limit)
    {
        JobHost host = new(culture);
        using Runspace runspace = RunspaceFactory.CreateRunspace(host, InitialSessionState.CreateDefault2());
        runspace.Open();
        runspace.SessionStateProxy.SetVariable("AutomationVariables", new Hashtable(job.Variables.ToDictionary()));
        await ImportAsync(runspace, request);

        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddScript(job.Runbook);
        foreach ((string name, string value) in job.Parameters)
        {
            shell.AddParameter(name, bool.TryParse(value, out bool flag) ? flag : value);
        }

        List<string> serialised = [];
        using PSDataCollection<PSObject> output = [];
        output.DataAdded += (_, added) =>
        {
            // As a job's result leaves its process: with the type's own depth, at the moment it is written.
            serialised.Add(PSSerializer.Serialize(output[added.Index]));
            if (job.StopAfterFirstOutput && added.Index == 0)
            {
                shell.BeginStop(null, null);
            }
        };
        (string State, ErrorRecord? Reason) end = ("Completed", null);
        await using CancellationTokenRegistration stop = limit.Register(() => shell.BeginStop(null, null));
        try
        {
            await shell.InvokeAsync<PSObject, PSObject>(null, output);
        }
        catch (PipelineStoppedException)
        {
            end = ("Stopped", null);
        }
        catch (RuntimeException failure)
        {
            end = ("Failed", failure.ErrorRecord);
        }

        return new JobReport(
            job.Name,
            end.State,
            end.Reason?.ToString(),
            end.Reason?.FullyQualifiedErrorId.Split(',')[0],
            serialised,
            [.. shell.Streams.Warning.Select(warning => warning.Message)],
            [.. shell.Streams.Error.Select(error => error.FullyQualifiedErrorId.Split(',')[0])],
            host.Prompts);
    }

    private static async Task ImportAsync(Runspace runspace, SandboxRequest request)
    {
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddCommand("Import-Module").AddParameter("Name", request.Manifest).AddParameter("ErrorAction", "Stop").AddStatement();
        shell.AddScript(request.Prelude, useLocalScope: false);
        await shell.InvokeAsync();
    }
}
