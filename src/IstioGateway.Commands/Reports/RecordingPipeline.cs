using System.Management.Automation;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Reports;

namespace IstioGateway.Commands.Reports;

/// <summary>
/// The pipeline of the jobs that read a cluster for a report: what they would write goes into the report, warnings go both ways, and
/// errors are kept until the report is written, so that <c>-ErrorAction Stop</c> does not cost the other clusters' report.
/// </summary>
internal sealed class RecordingPipeline(IPipeline inner, ReportedCluster facts, Action<ErrorRecord> fail) : IPipeline
{
    private readonly List<IstioGatewayTemplate> _templates = [];
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);

    /// <summary>The templates that were described; they are tested before they go into the report.</summary>
    public IReadOnlyList<IstioGatewayTemplate> Templates => _templates;

    public Task WriteObjectAsync(object value)
    {
        switch (value)
        {
            case NodeKernel node:
                facts.Add(node);
                break;
            case IstioGatewayTemplate template:
                _templates.Add(template);
                break;
            case GatewayWorkloadStatus gateway:
                facts.Add(gateway);
                break;
            default:
                throw new ArgumentException($"A report does not hold {value.GetType()}.", nameof(value));
        }

        return Task.CompletedTask;
    }

    public async Task WriteObjectsAsync(IReadOnlyList<object> values)
    {
        foreach (object value in values)
        {
            await WriteObjectAsync(value).ConfigureAwait(false);
        }
    }

    public Task WriteErrorAsync(ErrorRecord error)
    {
        fail(error);
        return Task.CompletedTask;
    }

    public void WriteWarning(string text)
    {
        facts.AddNote(ReportErrors.WithoutName(text, facts.Name));
        inner.WriteWarning(text);
    }

    public void WriteWarningOnce(string key, string text)
    {
        if (_warned.Add(key))
        {
            WriteWarning(text);
        }
    }

    public void WriteVerbose(string text) => inner.WriteVerbose(text);

    public void WriteDebug(string text) => inner.WriteDebug(text);

    public void WriteProgress(ProgressRecord progress) => inner.WriteProgress(progress);

    public Task<Consent> ShouldProcessAsync(string description, string warning, string caption) =>
        inner.ShouldProcessAsync(description, warning, caption);
}
