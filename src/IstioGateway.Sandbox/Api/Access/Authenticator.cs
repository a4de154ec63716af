using System.Security.Cryptography;
using System.Text;
using IstioGateway.Sandbox.Http;

namespace IstioGateway.Sandbox.Api.Access;

/// <summary>Finds out who sends a request, by its bearer token.</summary>
internal sealed class Authenticator(IReadOnlyList<SandboxToken> tokens, bool anonymousIsAdmin)
{
    private readonly ApiUser _anonymous = new(ApiUser.AnonymousName, anonymousIsAdmin ? [AccessRule.All] : []);

    /// <summary>The sender; without credentials the anonymous user.</summary>
    /// <exception cref="ApiException">401: the credentials are nobody's.</exception>
    public ApiUser Authenticate(HttpRequest request) => Find(request) ?? throw Refusals.Unauthorized();

    /// <summary>The sender; <see langword="null"/> when the credentials are nobody's.</summary>
    public ApiUser? Find(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        string? header = request.Headers["Authorization"];
        if (header is null)
        {
            return _anonymous;
        }

        if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            byte[] given = Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim());
            foreach (SandboxToken token in tokens)
            {
                if (CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(token.Token)))
                {
                    return new ApiUser(token.Name, token.Rules);
                }
            }
        }

        return null;
    }
}
