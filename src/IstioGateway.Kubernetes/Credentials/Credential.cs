namespace IstioGateway.Kubernetes.Credentials;

/// <summary>What proves to the server who we are, for the next request. Not a record: those print their members.</summary>
internal sealed class Credential
{
    private readonly string? _token;

    public Credential(string? token, ClientCertificate? certificate)
    {
        _token = token;
        Certificate = certificate;
    }

    /// <summary>No credential: the server sees an anonymous request.</summary>
    public static Credential None { get; } = new(null, null);

    public ClientCertificate? Certificate { get; }

    public bool HasToken => _token is not null;

    /// <summary>Puts the token, if there is one, into a request.</summary>
    public void Authorize(HttpRequestMessage request)
    {
        if (_token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + _token);
        }
    }
}
