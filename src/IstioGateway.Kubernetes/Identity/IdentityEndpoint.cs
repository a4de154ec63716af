using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Identity;

/// <summary>
/// Where the tokens of a managed identity are handed out, and how one asks there (learn.microsoft.com: How to use managed identities
/// for App Service and Azure Functions, "REST endpoint reference"; Using a managed identity for Azure Automation; How to use managed
/// identities on an Azure VM to acquire an access token). Not a record: those print their members.
/// </summary>
internal sealed class IdentityEndpoint
{
    private readonly string _version;
    private readonly string _clientIdKey;
    private readonly string? _headerName;
    private readonly string? _secret;

    private IdentityEndpoint(Uri address, string version, string clientIdKey, string? headerName, string? secret)
    {
        Address = address;
        _version = version;
        _clientIdKey = clientIdKey;
        _headerName = headerName;
        _secret = secret;
    }

    /// <summary>Without the query.</summary>
    public Uri Address { get; }

    /// <summary>Whether it is a virtual machine's metadata service, which is looked for when no variable names another one.</summary>
    public bool IsMetadataService => _headerName is null;

    /// <summary>Takes the endpoint that the platform names, the newest form first; else the metadata service.</summary>
    /// <exception cref="ClusterException"><see cref="ClusterErrorKind.ManagedIdentity"/>.</exception>
    public static IdentityEndpoint Find(IdentityEnvironment environment)
    {
        if (environment.Endpoint is { } endpoint)
        {
            // Its certificate is its own, its header has another name, and it speaks a version of its own (learn.microsoft.com: How to
            // leverage a Service Fabric application's managed identity to access Azure services).
            if (environment.Thumbprint is not null)
            {
                throw Error("IDENTITY_SERVER_THUMBPRINT is set, as on a cluster of Azure Service Fabric, whose identity this module cannot"
                    + " use. Sign in with a token there.");
            }

            return environment.Header is { } header
                ? new IdentityEndpoint(
                    Absolute("IDENTITY_ENDPOINT", endpoint), "2019-08-01", "client_id", "X-IDENTITY-HEADER", Checked("IDENTITY_HEADER", header))
                : throw Error("IDENTITY_ENDPOINT is set and IDENTITY_HEADER is not, as on a server of Azure Arc, whose identity this module"
                    + " cannot use. Sign in with kubelogin or a token there.");
        }

        if (environment.LegacyEndpoint is { } legacy)
        {
            return environment.LegacySecret is { } secret
                ? new IdentityEndpoint(Absolute("MSI_ENDPOINT", legacy), "2017-09-01", "clientid", "Secret", Checked("MSI_SECRET", secret))
                : throw Error("MSI_ENDPOINT is set and MSI_SECRET is not, as in Azure Cloud Shell, whose identity is that of its user."
                    + " Sign in with kubelogin or a token there.");
        }

        return new IdentityEndpoint(
            new Uri(Absolute("AZURE_POD_IDENTITY_AUTHORITY_HOST", environment.Metadata), "/metadata/identity/oauth2/token"),
            "2018-02-01",
            "client_id",
            headerName: null,
            secret: null);
    }

    /// <summary>The request for a token.</summary>
    public HttpRequestMessage Request(ManagedIdentity identity)
    {
        string query = $"api-version={_version}&resource={Uri.EscapeDataString(identity.Resource)}"
            + (identity.ClientId is { } id ? $"&{_clientIdKey}={id}" : "");
        var address = new UriBuilder(Address);
        address.Query = address.Query.Length > 1 ? $"{address.Query[1..]}&{query}" : query;
        var request = new HttpRequestMessage(HttpMethod.Get, address.Uri);

        // What keeps a request that someone tricked a server into from being answered; Automation wants it beside its own header.
        request.Headers.TryAddWithoutValidation("Metadata", "true");
        if (_headerName is not null)
        {
            request.Headers.TryAddWithoutValidation(_headerName, _secret);
        }

        return request;
    }

    /// <summary>A text without the secret of this endpoint, which an answer might repeat.</summary>
    public string WithoutSecret(string text) => _secret is null ? text : text.Replace(_secret, "(secret)", StringComparison.Ordinal);

    /// <summary>For messages: no query, which may hold a secret of its own.</summary>
    public override string ToString() => Address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private static Uri Absolute(string variable, string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out Uri? address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address.UserInfo.Length == 0
            ? address
            : throw Error($"The variable {variable}, which names where managed identities' tokens are, holds no http or https address.");

    private static string Checked(string variable, string secret) => secret.All(c => c is > ' ' and <= '~')
        ? secret
        : throw Error($"The variable {variable} holds a character that no header can have.");

    private static ClusterException Error(string message) => new(ClusterErrorKind.ManagedIdentity, message);
}
