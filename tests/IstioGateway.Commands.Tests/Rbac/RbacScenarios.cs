namespace IstioGateway.Commands.Tests.Rbac;

/// <summary>One scenario for each cmdlet of the module, sorted by name; a cmdlet without one fails a test.</summary>
internal static class RbacScenarios
{
    private const string Read = "istiogateway-read";
    private const string Verify = "istiogateway-verify";
    private const string Change = "istiogateway-change";
    private const string Restart = "istiogateway-restart";
    private const string Publish = "istiogateway-publish";

    private const string GetNodes = "get nodes";
    private const string GetRevisions = "get istiorevisions";
    private const string ListSecrets = "list secrets in istio-system";
    private const string MakePods = "create pods in istio-ingress";

    private const string Undo = "$admin | Remove-IstioGatewayTemplate | Wait-IstioReady -Timeout 30";
    private const string Do = "$admin | New-GatewayTemplatePatch -PrivilegedPort None | Set-IstioGatewayTemplate | Wait-IstioReady -Timeout 30";

    public static IReadOnlyList<RbacScenario> All { get; } =
    [
        new("Connect-IstioCluster", "$cluster | ForEach-Object Name"),
        new("Expand-GatewayTemplate", "$cluster | Expand-GatewayTemplate", Read),
        new("Export-GatewayReport", "$cluster | Export-GatewayReport -Path \"$folder/report.html\" -Force", Read, Verify)
        {
            Before = stage => stage.HangingAsync(),
            Warns = [GetNodes, GetRevisions, MakePods],
        },
        new("Get-GatewayWorkload", "$cluster | Get-GatewayWorkload", Read, Verify)
        {
            Before = stage => stage.HangingAsync(),
            Warns = [GetNodes, MakePods],
        },
        new("Get-IstioGatewayTemplate", "$cluster | Get-IstioGatewayTemplate; $cluster | Get-IstioGatewayTemplate -Name *", Read)
        {
            Before = stage => stage.AdminAsync(Do),
            Warns = [GetRevisions, "list deployments", "get configmaps/istio-sidecar-injector in istio-system", ListSecrets],
        },
        new("Get-NodeKernel", "$cluster | Get-NodeKernel; $cluster | Get-NodeKernel -Name worker-01", Read),
        new("New-GatewayManifest", "$cluster | Get-NodeKernel | New-GatewayManifest edge -Namespace istio-ingress -Port 80", Read),
        new("New-GatewayTemplatePatch", "$cluster | New-GatewayTemplatePatch -Base Default -PrivilegedPort None", Read)
        {
            Before = stage => stage.AdminAsync(Do),
        },
        new(
            "Publish-GatewayManifest",
            "New-GatewayManifest shop -Namespace istio-ingress -Port 80 -PrivilegedPort None -SkipRbac -ServiceAccount default"
                + " -MaxReplicas 3 -PodDisruptionBudget -Route shop.example.com=shop:8080 | Publish-GatewayManifest -Cluster $cluster -Wait -Timeout 20",
            Read,
            Verify,
            Publish)
        {
            Before = async stage =>
            {
                await stage.AdminAsync(Do);
                await stage.ForgetAsync("shop");
            },
            Warns = ["list pods", "get namespaces"],
        },
        new("Remove-IstioGatewayTemplate", "$cluster | Remove-IstioGatewayTemplate -BackupPath $folder", Read, Change)
        {
            Before = stage => stage.AdminAsync(Do),
            Warns = [ListSecrets],
        },
        new("Restart-GatewayWorkload", "$cluster | Restart-GatewayWorkload -Timeout 20", Read, Verify, Restart)
        {
            Before = async stage =>
            {
                await stage.HangingAsync();
                await stage.AdminAsync(Do);
            },
            Warns = [GetNodes, MakePods],
        },
        new("Set-IstioGatewayTemplate", "$cluster | Set-IstioGatewayTemplate -Template $text -BackupPath $folder", Read, Change)
        {
            Before = stage => stage.AdminAsync("$text = ($admin | New-GatewayTemplatePatch -PrivilegedPort None).Template; $null = " + Undo),
        },
        new("Test-GatewayInjection", "$cluster | Test-GatewayInjection -Namespace istio-ingress", Read, Verify)
        {
            Before = stage => stage.HangingAsync(),
            Warns = ["list nodes", "list pods"],
        },
        new("Test-GatewayTemplate", "$cluster | Test-GatewayTemplate", Read),
        new("Wait-IstioReady", "$cluster | Wait-IstioReady -Template $text -VerifyInjection -Namespace istio-ingress -Timeout 30", Read, Verify)
        {
            Before = stage => stage.AdminAsync(
                $"$null = {Undo}; $text = ($admin | New-GatewayTemplatePatch -PrivilegedPort None).Template; "
                + "$admin | Set-IstioGatewayTemplate -Template $text"),
        },
    ];

    /// <summary>Removes the change, and lets the administrator wait until that has arrived.</summary>
    public const string UndoScript = Undo;
}
