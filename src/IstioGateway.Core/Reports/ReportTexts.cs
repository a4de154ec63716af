using System.Globalization;

namespace IstioGateway.Reports;

/// <summary>Words that several parts of a page use.</summary>
internal static class ReportTexts
{
    /// <summary>A kernel as it is shown.</summary>
    public static string Kernel(string version) => version.Length > 0 ? version : "not reported";

    /// <summary>A number of things.</summary>
    public static string Count(int count, string one, string many) =>
        $"{count.ToString("N0", CultureInfo.InvariantCulture)} {(count == 1 ? one : many)}";

    /// <summary>Whether gateway pods on a node need the changed template.</summary>
    public static string Requirement(TemplateRequirement requirement) => requirement switch
    {
        TemplateRequirement.Yes => "Needed",
        TemplateRequirement.Unknown => "Not known",
        _ => "Not needed",
    };

    /// <summary>How that is marked.</summary>
    public static string Mark(TemplateRequirement requirement) => requirement switch
    {
        TemplateRequirement.Yes => "bad",
        TemplateRequirement.Unknown => "warn",
        _ => "",
    };

    /// <summary>How a finding's severity is marked.</summary>
    public static string Mark(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Error => "bad",
        FindingSeverity.Warning => "warn",
        _ => "",
    };

    /// <summary>What is to be done about a gateway, in words.</summary>
    public static string Action(GatewayWorkloadAction action) => action switch
    {
        GatewayWorkloadAction.Recreate => "Recreate the pod",
        GatewayWorkloadAction.SetTemplate => "Set the template",
        GatewayWorkloadAction.FixDeployment => "Mend the Deployment",
        GatewayWorkloadAction.FixNamespace => "Mend the namespace",
        GatewayWorkloadAction.FixGateway => "Mend the Gateway",
        GatewayWorkloadAction.Investigate => "Look into it",
        _ => "Nothing",
    };
}
