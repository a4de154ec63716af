using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Tests.Wire;

/// <summary>Every way in which a replay differs from the recording, with its reason. Nothing else may differ.</summary>
internal static class WireDeviations
{
    /// <summary>Reasons, by file; shown by the test that lists them.</summary>
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
        ["01-version.http"] = "gitVersion and gitCommit are placeholders in the recording (the server was built from source); ours name the sandbox.",
        ["27-istio-watch.http"] = "The recording left out the Authorization header; the replay sends the admin's.",
        ["38-istio-patch-too-large.http"] = "The body and headers are described, not recorded; the replay makes a template of that size.",
        ["39-istio-patch-over-3mib.http"] = "The body and headers are described, not recorded; the replay makes a template of that size.",
        ["52-discovery-api.http"] = "Only served types and subresources are listed.",
        ["53-discovery-apis.http"] = "Only served groups, versions, types and subresources are listed.",
        ["54-discovery-apis-plain.http"] = "Only served groups and versions are listed.",
        ["56-openapi-v3-index.http"] = "Only served group versions are listed, and their documents, so their hashes, are smaller.",
        ["62-m-service.http"] = "A cluster IP and node ports are allocated at random by the recorded server, from the uid by ours.",
    };

    /// <summary>The body to send.</summary>
    public static string BodyOf(WireExchange exchange) => exchange.File switch
    {
        "38-istio-patch-too-large.http" => TemplatePatch(1_700_000),
        "39-istio-patch-over-3mib.http" => TemplatePatch(3_300_000),
        _ => exchange.RequestBody,
    };

    /// <summary>The headers to send.</summary>
    public static IEnumerable<KeyValuePair<string, string>> HeadersOf(WireExchange exchange) => exchange.File switch
    {
        "27-istio-watch.http" or "38-istio-patch-too-large.http" or "39-istio-patch-over-3mib.http" =>
            exchange.RequestHeaders.Append(KeyValuePair.Create("Authorization", "Bearer <admin>")),
        _ => exchange.RequestHeaders,
    };

    /// <summary>Whether the recording has no header section to compare.</summary>
    public static bool IsDescribed(WireExchange exchange) => exchange.ResponseHeaders.Count == 0;

    /// <summary>Takes out of a recorded or an answered body what is known to differ.</summary>
    /// <param name="file">The exchange.</param>
    /// <param name="body">The body; changed in place.</param>
    /// <param name="answered">The sandbox's body, for what it serves at all.</param>
    public static void Level(string file, JsonObject body, JsonObject answered)
    {
        switch (file)
        {
            case "01-version.http":
                body.Remove("gitVersion");
                body.Remove("gitCommit");
                break;
            case "62-m-service.http":
                LevelAddresses(body["spec"]!.AsObject());
                break;
            case "52-discovery-api.http" or "53-discovery-apis.http":
                KeepServedDiscovery(body, answered);
                break;
            case "54-discovery-apis-plain.http":
                KeepNamed(body["groups"]!.AsArray(), answered["groups"]!.AsArray(), "name");
                KeepServedVersions(body["groups"]!.AsArray(), answered["groups"]!.AsArray());
                break;
            case "56-openapi-v3-index.http":
                KeepServedPaths(body["paths"]!.AsObject(), answered["paths"]!.AsObject());
                break;
        }
    }

    /// <summary>Addresses are allocated, but there is one of each where the recording has one.</summary>
    private static void LevelAddresses(JsonObject spec)
    {
        foreach (JsonNode? port in spec["ports"]!.AsArray().Where(port => port!["nodePort"] is not null))
        {
            port!["nodePort"] = "allocated";
        }

        spec["clusterIP"] = (string?)spec["clusterIP"] is null ? null : "allocated";
        spec["clusterIPs"] = new JsonArray([.. spec["clusterIPs"]!.AsArray().Select(_ => JsonValue.Create("allocated"))]);
    }

    private static string TemplatePatch(int characters)
    {
        JsonObject templates = new() { ["gateway"] = new string('x', characters) };
        JsonObject values = new() { ["sidecarInjectorWebhook"] = new JsonObject { ["templates"] = templates } };
        return new JsonObject { ["spec"] = new JsonObject { ["values"] = values } }.ToJsonString();
    }

    private static void KeepServedDiscovery(JsonObject body, JsonObject answered)
    {
        JsonArray groups = body["items"]!.AsArray();
        KeepNamed(groups, answered["items"]!.AsArray(), "metadata");
        for (int g = 0; g < groups.Count; g++)
        {
            JsonArray versions = groups[g]!["versions"]!.AsArray();
            KeepNamed(versions, answered["items"]![g]!["versions"]!.AsArray(), "version");
            for (int v = 0; v < versions.Count; v++)
            {
                JsonArray resources = versions[v]!["resources"]!.AsArray();
                KeepNamed(resources, answered["items"]![g]!["versions"]![v]!["resources"]!.AsArray(), "resource");
                foreach (JsonNode? resource in resources)
                {
                    JsonNode other = answered["items"]![g]!["versions"]![v]!["resources"]!.AsArray()
                        .First(one => (string?)one!["resource"] == (string?)resource!["resource"])!;
                    KeepSubresources(resource!.AsObject(), other["subresources"] as JsonArray ?? []);
                }
            }
        }
    }

    private static void KeepServedVersions(JsonArray groups, JsonArray served)
    {
        for (int g = 0; g < groups.Count; g++)
        {
            KeepNamed(groups[g]!["versions"]!.AsArray(), served[g]!["versions"]!.AsArray(), "version");
        }
    }

    private static void KeepSubresources(JsonObject resource, JsonArray served)
    {
        if (resource["subresources"] is not JsonArray subresources)
        {
            return;
        }

        KeepNamed(subresources, served, "subresource");
        if (subresources.Count == 0)
        {
            resource.Remove("subresources");
        }
    }

    private static void KeepNamed(JsonArray list, JsonArray served, string key)
    {
        HashSet<string> names = [.. served.Select(item => item![key]!.ToJsonString())];
        foreach (JsonNode? item in list.Where(item => !names.Contains(item![key]!.ToJsonString())).ToArray())
        {
            list.Remove(item);
        }
    }

    private static void KeepServedPaths(JsonObject paths, JsonObject served)
    {
        foreach (string path in paths.Select(path => path.Key).ToArray())
        {
            if (!served.ContainsKey(path))
            {
                paths.Remove(path);
                continue;
            }

            string url = (string)paths[path]!["serverRelativeURL"]!;
            int hash = url.IndexOf("hash=", StringComparison.Ordinal) + "hash=".Length;
            paths[path]!["serverRelativeURL"] = url[..hash] + new string('0', url.Length - hash);
        }
    }
}
