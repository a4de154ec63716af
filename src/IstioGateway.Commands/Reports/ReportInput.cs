using System.Collections;
using System.Globalization;
using System.Management.Automation;
using IstioGateway.Commands.Errors;
using IstioGateway.Kernels;
using IstioGateway.Reports;

namespace IstioGateway.Commands.Reports;

/// <summary>
/// Puts piped objects into a report: the module's own, and what is left of them after they came from another process, a job or a file
/// of <c>Export-Clixml</c>.
/// </summary>
internal static class ReportInput
{
    /// <summary>Adds an object to its cluster.</summary>
    /// <returns>Whether it is something that a report holds.</returns>
    public static bool TryAdd(PSObject input, ReportClusters clusters)
    {
        switch (Read(input))
        {
            case NodeKernel node:
                ClusterOf(input, clusters).Add(node);
                return true;
            case IstioGatewayTemplate template:
                ClusterOf(input, clusters).Add(template);
                return true;
            case GatewayWorkloadStatus gateway:
                ClusterOf(input, clusters).Add(gateway);
                return true;
            default:
                return false;
        }
    }

    private static object? Read(PSObject input) => input.BaseObject switch
    {
        NodeKernel or IstioGatewayTemplate or GatewayWorkloadStatus => input.BaseObject,
        _ when Was<NodeKernel>(input) => Node(input),
        _ when Was<IstioGatewayTemplate>(input) => Template(input),
        _ when Was<GatewayWorkloadStatus>(input) => Gateway(input),
        _ => null,
    };

    private static bool Was<T>(PSObject input) => input.TypeNames.Contains("Deserialized." + typeof(T).FullName);

    private static ReportedCluster ClusterOf(PSObject input, ReportClusters clusters)
    {
        object? cluster = input.Properties["Cluster"]?.Value;
        return (cluster as PSObject)?.BaseObject is IstioCluster wrapped ? clusters.For(wrapped)
            : cluster is IstioCluster live ? clusters.For(live)
            : clusters.For(NameOf(cluster) is { Length: > 0 } name ? name : Messages.Get("ReportOffline"));
    }

    private static string? NameOf(object? cluster) => cluster is null ? null
        : Text(PSObject.AsPSObject(cluster), "Name") is { Length: > 0 } name ? name
        : cluster.ToString();

    private static NodeKernel Node(PSObject from) => new()
    {
        Name = Text(from, "Name"),
        KernelVersion = Text(from, "KernelVersion"),
        Kernel = KernelVersion.TryParse(Text(from, "KernelVersion"), out KernelVersion? kernel) ? kernel : null,
        RequiresTemplate = Value(from, "RequiresTemplate", TemplateRequirement.Unknown),
        Reason = Text(from, "Reason"),
        OSImage = Text(from, "OSImage"),
        Status = Text(from, "Status"),
    };

    private static IstioGatewayTemplate Template(PSObject from) => new()
    {
        Name = Text(from, "Name"),
        TemplateName = Text(from, "TemplateName"),
        Source = Value(from, "Source", TemplateSource.Default),
        Template = Text(from, "Template"),
        Sha256 = Text(from, "Sha256"),
        IstioVersion = Text(from, "IstioVersion") is { Length: > 0 } version ? version : null,
        InForce = Flag(from, "InForce"),
        Drift = Value(from, "Drift", TemplateDrift.Unknown),
        DriftReason = Text(from, "DriftReason"),
        DriftDiff = Text(from, "DriftDiff"),
        Findings = [.. Items(from, "Findings").Select(Finding)],
    };

    /// <summary>A finding that is an object still, or the sentence that is left of one.</summary>
    private static TemplateFinding Finding(PSObject from) => Text(from, "Id") is { Length: > 0 } id
        ? new TemplateFinding
        {
            Id = id,
            Severity = Value(from, "Severity", FindingSeverity.Information),
            Line = int.TryParse(Text(from, "Line"), NumberStyles.None, CultureInfo.InvariantCulture, out int line) ? line : null,
            Message = Text(from, "Message"),
            Recommendation = Text(from, "Recommendation") is { Length: > 0 } recommendation ? recommendation : null,
        }
        : new TemplateFinding { Id = "Finding", Severity = FindingSeverity.Information, Message = from.ToString() };

    private static GatewayWorkloadStatus Gateway(PSObject from) => new()
    {
        Namespace = Text(from, "Namespace"),
        Deployment = Text(from, "Deployment"),
        Owner = Text(from, "Owner"),
        Pod = Text(from, "Pod"),
        Kind = Value(from, "Kind", GatewayWorkloadKind.Injected),
        Node = Text(from, "Node"),
        KernelVersion = Text(from, "KernelVersion"),
        HasSysctl = Flag(from, "HasSysctl") == true,
        Ready = Flag(from, "Ready") == true,
        CanStart = Flag(from, "CanStart"),
        Reason = Text(from, "Reason"),
        Action = Value(from, "Action", GatewayWorkloadAction.None),
        Advice = Text(from, "Advice"),
    };

    private static string Text(PSObject from, string property) => from.Properties[property]?.Value?.ToString() ?? "";

    private static bool? Flag(PSObject from, string property) => bool.TryParse(Text(from, property), out bool value) ? value : null;

    private static T Value<T>(PSObject from, string property, T otherwise)
        where T : struct, Enum => Enum.TryParse(Text(from, property), out T value) ? value : otherwise;

    private static IEnumerable<PSObject> Items(PSObject from, string property)
    {
        object? list = from.Properties[property]?.Value;
        return ((list as PSObject)?.BaseObject ?? list) is IEnumerable items and not string
            ? items.Cast<object?>().OfType<object>().Select(PSObject.AsPSObject)
            : [];
    }
}
