using System.Text.Json.Nodes;
using IstioGateway.Kubernetes.Credentials;
using IstioGateway.Kubernetes.Yaml;
using YamlDotNet.RepresentationModel;

namespace IstioGateway.Kubernetes.Kubeconfig;

/// <summary>Reads the <c>exec</c> part of a user entry (client-go <c>clientcmd/api.ExecConfig</c>).</summary>
internal static class ExecEntry
{
    private const string V1 = "client.authentication.k8s.io/v1";
    private const string V1Beta1 = "client.authentication.k8s.io/v1beta1";
    private const string ClusterExtension = "client.authentication.k8s.io/exec";

    public static ExecPlugin Read(KubeconfigSection exec, KubeconfigSection cluster, Uri server)
    {
        string command = exec.Text("command") ?? throw exec.Error("command", $"{exec.Name} names no command.");
        string version = exec.Text("apiVersion") ?? throw exec.Error("apiVersion", $"{exec.Name} names no apiVersion, such as {V1}.");
        if (version is not (V1 or V1Beta1))
        {
            throw exec.Error("apiVersion", $"{exec.Name} has the apiVersion '{version}'; known are {V1} and {V1Beta1}. Update the plugin.");
        }

        RefuseInteraction(exec, version);
        return new ExecPlugin
        {
            Command = command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
                || command.Contains(Path.AltDirectorySeparatorChar, StringComparison.Ordinal)
                ? exec.Origin.Resolve(command) ?? throw exec.Error("command", $"the command of {exec.Name} is a relative path, and a kubeconfig given as text has no folder.")
                : command,
            Arguments = exec.Texts("args"),
            Environment = [.. exec.Sections("env", $"env of {exec.Name}").Select(variable => KeyValuePair.Create(
                variable.Text("name") ?? throw variable.Error("name", $"{variable.Name} has an entry without a name."),
                variable.Text("value") ?? ""))],
            ApiVersion = version,
            InstallHint = exec.Text("installHint"),
            ClusterInfo = exec.Flag("provideClusterInfo") ? ClusterInfo(cluster, server) : null,
        };
    }

    /// <summary>
    /// A cmdlet never lends its terminal to a plugin. <c>Always</c> therefore cannot work, and the other modes run without
    /// standard input, as client-go does where there is no terminal.
    /// </summary>
    private static void RefuseInteraction(KubeconfigSection exec, string version)
    {
        switch (exec.Text("interactiveMode"))
        {
            case "Never" or "IfAvailable":
            case null when version == V1Beta1:
                return;
            case null:
                throw exec.Error("interactiveMode", $"{exec.Name} names no interactiveMode, which {V1} requires: Never, IfAvailable or Always.");
            case "Always":
                throw exec.Error(
                    "interactiveMode",
                    $"{exec.Name} needs a terminal (interactiveMode Always), and there is none to give."
                    + " Sign in with the plugin beforehand and set IfAvailable, or use a token.");
            default:
                throw exec.Error("interactiveMode", $"interactiveMode of {exec.Name} must be Never, IfAvailable or Always.");
        }
    }

    /// <summary>What the plugin is told of the cluster (client-go <c>rest.ConfigToExecCluster</c>).</summary>
    private static JsonObject ClusterInfo(KubeconfigSection cluster, Uri server)
    {
        var info = new JsonObject { ["server"] = cluster.Text("server") ?? server.ToString() };
        if (cluster.Text("tls-server-name") is { } name)
        {
            info["tls-server-name"] = name;
        }

        if (cluster.Flag("insecure-skip-tls-verify"))
        {
            info["insecure-skip-tls-verify"] = true;
        }

        byte[]? authority = cluster.Bytes("certificate-authority-data");
        if (authority is null && cluster.ExistingFile("certificate-authority") is { } file)
        {
            authority = SecretFile.ReadBytes(cluster, "certificate-authority", file);
        }

        if (authority is not null)
        {
            info["certificate-authority-data"] = Convert.ToBase64String(authority);
        }

        if (cluster.Text("proxy-url") is { } proxy)
        {
            info["proxy-url"] = proxy;
        }

        if (cluster.Flag("disable-compression"))
        {
            info["disable-compression"] = true;
        }

        foreach (KubeconfigSection extension in cluster.Sections("extensions", $"extensions of {cluster.Name}"))
        {
            if (extension.Text("name") == ClusterExtension
                && extension.Node.Children.TryGetValue(new YamlScalarNode("extension"), out YamlNode? config))
            {
                info["config"] = YamlNodeConverter.ToJson(config);
            }
        }

        return info;
    }
}
