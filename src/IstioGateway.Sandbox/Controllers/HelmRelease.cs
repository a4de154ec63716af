using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Templates;

namespace IstioGateway.Sandbox.Controllers;

/// <summary>
/// The Secret in which Helm keeps what it installed of a revision, as the Sail Operator leaves it: release
/// <c>REVISION-istiod</c>, no more than the latest one (sail-operator pkg/reconcile/istiod.go, pkg/helm; helm
/// pkg/storage/driver/secrets.go and util.go). It holds the chart's default template also while that is overridden.
/// </summary>
internal sealed class HelmRelease(ControllerContext context)
{
    private const string TemplateFile = "files/gateway-injection-template.yaml";

    /// <summary>Keeps what was installed; nothing is written when it is there already.</summary>
    public async Task WriteAsync(JsonObject revision, string revisionName, string namespaceName, CancellationToken cancellationToken)
    {
        string release = revisionName + "-istiod";
        ResourceSelection selection = new(LabelSelector: $"owner=helm,name={release},status=deployed");
        ResourceList list = await context.Api.ListAsync(ResourceType.Secret, namespaceName, selection, cancellationToken)
            .ConfigureAwait(false);
        JsonObject? latest = list.Items.MaxBy(VersionOf);
        JsonObject chart = Chart(revision["spec"]?["version"]?.GetValue<string>());
        JsonObject values = (JsonObject?)revision["spec"]?["values"]?.DeepClone() ?? [];
        if (latest is not null && Unpack(latest) is { } kept
            && JsonNode.DeepEquals(kept["chart"], chart) && JsonNode.DeepEquals(kept["config"], values))
        {
            return;
        }

        int version = (latest is null ? 0 : VersionOf(latest)) + 1;
        JsonObject content = new()
        {
            ["name"] = release,
            ["info"] = new JsonObject { ["status"] = "deployed", ["description"] = version == 1 ? "Install complete" : "Upgrade complete" },
            ["chart"] = chart,
            ["config"] = values,
            ["manifest"] = "",
            ["version"] = version,
            ["namespace"] = namespaceName,
        };
        try
        {
            JsonObject secret = Secret(release, version, namespaceName, content);
            await context.Api.CreateAsync(ResourceType.Secret, namespaceName, secret, ControllerContext.Writing, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ClusterException failure) when (failure.Kind == ClusterErrorKind.Conflict)
        {
            // Another reconcile wrote it; what it installed has an event of its own.
            context.Trace($"Helm release {release}: {failure.Message}");
            return;
        }

        foreach (JsonObject old in list.Items)
        {
            await RemoveAsync(old, namespaceName, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The content of a release's Secret: base64 by the API, base64 by Helm, gzip, JSON.</summary>
    internal static JsonObject? Unpack(JsonObject secret)
    {
        byte[] byHelm = Convert.FromBase64String(secret["data"]!["release"]!.GetValue<string>());
        using MemoryStream packed = new(Convert.FromBase64String(Encoding.ASCII.GetString(byHelm)));
        using GZipStream gzip = new(packed, CompressionMode.Decompress);
        return JsonNode.Parse(gzip) as JsonObject;
    }

    private static string Pack(JsonObject content)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(JsonSerializer.SerializeToUtf8Bytes(content));
        }

        return Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToBase64String(packed.ToArray())));
    }

    private static JsonObject Chart(string? version) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = "istiod",
            ["version"] = (version ?? "").TrimStart('v'),
            ["appVersion"] = (version ?? "").TrimStart('v'),
            ["apiVersion"] = "v2",
        },
        ["templates"] = new JsonArray(),
        ["files"] = new JsonArray(new JsonObject
        {
            ["name"] = TemplateFile,
            ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(DefaultGatewayTemplate.For(version))),
        }),
    };

    private JsonObject Secret(string release, int version, string namespaceName, JsonObject content) => new()
    {
        ["apiVersion"] = ResourceType.Secret.ApiVersion,
        ["kind"] = ResourceType.Secret.Kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = string.Create(CultureInfo.InvariantCulture, $"sh.helm.release.v1.{release}.v{version}"),
            ["namespace"] = namespaceName,
            ["labels"] = new JsonObject
            {
                ["modifiedAt"] = context.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                ["name"] = release,
                ["owner"] = "helm",
                ["status"] = "deployed",
                ["version"] = version.ToString(CultureInfo.InvariantCulture),
            },
        },
        ["type"] = "helm.sh/release.v1",
        ["data"] = new JsonObject { ["release"] = Pack(content) },
    };

    private async Task RemoveAsync(JsonObject old, string namespaceName, CancellationToken cancellationToken)
    {
        try
        {
            ResourceRef secret = new(ResourceType.Secret, old["metadata"]!["name"]!.GetValue<string>(), namespaceName);
            await context.Api.DeleteAsync(secret, ControllerContext.Writing, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException failure) when (failure.Kind == ClusterErrorKind.ResourceNotFound)
        {
            // Another reconcile removed it.
        }
    }

    private static int VersionOf(JsonObject secret) =>
        int.TryParse(secret["metadata"]?["labels"]?["version"]?.GetValue<string>(), NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            ? version
            : 0;
}
