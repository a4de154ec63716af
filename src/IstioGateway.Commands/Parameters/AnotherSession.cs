using System.Collections;
using System.Globalization;
using System.Management.Automation;
using IstioGateway.Commands.Connections;
using IstioGateway.Kernels;

namespace IstioGateway.Commands.Parameters;

/// <summary>
/// Makes objects of this module again from what a job, a remote session or a CLIXML file left of them. What they say survives; a
/// connection does not, so their cluster is one that is only known by name, and a command that needs it says so.
/// </summary>
/// <remarks>How deep objects were written decides whether a property is an object or its text, so both are read.</remarks>
internal static class AnotherSession
{
    private const string Prefix = "Deserialized." + nameof(IstioGateway) + ".";

    /// <summary>The object of this module that a deserialised one was; <see langword="null"/> for anything else.</summary>
    public static object? Restore(object? value) => value is PSObject remains ? TypeOf(remains) switch
    {
        nameof(IstioCluster) => new IstioCluster(Text(remains, nameof(IstioCluster.Name))),
        nameof(NodeKernel) => Node(remains),
        nameof(GatewayTemplatePatch) => Patch(remains),
        nameof(IstioTemplateChange) => Change(remains),
        nameof(KubernetesManifest) => Manifest(remains),
        nameof(GatewayWorkloadStatus) => Workload(remains),
        _ => null,
    } : null;

    /// <summary>The cluster that a deserialised object is, or has; <see langword="null"/> for anything else.</summary>
    public static IstioCluster? ClusterOf(object? value) =>
        value is not PSObject remains || TypeOf(remains) is not { } type ? null
        : type == nameof(IstioCluster) ? new IstioCluster(Text(remains, nameof(IstioCluster.Name)))
        : Cluster(remains);

    private static string? TypeOf(PSObject remains) =>
        remains.TypeNames.FirstOrDefault() is { } name && name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : null;

    private static NodeKernel Node(PSObject remains)
    {
        string version = Text(remains, nameof(NodeKernel.KernelVersion));
        return new NodeKernel
        {
            Cluster = Cluster(remains),
            Name = Text(remains, nameof(NodeKernel.Name)),
            KernelVersion = version,
            Kernel = KernelVersion.TryParse(version, out KernelVersion? kernel) ? kernel : null,
            RequiresTemplate = Choice<TemplateRequirement>(remains, nameof(NodeKernel.RequiresTemplate)) ?? TemplateRequirement.Unknown,
            Reason = Text(remains, nameof(NodeKernel.Reason)),
            OSImage = Optional(remains, nameof(NodeKernel.OSImage)),
            OperatingSystem = Optional(remains, nameof(NodeKernel.OperatingSystem)),
            Architecture = Optional(remains, nameof(NodeKernel.Architecture)),
            Roles = Texts(remains, nameof(NodeKernel.Roles)),
            Status = Optional(remains, nameof(NodeKernel.Status)),
            KubeletVersion = Optional(remains, nameof(NodeKernel.KubeletVersion)),
            ContainerRuntime = Optional(remains, nameof(NodeKernel.ContainerRuntime)),
        };
    }

    private static GatewayTemplatePatch Patch(PSObject remains) => new()
    {
        Cluster = Cluster(remains),
        TemplateName = Text(remains, nameof(GatewayTemplatePatch.TemplateName)),
        Template = Text(remains, nameof(GatewayTemplatePatch.Template)),
        Patch = Text(remains, nameof(GatewayTemplatePatch.Patch)),
        Source = Text(remains, nameof(GatewayTemplatePatch.Source)),
        SourceVersion = Optional(remains, nameof(GatewayTemplatePatch.SourceVersion)),
        PrivilegedPort = Choice<PrivilegedPort>(remains, nameof(GatewayTemplatePatch.PrivilegedPort)),
        Changes = Texts(remains, nameof(GatewayTemplatePatch.Changes)),
        PodChanges = Texts(remains, nameof(GatewayTemplatePatch.PodChanges)),
        Sha256 = Text(remains, nameof(GatewayTemplatePatch.Sha256)),
    };

    private static IstioTemplateChange Change(PSObject remains) => new()
    {
        Cluster = Cluster(remains),
        Name = Text(remains, nameof(IstioTemplateChange.Name)),
        Changed = Value(remains, nameof(IstioTemplateChange.Changed)) is true,
        DryRun = Value(remains, nameof(IstioTemplateChange.DryRun)) is true,
        Generation = Convert.ToInt64(Value(remains, nameof(IstioTemplateChange.Generation)), CultureInfo.InvariantCulture),
        TemplateName = Text(remains, nameof(IstioTemplateChange.TemplateName)),
        PreviousSha256 = Optional(remains, nameof(IstioTemplateChange.PreviousSha256)),
        Sha256 = Optional(remains, nameof(IstioTemplateChange.Sha256)),
        Diff = Text(remains, nameof(IstioTemplateChange.Diff)),
        PodChanges = Texts(remains, nameof(IstioTemplateChange.PodChanges)),
        BackupPath = Optional(remains, nameof(IstioTemplateChange.BackupPath)),
    };

    /// <summary>From its YAML, which is whole however deep the object was written.</summary>
    private static KubernetesManifest Manifest(PSObject remains)
    {
        string yaml = Text(remains, nameof(KubernetesManifest.Yaml));
        return new KubernetesManifest
        {
            Cluster = Cluster(remains),
            ApiVersion = Text(remains, nameof(KubernetesManifest.ApiVersion)),
            Kind = Text(remains, nameof(KubernetesManifest.Kind)),
            Name = Text(remains, nameof(KubernetesManifest.Name)),
            Namespace = Optional(remains, nameof(KubernetesManifest.Namespace)),
            Object = JsonConversion.ToPowerShell(Adapters.Yaml().Read(yaml)) ?? yaml,
            Yaml = yaml,
        };
    }

    /// <summary>Which pod it is; how it is, is read anew where it matters.</summary>
    private static GatewayWorkloadStatus Workload(PSObject remains) => new()
    {
        Cluster = Cluster(remains),
        Namespace = Text(remains, nameof(GatewayWorkloadStatus.Namespace)),
        Deployment = Text(remains, nameof(GatewayWorkloadStatus.Deployment)),
        Owner = Text(remains, nameof(GatewayWorkloadStatus.Owner)),
        Pod = Text(remains, nameof(GatewayWorkloadStatus.Pod)),
        Kind = Choice<GatewayWorkloadKind>(remains, nameof(GatewayWorkloadStatus.Kind)) ?? GatewayWorkloadKind.Injected,
        Reason = Text(remains, nameof(GatewayWorkloadStatus.Reason)),
        Action = Choice<GatewayWorkloadAction>(remains, nameof(GatewayWorkloadStatus.Action)) ?? GatewayWorkloadAction.None,
        Advice = Text(remains, nameof(GatewayWorkloadStatus.Advice)),
    };

    private static IstioCluster? Cluster(PSObject remains) =>
        Optional(remains, nameof(NodeKernel.Cluster)) is { Length: > 0 } name ? new IstioCluster(name) : null;

    private static object? Value(PSObject remains, string property) =>
        remains.Properties[property]?.Value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : remains.Properties[property]?.Value;

    private static string? Optional(PSObject remains, string property) => remains.Properties[property]?.Value?.ToString();

    private static string Text(PSObject remains, string property) => Optional(remains, property) ?? "";

    private static string[] Texts(PSObject remains, string property) =>
        Value(remains, property) is IEnumerable items and not string ? [.. items.Cast<object?>().Select(item => $"{item}")] : [];

    private static T? Choice<T>(PSObject remains, string property)
        where T : struct, Enum => Enum.TryParse(Optional(remains, property), ignoreCase: true, out T choice) ? choice : null;
}
