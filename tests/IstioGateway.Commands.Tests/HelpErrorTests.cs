using System.Management.Automation;
using GatewayPs.Host.Help;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests;

/// <summary>What the pages say of errors is what the cmdlets write: id and category stand in the cmdlet's page.</summary>
public sealed class HelpErrorTests
{
    [Theory]
    [InlineData("Connect-IstioCluster -Sandbox -NodeCount 1 -OldKernelCount 2", "SandboxFailed")]
    [InlineData("Connect-IstioCluster -Sandbox -NodeList ./none.json", "FileNotReadable")]
    [InlineData("Get-NodeKernel -Kubeconfig ./none", "KubeconfigInvalid")]
    [InlineData("Get-NodeKernel -Path ./none.json", "FileNotReadable")]
    [InlineData("Get-NodeKernel -LiteralPath ./none.json", "FileNotReadable")]
    [InlineData("'no list' | Get-NodeKernel", "InvalidNodeList")]
    [InlineData("Get-NodeKernel -Cluster $cluster -Context x", "NoConnection")]
    [InlineData("$cluster | Get-NodeKernel -Name none", "NodeNotFound")]
    [InlineData("$cluster | Get-NodeKernel -Selector '(('", "InvalidSelector")]
    [InlineData("New-GatewayTemplatePatch -Base Live", "NoConnection")]
    [InlineData("New-GatewayTemplatePatch -TemplateName a/b", "InvalidName")]
    [InlineData("New-GatewayTemplatePatch -Overlay ..", "InvalidName")]
    [InlineData("New-GatewayTemplatePatch -Template ''", "TemplateInvalid")]
    [InlineData("New-GatewayTemplatePatch -Template ('a' * 4mb)", "TemplateTooLarge")]
    [InlineData("New-GatewayTemplatePatch -Template 'sysctls: [{name: net.ipv4.ip_unprivileged_port_start}]'", "TemplateRefused")]
    [InlineData("New-GatewayTemplatePatch -TemplatePath ./none.txt", "FileNotReadable")]
    [InlineData("New-GatewayTemplatePatch -OutFile ./none/patch.json", "FileNotWritable")]
    [InlineData("New-GatewayTemplatePatch -Cluster $cluster -TemplateName none -Base Live", "LiveTemplateUnavailable")]
    [InlineData("New-GatewayTemplatePatch -Cluster $cluster -Name none", "ResourceNotFound")]
    [InlineData("New-GatewayManifest Edge -Namespace a -Port 80", "InvalidGateway")]
    [InlineData("New-GatewayManifest edge -Namespace a -Port 80 -AvoidOldKernel", "NoConnection")]
    [InlineData("New-GatewayManifest edge -Namespace a -Port 80 -AvoidOldKernel -Cluster $cluster", "NodesNotSeparable")]
    [InlineData("Publish-GatewayManifest -Path ./none.yaml", "FileNotReadable")]
    [InlineData("'a: [' | Publish-GatewayManifest", "InvalidManifest")]
    [InlineData("Publish-GatewayManifest '{}' -Namespace A_B", "InvalidName")]
    [InlineData("Publish-GatewayManifest '{apiVersion: v1, kind: Secret, metadata: {name: a, namespace: none}}' -Cluster $cluster", "NamespaceNotFound")]
    [InlineData("Publish-GatewayManifest '{apiVersion: v1, kind: Secret, metadata: {name: A_B}}' -Cluster $cluster", "ValueRefused")]
    [InlineData("Publish-GatewayManifest '{apiVersion: a.b/v1, kind: C, metadata: {name: a}}' -Cluster $cluster", "TypeNotInstalled")]
    [InlineData("Set-IstioGatewayTemplate -Cluster $cluster -TemplatePath ./none.txt", "FileNotReadable")]
    [InlineData("Set-IstioGatewayTemplate -Cluster $cluster -Template ' '", "TemplateInvalid")]
    [InlineData("Set-IstioGatewayTemplate -Cluster $cluster -Template '{{'", "TemplateInvalid")]
    [InlineData("Set-IstioGatewayTemplate -Cluster $cluster -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]}' -Name none", "ResourceNotFound")]
    [InlineData("Set-IstioGatewayTemplate -Cluster $cluster -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]}' -BackupPath /dev/null/x", "BackupFailed")]
    [InlineData("Set-IstioGatewayTemplate -Kubeconfig $refused -Template a -Timeout 300ms", "ClusterUnreachable", "OperationTimedOut")]
    [InlineData("Remove-IstioGatewayTemplate -Cluster $cluster -Name A_B", "InvalidName")]
    [InlineData("Remove-IstioGatewayTemplate -Cluster $cluster -Name none", "ResourceNotFound")]
    [InlineData("Remove-IstioGatewayTemplate -Kubeconfig $refused -Context none", "ContextNotFound")]
    [InlineData("$cluster | Restart-GatewayWorkload none", "GatewayNotFound")]
    [InlineData("Restart-GatewayWorkload a/b", "InvalidName")]
    [InlineData("$cluster | Wait-IstioReady -Name none", "ResourceNotFound")]
    [InlineData("Wait-IstioReady -Kubeconfig $refused -Timeout 100ms", "NotReadyInTime")]
    public void An_error_has_the_id_and_the_category_that_its_page_says(string command, params string[] ids)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("istiogateway-help-");
        try
        {
            using PowerShellSession session = new();
            string refused = Path.Combine(folder.FullName, "refused");
            File.WriteAllText(refused, Kubeconfigs.For("http://127.0.0.1:1"));
            session.Set("refused", refused);
            session.Run("$null = $ExecutionContext.SessionState.Path.SetLocation($args[0])", folder.FullName).ThrowIfFailed();
            if (command.Contains("$cluster", StringComparison.Ordinal))
            {
                session.Run("$cluster = Connect-IstioCluster -Sandbox").ThrowIfFailed();
            }

            ErrorRecord error = session.Run(command).OnlyError();

            string[] parts = error.FullyQualifiedErrorId.Split(',');
            Assert.Contains(parts[0], ids);
            string cmdlet = error.InvocationInfo.MyCommand.Name;
            string file = Path.Combine(HelpSource.Pages, cmdlet + ".md");
            string said = Assert.Single(
                HelpPageParser.Parse(file, File.ReadAllText(file)).Errors,
                text => text.StartsWith($"- {parts[0]} (", StringComparison.Ordinal));
            string categories = said[..said.IndexOf("):", StringComparison.Ordinal)];
            Assert.Contains($"{error.CategoryInfo.Category}", categories, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
