using System.Management.Automation;

namespace IstioGateway.Commands.Tests.Harness;

/// <summary>Everything a script left on the streams.</summary>
internal sealed record RunResult
{
    public required IReadOnlyList<PSObject> Output { get; init; }

    public required IReadOnlyList<ErrorRecord> Errors { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public required IReadOnlyList<string> Verbose { get; init; }

    public required IReadOnlyList<string> Debug { get; init; }

    public required IReadOnlyList<ProgressRecord> Progress { get; init; }

    public required string HostText { get; init; }

    public required Exception? Terminating { get; init; }

    /// <summary>The objects of one type.</summary>
    public IReadOnlyList<T> Of<T>() => [.. Output.Select(o => o?.BaseObject).OfType<T>()];

    /// <summary>The only error, terminating or not.</summary>
    public ErrorRecord OnlyError()
    {
        ErrorRecord[] all = [.. Errors, .. Terminating is IContainsErrorRecord held ? [held.ErrorRecord] : Array.Empty<ErrorRecord>()];
        return Assert.Single(all);
    }

    /// <summary>Fails the test unless the script ran without any error.</summary>
    public RunResult ThrowIfFailed()
    {
        Assert.True(
            Terminating is null && Errors.Count == 0,
            $"Unexpected errors: {string.Join(" | ", Errors.Select(e => e.ToString()))} {Terminating}");
        return this;
    }
}
