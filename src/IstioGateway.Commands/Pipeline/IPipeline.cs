using System.Management.Automation;

namespace IstioGateway.Commands.Pipeline;

/// <summary>What a background job may do to its cmdlet's pipeline. Every call is carried to the pipeline thread.</summary>
internal interface IPipeline
{
    /// <summary>Writes one object; completes when the queue has room for it.</summary>
    Task WriteObjectAsync(object value);

    /// <summary>Writes a non-terminating error.</summary>
    Task WriteErrorAsync(ErrorRecord error);

    /// <summary>Writes a warning.</summary>
    void WriteWarning(string text);

    /// <summary>Writes a verbose message.</summary>
    void WriteVerbose(string text);

    /// <summary>Writes a debug message.</summary>
    void WriteDebug(string text);

    /// <summary>Writes progress.</summary>
    void WriteProgress(ProgressRecord progress);

    /// <summary>Asks the user, as <see cref="Cmdlet.ShouldProcess(string, string, string)"/> does.</summary>
    Task<bool> ShouldProcessAsync(string description, string warning, string caption);
}
