using System.Management.Automation;
using System.Management.Automation.Runspaces;

// The first argument is a script, the others are its arguments. Objects go to the output as text, one a line, errors to the
// error output; the exit code is 1 if there were any.
using PowerShell shell = PowerShell.Create(InitialSessionState.CreateDefault2());
shell.AddScript(args[0]);
foreach (string argument in args.Skip(1))
{
    shell.AddArgument(argument);
}

foreach (PSObject? item in await shell.InvokeAsync().ConfigureAwait(false))
{
    Console.WriteLine(item);
}

foreach (ErrorRecord error in shell.Streams.Error)
{
    await Console.Error.WriteLineAsync($"{error.FullyQualifiedErrorId}: {error}").ConfigureAwait(false);
}

return shell.Streams.Error.Count > 0 ? 1 : 0;
