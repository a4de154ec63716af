using System.Security.Cryptography;
using System.Text;
using IstioGateway.Kubernetes.Credentials;

namespace IstioGateway.Kubernetes.Kubeconfig;

/// <summary>Reads a user entry.</summary>
internal static class UserEntry
{
    /// <summary>The client certificate of the entry, if it has one.</summary>
    public static ClientCertificate? Certificate(KubeconfigSection user)
    {
        string? certificate = Pem(user, "client-certificate");
        string? key = Pem(user, "client-key");
        if (certificate is null && key is null)
        {
            return null;
        }

        if (certificate is null || key is null)
        {
            string missing = certificate is null ? "client-certificate" : "client-key";
            throw user.Error(missing, $"{user.Name} has no {missing} (or {missing}-data); certificate and key are needed together.");
        }

        try
        {
            return ClientCertificate.FromPem(certificate, key);
        }
        catch (CryptographicException)
        {
            throw user.Error(
                "client-certificate-data",
                $"the client certificate and key of {user.Name} cannot be used: they must be PEM, the key an RSA or EC key without"
                + " a passphrase, and belong together.");
        }
    }

    /// <summary>Whom the entry says to act as; <see langword="null"/> for oneself.</summary>
    public static Impersonation? Impersonation(KubeconfigSection user)
    {
        string? name = user.Text("as");
        string? uid = user.Text("as-uid");
        IReadOnlyList<string> groups = user.Texts("as-groups");
        List<KeyValuePair<string, IReadOnlyList<string>>> extra = [];
        KubeconfigSection? extraSection = user.Section("as-user-extra");
        if (extraSection is not null)
        {
            foreach ((string key, _) in extraSection.Keys)
            {
                extra.Add(new(key, extraSection.Texts(key)));
            }
        }

        if (name is not null)
        {
            return new Impersonation(name, uid, groups, extra);
        }

        // As client-go: the server would refuse each request with a less helpful message.
        return uid is null && groups.Count == 0 && extra.Count == 0
            ? null
            : throw user.Error("as-groups", $"{user.Name} asks to act with a uid, groups or extra fields, but names no user under 'as'.");
    }

    /// <summary>Refuses ways to sign in that API servers no longer take, with what to do instead.</summary>
    public static void RefuseRetired(KubeconfigSection user)
    {
        KubeconfigSection? provider = user.Section("auth-provider");
        if (provider is not null)
        {
            throw user.Error("auth-provider", $"{user.Name} uses an auth-provider, which kubectl dropped in 1.26. " + Advice(provider.Text("name")));
        }

        if (user.Text("username") is not null || user.Text("password") is not null)
        {
            throw user.Error(
                user.Text("username") is null ? "password" : "username",
                $"{user.Name} uses a user name and password, which API servers dropped in 1.19."
                + " Use a token, a client certificate or an exec plugin.");
        }
    }

    private static string Advice(string? provider) => provider switch
    {
        "azure" => "Run 'kubelogin convert-kubeconfig', or use a token, or -ManagedIdentity where the process has one.",
        "gcp" => "Install gke-gcloud-auth-plugin and run 'gcloud container clusters get-credentials' again, or use a token.",
        "oidc" => "Use the exec plugin kubectl-oidc_login (kubelogin), or a token.",
        _ => "Use an exec plugin, a token or a client certificate.",
    };

    private static string? Pem(KubeconfigSection user, string key)
    {
        user.RefuseBoth(key);
        byte[]? data = user.Bytes(key + "-data");
        if (data is null)
        {
            string? file = user.ExistingFile(key);
            data = file is null ? null : SecretFile.ReadBytes(user, key, file);
        }

        return data is null ? null : Encoding.UTF8.GetString(data);
    }
}
