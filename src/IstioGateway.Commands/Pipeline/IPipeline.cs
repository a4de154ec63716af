using System.Management.Automation;

namespace IstioGateway.Commands.Pipeline;

/// <summary>What a background job may do to its cmdlet's pipeline. Every call is carried to the pipeline thread.</summary>
internal interface IPipeline
{
    /// <summary>Writes one object; completes when the queue has room for it.</summary>
    Task WriteObjectAsync(object value);

    /// <summary>Writes objects with nothing of another job between them; completes when the queue has room.</summary>
    Task WriteObjectsAsync(IReadOnlyList<object> values);

    /// <summary>Writes a non-terminating error.</summary>
    Task WriteErrorAsync(ErrorRecord error);

    /// <summary>Writes a warning.</summary>
    void WriteWarning(string text);

    /// <summary>Writes a warning unless one of the same key was written in this invocation of the command.</summary>
    void WriteWarningOnce(string key, string text);

    /// <summary>Writes a verbose message.</summary>
    void WriteVerbose(string text);

    /// <summary>Writes a debug message.</summary>
    void WriteDebug(string text);

    /// <summary>Writes progress.</summary>
    void WriteProgress(ProgressRecord progress);

    /// <summary>Asks as <see cref="Cmdlet.ShouldProcess(string, string, string, out ShouldProcessReason)"/> does.</summary>
    Task<Consent> ShouldProcessAsync(string description, string warning, string caption);
}

/// <summary>The answer to a question about a change.</summary>
internal enum Consent
{
    /// <summary>Do it.</summary>
    Given,

    /// <summary>The user said no.</summary>
    Refused,

    /// <summary>Nothing is to be done: this is <c>-WhatIf</c>.</summary>
    OnlyAsking,
}
