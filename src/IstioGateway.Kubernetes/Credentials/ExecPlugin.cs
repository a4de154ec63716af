using System.Text.Json.Nodes;

namespace IstioGateway.Kubernetes.Credentials;

/// <summary>A program that hands out credentials (kubernetes.io: client-go credential plugins).</summary>
internal sealed class ExecPlugin
{
    /// <summary>A program name for the search path, or a full path.</summary>
    public required string Command { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Added to, or put over, this process' own variables.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; }

    /// <summary>The version that both sides speak.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>What its distributor wants people to read who do not have it.</summary>
    public string? InstallHint { get; init; }

    /// <summary>What the plugin is told of the cluster; <see langword="null"/> unless it asked for it.</summary>
    public JsonObject? ClusterInfo { get; init; }

    /// <summary>The value of <c>KUBERNETES_EXEC_INFO</c>.</summary>
    public string ExecInfo()
    {
        var spec = new JsonObject { ["interactive"] = false };
        if (ClusterInfo is not null)
        {
            spec["cluster"] = ClusterInfo.DeepClone();
        }

        return new JsonObject { ["kind"] = "ExecCredential", ["apiVersion"] = ApiVersion, ["spec"] = spec }.ToJsonString();
    }
}
