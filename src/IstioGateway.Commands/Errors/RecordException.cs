using System.Management.Automation;

namespace IstioGateway.Commands.Errors;

/// <summary>Carries a finished error record out of a job.</summary>
internal sealed class RecordException(ErrorRecord record) : Exception(record.ErrorDetails?.Message ?? record.Exception.Message)
{
    public ErrorRecord Record { get; } = record;
}
