using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Schemas;

namespace IstioGateway.Sandbox.Api.Discovery;

/// <summary>What clients read to find out which types are served: the plain documents and the aggregated ones.</summary>
internal sealed class DiscoveryDocuments(TypeRegistry types)
{
    private static readonly string[] BuiltInVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
    private static readonly string[] CustomVerbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
    private static readonly string[] StatusVerbs = ["get", "patch", "update"];

    /// <summary>The order of the groups is the order of their priority in a real server.</summary>
    private static readonly string[] Groups =
    [
        "apps", AccessReviews.Group, "autoscaling", "policy", "rbac.authorization.k8s.io", "admissionregistration.k8s.io",
        "networking.istio.io", "sailoperator.io",
    ];

    /// <summary><c>/api</c>.</summary>
    public static JsonObject CoreVersions(string address) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = address }),
    };

    /// <summary><c>/apis</c>.</summary>
    public JsonObject GroupList() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. Groups.Select(Group)]),
    };

    /// <summary><c>/apis/GROUP</c>; <see langword="null"/> when it is not served.</summary>
    public JsonObject? GroupDocument(string group)
    {
        if (!Groups.Contains(group))
        {
            return null;
        }

        JsonObject document = new() { ["kind"] = "APIGroup", ["apiVersion"] = "v1" };
        foreach ((string name, JsonNode? value) in Group(group))
        {
            document[name] = value?.DeepClone();
        }

        return document;
    }

    /// <summary><c>/api/v1</c> and <c>/apis/GROUP/VERSION</c>; <see langword="null"/> when it is not served.</summary>
    public JsonObject? ResourceList(string group, string version)
    {
        if (!VersionsOf(group).Contains(version))
        {
            return null;
        }

        JsonArray resources = [];
        if (group == AccessReviews.Group)
        {
            resources.Add(new JsonObject
            {
                ["name"] = AccessReviews.Resource,
                ["singularName"] = "selfsubjectaccessreview",
                ["namespaced"] = false,
                ["kind"] = AccessReviews.Kind,
                ["verbs"] = new JsonArray("create"),
            });
        }

        foreach (ResourceDefinition type in TypesOf(group, version))
        {
            resources.Add(Resource(type));
            foreach (SubresourceDefinition subresource in type.Subresources)
            {
                resources.Add(Subresource(type, subresource));
            }

            if (type.HasStatus)
            {
                resources.Add(new JsonObject
                {
                    ["name"] = type.Type.Plural + "/status",
                    ["singularName"] = "",
                    ["namespaced"] = type.Type.Namespaced,
                    ["kind"] = type.Kind,
                    ["verbs"] = Texts(StatusVerbs),
                });
            }
        }

        JsonObject list = new() { ["kind"] = "APIResourceList" };
        if (group.Length > 0)
        {
            list["apiVersion"] = "v1";
        }

        list["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}";
        list["resources"] = resources;
        return list;
    }

    /// <summary><c>/api</c> and <c>/apis</c> with everything in one document.</summary>
    /// <param name="core">The core group, or all others.</param>
    /// <param name="apiVersion">Version of the document's own API: v2 or v2beta1.</param>
    public JsonObject Aggregated(bool core, string apiVersion) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = "apidiscovery.k8s.io/" + apiVersion,
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. (core ? [""] : Groups).Select(AggregatedGroup)]),
    };

    /// <summary>Groups with their versions, the preferred one first.</summary>
    public IEnumerable<(string Group, string Version)> GroupVersions() =>
        Groups.Prepend("").SelectMany(group => VersionsOf(group).Select(version => (group, version)));

    private JsonObject AggregatedGroup(string group)
    {
        JsonArray versions = [];
        foreach (string version in VersionsOf(group))
        {
            JsonArray resources = group == AccessReviews.Group ? new JsonArray(AggregatedReview()) : [];
            foreach (ResourceDefinition type in TypesOf(group, version).OrderBy(type => type.Type.Plural, StringComparer.Ordinal))
            {
                resources.Add(AggregatedResource(type));
            }

            versions.Add(new JsonObject { ["version"] = version, ["resources"] = resources, ["freshness"] = "Current" });
        }

        JsonObject metadata = [];
        if (group.Length > 0)
        {
            metadata["name"] = group;
        }

        return new JsonObject { ["metadata"] = metadata, ["versions"] = versions };
    }

    private static JsonObject AggregatedReview() => new()
    {
        ["resource"] = AccessReviews.Resource,
        ["responseKind"] = new JsonObject { ["group"] = "", ["version"] = "", ["kind"] = AccessReviews.Kind },
        ["scope"] = "Cluster",
        ["singularResource"] = "selfsubjectaccessreview",
        ["verbs"] = new JsonArray("create"),
    };

    private static JsonObject AggregatedResource(ResourceDefinition type)
    {
        JsonObject resource = new()
        {
            ["resource"] = type.Type.Plural,
            ["responseKind"] = ResponseKind(type),
            ["scope"] = type.Type.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = type.Singular,
            ["verbs"] = Verbs(type),
        };
        AddTexts(resource, "shortNames", type.ShortNames);
        AddTexts(resource, "categories", type.Categories);
        JsonArray subresources = [.. type.Subresources.Select(subresource => new JsonObject
        {
            ["subresource"] = subresource.Name,
            ["responseKind"] = new JsonObject
            {
                ["group"] = subresource.Group,
                ["version"] = subresource.Version,
                ["kind"] = subresource.Kind,
            },
            ["verbs"] = Texts(subresource.Verbs),
        })];
        if (type.HasStatus)
        {
            subresources.Add(new JsonObject
            {
                ["subresource"] = "status",
                ["responseKind"] = ResponseKind(type),
                ["verbs"] = Texts(StatusVerbs),
            });
        }

        if (subresources.Count > 0)
        {
            resource["subresources"] = subresources;
        }

        return resource;
    }

    private static JsonObject Subresource(ResourceDefinition type, SubresourceDefinition subresource)
    {
        JsonObject resource = new()
        {
            ["name"] = $"{type.Type.Plural}/{subresource.Name}",
            ["singularName"] = "",
            ["namespaced"] = type.Type.Namespaced,
        };
        if (subresource.Group.Length > 0)
        {
            resource["group"] = subresource.Group;
            resource["version"] = subresource.Version;
        }

        resource["kind"] = subresource.Kind;
        resource["verbs"] = Texts(subresource.Verbs);
        return resource;
    }

    /// <summary>Built-in types leave group and version to the document around them.</summary>
    private static JsonObject ResponseKind(ResourceDefinition type) => new()
    {
        ["group"] = type.IsCustom ? type.Type.Group : "",
        ["version"] = type.IsCustom ? type.Type.Version : "",
        ["kind"] = type.Kind,
    };

    private static JsonObject Resource(ResourceDefinition type)
    {
        JsonObject resource = new()
        {
            ["name"] = type.Type.Plural,
            ["singularName"] = type.Singular,
            ["namespaced"] = type.Type.Namespaced,
            ["kind"] = type.Kind,
            ["verbs"] = Verbs(type),
        };
        AddTexts(resource, "shortNames", type.ShortNames);
        AddTexts(resource, "categories", type.Categories);
        if (type.StorageVersionHash.Length > 0)
        {
            resource["storageVersionHash"] = type.StorageVersionHash;
        }

        return resource;
    }

    private JsonObject Group(string group)
    {
        JsonObject[] versions = [.. VersionsOf(group).Select(version => new JsonObject
        {
            ["groupVersion"] = $"{group}/{version}",
            ["version"] = version,
        })];
        return new JsonObject
        {
            ["name"] = group,
            ["versions"] = new JsonArray([.. versions]),
            ["preferredVersion"] = versions[0].DeepClone(),
        };
    }

    private IEnumerable<ResourceDefinition> TypesOf(string group, string version) =>
        types.All.Where(type => type.Type.Group == group && type.Type.Version == version);

    private IEnumerable<string> VersionsOf(string group) => group == AccessReviews.Group
        ? [AccessReviews.Version]
        : types.All.Where(type => type.Type.Group == group).Select(type => type.Type.Version).Distinct();

    /// <summary>Namespaces cannot be deleted as a collection.</summary>
    private static JsonArray Verbs(ResourceDefinition type) => Texts(
        (type.IsCustom ? CustomVerbs : BuiltInVerbs).Where(verb => verb != "deletecollection" || type.Kind != "Namespace"));

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)text)]);

    private static void AddTexts(JsonObject target, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0)
        {
            target[name] = Texts(texts);
        }
    }
}
