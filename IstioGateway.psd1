@{
    RootModule           = 'module/bin/IstioGateway.Commands.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '6f0d2c1e-5b8e-4c0e-9a57-0d6c3f1f7a42'
    Author               = 'IstioGateway contributors'
    CompanyName          = 'IstioGateway contributors'
    Copyright            = '(c) IstioGateway contributors. Apache-2.0.'
    Description          = 'Makes Istio gateways start on nodes whose Linux kernel is older than 4.11: finds the nodes, builds and tests the gateway injection template, patches it into the Sail Operator''s Istio resource, and waits until it is true.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('module/IstioGateway.Format.ps1xml')
    TypesToProcess       = @('module/IstioGateway.Types.ps1xml')
    CmdletsToExport      = @(
        'Connect-IstioCluster'
        'Get-NodeKernel'
        'New-GatewayTemplatePatch'
        'Test-GatewayTemplate'
        'Test-GatewayInjection'
        'Expand-GatewayTemplate'
        'Get-IstioGatewayTemplate'
        'Set-IstioGatewayTemplate'
        'Remove-IstioGatewayTemplate'
        'Wait-IstioReady'
        'New-GatewayManifest'
        'Get-GatewayWorkload'
        'Restart-GatewayWorkload'
        'Export-GatewayReport'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @('Istio', 'Kubernetes', 'ServiceMesh', 'Gateway', 'SailOperator', 'AzureAutomation', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://www.apache.org/licenses/LICENSE-2.0'
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
