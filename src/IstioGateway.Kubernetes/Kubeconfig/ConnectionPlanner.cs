using System.Security.Cryptography.X509Certificates;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Credentials;
using IstioGateway.Kubernetes.Http;

namespace IstioGateway.Kubernetes.Kubeconfig;

/// <summary>Turns a context into a <see cref="ConnectionPlan"/>, and notes what its user should be told.</summary>
internal static class ConnectionPlanner
{
    /// <summary>The connection as the context's own user.</summary>
    public static (ConnectionPlan Plan, IReadOnlyList<string> Warnings) Plan(
        ResolvedContext context, string source, ConnectionSettings settings)
    {
        List<string> warnings = [];
        ConnectionPlan plan = Plan(context, source, context.UserName, warnings, () =>
        {
            if (context.User is null)
            {
                return null;
            }

            warnings.AddRange(UnknownKeys.OfUser(context.User));
            UserEntry.RefuseRetired(context.User);
            return Credentials(context, settings, warnings);
        });
        return (plan, warnings);
    }

    /// <summary>
    /// The connection as a managed identity. How the context's user would sign in is not looked at: an exec plugin is not run, and
    /// an <c>auth-provider</c> not refused. Whom it acts as is another question, and its answer is kept.
    /// </summary>
    public static (ConnectionPlan Plan, IReadOnlyList<string> Warnings) Plan(
        ResolvedContext context, string source, ManagedIdentity identity, ICredentialSource credentials)
    {
        List<string> warnings = [];
        return (Plan(context, source, identity.ToString(), warnings, () => credentials), warnings);
    }

    private static ConnectionPlan Plan(
        ResolvedContext context, string source, string? user, List<string> warnings, Func<ICredentialSource?> credentials)
    {
        warnings.AddRange(UnknownKeys.OfContext(context.Context));
        warnings.AddRange(UnknownKeys.OfCluster(context.Cluster));
        Uri server = ServerAddress.Server(context.Cluster);
        X509Certificate2Collection? authorities = CertificateAuthorities.Read(context.Cluster);
        bool skipVerify = context.Cluster.Flag("insecure-skip-tls-verify");
        if (skipVerify)
        {
            if (authorities is not null)
            {
                // client-go refuses this too (transport.TLSConfigFor): which of the two is meant cannot be known.
                throw context.Cluster.Error(
                    "insecure-skip-tls-verify",
                    $"{context.Cluster.Name} has both a certificate authority and insecure-skip-tls-verify. Remove one of them.");
            }

            warnings.Add($"The certificate of {server.Authority} is not verified (insecure-skip-tls-verify of {context.Cluster.Name}):"
                + " anyone on the way can read the credentials. Use certificate-authority-data instead.");
        }

        ICredentialSource? signIn = credentials();
        if (signIn is not null && server.Scheme == Uri.UriSchemeHttp && !server.IsLoopback)
        {
            warnings.Add($"{server.Authority} is spoken to without TLS: anyone on the way can read the credentials.");
        }

        return new ConnectionPlan
        {
            Endpoint = new ClusterEndpoint(context.Name, server, source, user),
            Authorities = authorities,
            TlsServerName = context.Cluster.Text("tls-server-name"),
            SkipTlsVerify = skipVerify,
            Proxy = ServerAddress.Proxy(context.Cluster),
            DisableCompression = context.Cluster.Flag("disable-compression"),
            Credentials = signIn ?? new StaticCredential(Credential.None),
            Impersonation = context.User is null ? null : UserEntry.Impersonation(context.User),
        };
    }

    /// <summary>
    /// A token in the file wins over an exec plugin, and a token file over a token, as in client-go
    /// (<c>transport.HTTPWrappersForConfig</c>, <c>exec.Authenticator</c>: a request that has a token is left alone).
    /// </summary>
    private static ICredentialSource Credentials(ResolvedContext context, ConnectionSettings settings, List<string> warnings)
    {
        KubeconfigSection user = context.User!;
        string? tokenFile = user.ExistingFile("tokenFile");
        string? token = user.Text("token");
        KubeconfigSection? exec = user.Section("exec", $"exec of {user.Name}");
        if (exec is not null)
        {
            warnings.AddRange(UnknownKeys.OfExec(exec));
        }

        ClientCertificate? certificate = UserEntry.Certificate(user);
        if (tokenFile is not null)
        {
            return new TokenFileCredential(tokenFile, certificate, settings.Clock);
        }

        if (token is not null)
        {
            return new StaticCredential(
                new Credential(BearerToken.Checked(token.Trim(), $"The token of {user.Name}"), certificate));
        }

        return exec is not null
            ? new ExecCredential(ExecEntry.Read(exec, context.Cluster, ServerAddress.Server(context.Cluster)), certificate, settings.Clock)
            : new StaticCredential(new Credential(null, certificate));
    }
}
