namespace AutomationSandbox;

/// <summary>What the sandbox is asked to run; the tests write it to a file.</summary>
/// <param name="Manifest">Path of the module's manifest, which is imported into each job's runspace as the account's modules are.</param>
/// <param name="Culture">Name of the culture of every thread.</param>
/// <param name="Prelude">A script that runs before each runbook, in its scope: stands in for the commands that Azure provides.</param>
/// <param name="Jobs">The jobs, all at once.</param>
internal sealed record SandboxRequest(string Manifest, string Culture, string Prelude, IReadOnlyList<JobRequest> Jobs);

/// <summary>One job.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Runbook">The runbook's text.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Variables">The account's variables: <c>$AutomationVariables</c> in the prelude.</param>
/// <param name="StopAfterFirstOutput">Whether someone stops the job as soon as it has written an object.</param>
internal sealed record JobRequest(
    string Name,
    string Runbook,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyDictionary<string, string> Variables,
    bool StopAfterFirstOutput = false);

/// <summary>What came of it.</summary>
/// <param name="Processes">What happened when the sandbox tried to start a program.</param>
/// <param name="PeakBytes">The most memory that the process had in use, of all jobs together.</param>
/// <param name="Jobs">What came of each job, in the order of the request.</param>
internal sealed record SandboxReport(string Processes, long PeakBytes, IReadOnlyList<JobReport> Jobs);

/// <summary>What came of one job: what its history would show, and nothing else.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">As Azure names it: Completed, Failed or Stopped.</param>
/// <param name="Exception">The message of what ended it.</param>
/// <param name="ErrorId">The id of what ended it.</param>
/// <param name="Output">The objects of the output stream, serialised as they cross the border of the process.</param>
/// <param name="Warnings">The warning stream.</param>
/// <param name="Errors">The ids of the error stream.</param>
/// <param name="Prompts">Every question that was asked, though nobody is there.</param>
internal sealed record JobReport(
    string Name,
    string State,
    string? Exception,
    string? ErrorId,
    IReadOnlyList<string> Output,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Errors,
    IReadOnlyList<string> Prompts);
