using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Credentials;

/// <summary>What a token may consist of.</summary>
internal static class BearerToken
{
    /// <summary>The token, if it can stand in a header: a stray line break would otherwise start another header.</summary>
    /// <exception cref="ClusterException"><see cref="ClusterErrorKind.Credential"/>; the token is not quoted.</exception>
    public static string Checked(string token, string source)
    {
        foreach (char c in token)
        {
            if (c is <= ' ' or > '~')
            {
                throw new ClusterException(
                    ClusterErrorKind.Credential,
                    $"{source} holds no bearer token: there is a space, a line break or another character in it that no token has.");
            }
        }

        return token;
    }
}
