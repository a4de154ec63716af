using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Seeding;

/// <summary>Fills a cluster before it opens.</summary>
internal static class Seeder
{
    private static readonly string[] Namespaces = ["default", "kube-system", "istio-system"];

    /// <summary>Puts namespaces, nodes and the Istio resource in place.</summary>
    /// <exception cref="FormatException">The node list or the Istio resource is malformed.</exception>
    public static void Seed(SandboxStore store, SandboxClusterOptions options)
    {
        foreach (string name in Namespaces)
        {
            store.Put(ResourceType.Namespace, MakeNamespace(name));
        }

        IEnumerable<JsonObject> nodes = options.NodeListJson is null
            ? MadeUpNodes.Make(options.NodeCount, options.OldKernelCount, options.ImagesPerNode, options.Clock.GetUtcNow())
            : ReadNodes(options.NodeListJson);
        foreach (JsonObject node in nodes)
        {
            store.Put(ResourceType.Node, node);
        }

        if (options.IstioResource is not null)
        {
            store.Put(ResourceType.Istio, ReadIstio(options.IstioResource));
        }
    }

    private static JsonObject MakeNamespace(string name) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["labels"] = new JsonObject { ["kubernetes.io/metadata.name"] = name },
        },
        ["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") },
        ["status"] = new JsonObject { ["phase"] = "Active" },
    };

    private static JsonObject ReadIstio(string text)
    {
        JsonObject resource = YamlText.ParseObject(text);
        bool usable = (string?)resource["kind"] == ResourceType.Istio.Kind && (string?)resource["metadata"]?["name"] is { Length: > 0 };
        if (!usable)
        {
            throw new FormatException("The Istio resource to load is no Istio with a metadata.name.");
        }

        // As a server that creates it: what another operator said of another cluster does not hold here.
        resource.Remove("status");
        return resource;
    }

    private static IEnumerable<JsonObject> ReadNodes(string json)
    {
        JsonNode? list;
        try
        {
            list = JsonNode.Parse(json);
        }
        catch (JsonException malformed)
        {
            throw new FormatException("The node list is no JSON: " + malformed.Message, malformed);
        }

        if (list?["items"] is not JsonArray items)
        {
            throw new FormatException("The node list has no items; it should be the output of kubectl get nodes -o json.");
        }

        foreach (JsonNode? item in items)
        {
            if ((string?)item?["metadata"]?["name"] is null)
            {
                throw new FormatException("An item of the node list has no metadata.name.");
            }

            yield return item.AsObject();
        }
    }
}
