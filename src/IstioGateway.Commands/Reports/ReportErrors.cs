using System.Management.Automation;
using IstioGateway.Reports;

namespace IstioGateway.Commands.Reports;

/// <summary>What a report shows of an error record.</summary>
internal static class ReportErrors
{
    /// <summary>The error as it stands under its cluster's heading.</summary>
    public static ReportError Of(ErrorRecord record, string clusterName) => new(
        record.FullyQualifiedErrorId.Split(',')[0],
        WithoutName(record.ErrorDetails?.Message ?? record.Exception.Message, clusterName),
        record.ErrorDetails?.RecommendedAction ?? "");

    /// <summary>A message without the cluster's name in front, which the heading says.</summary>
    public static string WithoutName(string text, string clusterName)
    {
        string prefix = $"[{clusterName}] ";
        return text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;
    }
}
