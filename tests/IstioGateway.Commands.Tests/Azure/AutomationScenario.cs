namespace IstioGateway.Commands.Tests.Azure;

/// <summary>How a cmdlet is used in a runbook: <c>$cluster</c> is the account's cluster, and <c>$ErrorActionPreference</c> is Stop.</summary>
/// <param name="Cmdlet">Its name.</param>
/// <param name="Runbook">A use of it that succeeds and writes objects.</param>
/// <param name="Output">The type of the objects, without the namespace.</param>
/// <param name="Failing">A use of it that fails the job.</param>
/// <param name="ErrorId">With this error.</param>
/// <param name="Repeatable">Whether another job writes exactly the same; not where it has a cluster of its own.</param>
public sealed record AutomationScenario(
    string Cmdlet, string Runbook, string Output, string Failing, string ErrorId, bool Repeatable = true)
{
    /// <summary>An embedded cluster of the job's own, for what changes it.</summary>
    public const string Own = """
        $own = Connect-IstioCluster -Sandbox -Name of-the-job
        $null = $own | Wait-IstioReady -Timeout 60s

        """;

    private const string Template = "'spec: {containers: [{name: istio-proxy, image: proxy}]}'";

    /// <summary>One for each cmdlet that the manifest exports; a test says which is missing.</summary>
    public static IReadOnlyList<AutomationScenario> All { get; } =
    [
        new("Connect-IstioCluster", "$cluster", "IstioCluster", "Connect-IstioCluster -KubeconfigContent 'clusters: ['", "KubeconfigInvalid"),
        new("Get-NodeKernel", "$cluster | Get-NodeKernel", "NodeKernel", "$cluster | Get-NodeKernel -Name missing", "NodeNotFound"),
        new(
            "New-GatewayTemplatePatch",
            "$cluster | Get-NodeKernel | New-GatewayTemplatePatch -PrivilegedPort None",
            "GatewayTemplatePatch",
            "New-GatewayTemplatePatch -TemplatePath /no/such/file",
            "FileNotReadable"),
        new(
            "Test-GatewayTemplate",
            "Test-GatewayTemplate -Template 'spec: {{ if }}'",
            "TemplateFinding",
            "Test-GatewayTemplate -TemplatePath /no/such/file",
            "FileNotReadable"),
        new(
            "Expand-GatewayTemplate",
            $"Expand-GatewayTemplate -Template {Template}",
            "ExpandedGatewayTemplate",
            "Expand-GatewayTemplate -TemplatePath /no/such/file",
            "FileNotReadable"),
        new(
            "Get-IstioGatewayTemplate",
            "$cluster | Get-IstioGatewayTemplate",
            "IstioGatewayTemplate",
            "$cluster | Get-IstioGatewayTemplate -Name missing",
            "ResourceNotFound"),
        new(
            "Set-IstioGatewayTemplate",
            Own + "$own | Get-NodeKernel | New-GatewayTemplatePatch -PrivilegedPort None | Set-IstioGatewayTemplate",
            "IstioTemplateChange",
            $"Set-IstioGatewayTemplate -Template {Template}",
            "NoConnection",
            Repeatable: false),
        new(
            "Remove-IstioGatewayTemplate",
            Own + $"$null = $own | Set-IstioGatewayTemplate -Template {Template}\n$own | Remove-IstioGatewayTemplate",
            "IstioTemplateChange",
            "Remove-IstioGatewayTemplate",
            "NoConnection",
            Repeatable: false),
        new(
            "Wait-IstioReady",
            "$cluster | Wait-IstioReady -Timeout 60s",
            "IstioStatus",
            $"$cluster | Wait-IstioReady -Template {Template} -Timeout 0.1",
            "NotReadyInTime",
            Repeatable: false),
        new(
            "Test-GatewayInjection",
            Own + "$own | Test-GatewayInjection -Namespace default",
            "GatewayInjection",
            "Test-GatewayInjection -Namespace default",
            "NoConnection",
            Repeatable: false),
        new(
            "New-GatewayManifest",
            "New-GatewayManifest -Name edge -Namespace istio-ingress -Port http:80 -PrivilegedPort None",
            "KubernetesManifest",
            "New-GatewayManifest -Name 'Not a name' -Namespace istio-ingress -Port http:80 -PrivilegedPort None",
            "InvalidGateway"),
        new(
            "Get-GatewayWorkload",
            "$cluster | Get-GatewayWorkload",
            "GatewayWorkloadStatus",
            "$cluster | Get-GatewayWorkload -Name missing",
            "GatewayNotFound",
            Repeatable: false),
        new(
            "Restart-GatewayWorkload",
            "$cluster | Restart-GatewayWorkload -Name edge -All -Force",
            "GatewayRestart",
            "$cluster | Restart-GatewayWorkload -Name missing",
            "GatewayNotFound",
            Repeatable: false),
        new(
            "Publish-GatewayManifest",
            Own + "New-GatewayManifest -Name edge -Namespace istio-ingress -Port http:80 -PrivilegedPort None | Publish-GatewayManifest -Cluster $own -CreateNamespace",
            "PublishedManifest",
            "'kind: [' | Publish-GatewayManifest -Cluster $cluster",
            "InvalidManifest",
            Repeatable: false),
        new(
            "Export-GatewayReport",
            """
            $report = $cluster | Export-GatewayReport -Path ([IO.Path]::Combine([IO.Path]::GetTempPath(), "$([guid]::NewGuid()).html"))
            [IO.File]::Delete($report.Path)
            $report
            """,
            "GatewayReport",
            "$cluster | Export-GatewayReport -Path /proc/no-such-folder/report.html",
            "FileNotWritable",
            Repeatable: false),
    ];
}
