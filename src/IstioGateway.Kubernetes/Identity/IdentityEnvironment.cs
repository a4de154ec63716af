namespace IstioGateway.Kubernetes.Identity;

/// <summary>What a platform tells a process of the place where its managed identity's tokens are. Not a record: those print their members.</summary>
internal sealed class IdentityEnvironment
{
    private const string MetadataService = "http://169.254.169.254";

    /// <summary><c>IDENTITY_ENDPOINT</c> of Azure Automation, App Service, Functions and Container Apps; of Azure Arc without a header.</summary>
    public string? Endpoint { get; init; }

    /// <summary><c>IDENTITY_HEADER</c>, which proves that the request comes from this process; a secret.</summary>
    public string? Header { get; init; }

    /// <summary><c>IDENTITY_SERVER_THUMBPRINT</c>, the certificate of Service Fabric's endpoint, which has a header too.</summary>
    public string? Thumbprint { get; init; }

    /// <summary><c>MSI_ENDPOINT</c>, the older name.</summary>
    public string? LegacyEndpoint { get; init; }

    /// <summary><c>MSI_SECRET</c>, the header's older form; a secret.</summary>
    public string? LegacySecret { get; init; }

    /// <summary>The instance metadata service of a virtual machine.</summary>
    public string Metadata { get; init; } = MetadataService;

    /// <summary>
    /// Reads the variables. <c>AZURE_POD_IDENTITY_AUTHORITY_HOST</c> moves the metadata service, as in Azure's own libraries
    /// (Azure.Identity <c>ImdsManagedIdentitySource</c>).
    /// </summary>
    public static IdentityEnvironment OfThisProcess() => new()
    {
        Endpoint = Variable("IDENTITY_ENDPOINT"),
        Header = Variable("IDENTITY_HEADER"),
        Thumbprint = Variable("IDENTITY_SERVER_THUMBPRINT"),
        LegacyEndpoint = Variable("MSI_ENDPOINT"),
        LegacySecret = Variable("MSI_SECRET"),
        Metadata = Variable("AZURE_POD_IDENTITY_AUTHORITY_HOST") ?? MetadataService,
    };

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name)?.Trim() is { Length: > 0 } value ? value : null;
}
