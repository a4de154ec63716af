namespace IstioGateway.Kubernetes.Kubeconfig;

/// <summary>
/// Tells of keys that no rule here reads. A key that is passed over in silence may be the one that keeps a request from
/// running as the wrong user or through the wrong proxy.
/// </summary>
internal static class UnknownKeys
{
    private static readonly string[] Cluster =
    [
        "server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority", "certificate-authority-data",
        "proxy-url", "disable-compression", "extensions",
    ];

    private static readonly string[] User =
    [
        "client-certificate", "client-certificate-data", "client-key", "client-key-data", "token", "tokenFile",
        "as", "as-uid", "as-groups", "as-user-extra", "username", "password", "auth-provider", "exec", "extensions",
    ];

    private static readonly string[] Context = ["cluster", "user", "namespace", "extensions"];

    private static readonly string[] Exec =
        ["command", "args", "env", "apiVersion", "installHint", "provideClusterInfo", "interactiveMode"];

    public static IEnumerable<string> OfCluster(KubeconfigSection section) => Find(section, Cluster);

    public static IEnumerable<string> OfUser(KubeconfigSection section) => Find(section, User);

    public static IEnumerable<string> OfContext(KubeconfigSection section) => Find(section, Context);

    public static IEnumerable<string> OfExec(KubeconfigSection section) => Find(section, Exec);

    private static IEnumerable<string> Find(KubeconfigSection section, string[] known)
    {
        foreach ((string key, YamlDotNet.Core.Mark position) in section.Keys)
        {
            if (!known.Contains(key, StringComparer.Ordinal))
            {
                yield return $"{section.Origin.Display}, line {position.Line}: the key '{key}' of {section.Name} is not known"
                    + " and has no effect.";
            }
        }
    }
}
