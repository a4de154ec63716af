using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Http;
using IstioGateway.Kubernetes.Nodes;
using IstioGateway.Kubernetes.Watch;

namespace IstioGateway.Kubernetes;

/// <summary>One API server over HTTP.</summary>
internal sealed class KubernetesApi(ApiClient client) : IClusterApi
{
    private const int PageSize = 500;
    private const int MaximumRestarts = 3;

    private static readonly ResourceType AccessReview = new(
        "authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", Namespaced: false);

    public ClusterEndpoint Endpoint => client.Endpoint;

    public IAsyncEnumerable<NodeRecord> ListNodesAsync(NodeQuery query, CancellationToken cancellationToken) =>
        new NodeLister(client).ListAsync(query, cancellationToken);

    public async Task<IReadOnlyList<ResourceType>> ListTypesAsync(string group, string version, CancellationToken cancellationToken)
    {
        string path = group.Length == 0
            ? $"api/{Uri.EscapeDataString(version)}"
            : $"apis/{Uri.EscapeDataString(group)}/{Uri.EscapeDataString(version)}";
        JsonObject answer = await ReadAsync(new ApiRequest(HttpMethod.Get, "get", path) { Replayable = true }, cancellationToken);
        return
        [
            .. (answer["resources"] as JsonArray ?? []).OfType<JsonObject>()
                .Select(item => new ResourceType(group, version, TextOf(item, "name"), TextOf(item, "kind"), item["namespaced"] is JsonValue flag && flag.TryGetValue(out bool yes) && yes))
                .Where(type => type.Plural.Length > 0 && !type.Plural.Contains('/', StringComparison.Ordinal)),
        ];
    }

    public Task<JsonObject> GetAsync(ResourceRef resource, CancellationToken cancellationToken) =>
        ReadAsync(About(HttpMethod.Get, "get", resource) with { Replayable = true }, cancellationToken);

    public async Task<ResourceList> ListAsync(
        ResourceType type, string? namespaceName, ResourceSelection selection, CancellationToken cancellationToken)
    {
        ApiRequest request = About(HttpMethod.Get, "list", type, namespaceName) with { Replayable = true };
        for (int restarts = 0; ; restarts++)
        {
            try
            {
                return await ListPagesAsync(request, selection, cancellationToken);
            }
            catch (ClusterException e) when (e.Kind == ClusterErrorKind.Expired && restarts < MaximumRestarts)
            {
                client.Settings.Trace?.Invoke("The continue token expired; the list starts again.");
            }
        }
    }

    public IAsyncEnumerable<WatchEvent> WatchAsync(
        ResourceType type, string? namespaceName, ResourceSelection selection, WatchRequest watch, CancellationToken cancellationToken)
    {
        long seconds = Math.Max(1, (long)watch.Timeout.TotalSeconds);
        ApiRequest request = About(HttpMethod.Get, "watch", type, namespaceName) with
        {
            Replayable = true,
            Query =
            [
                new("allowWatchBookmarks", "true"),
                .. Selectors(selection),
                new("resourceVersion", watch.ResourceVersion),
                new("timeoutSeconds", seconds.ToString(CultureInfo.InvariantCulture)),
                new("watch", "true"),
            ],
        };
        return new ResourceWatcher(client).WatchAsync(request, TimeSpan.FromSeconds(seconds), cancellationToken);
    }

    public Task<WriteResult> CreateAsync(
        ResourceType type, string? namespaceName, JsonObject body, WriteOptions options, CancellationToken cancellationToken) =>
        WriteAsync(
            About(HttpMethod.Post, "create", type, namespaceName) with
            {
                Name = body["metadata"]?["name"]?.ToString(),
                Query = Parameters(options),
                Body = Bytes(body),
                Replayable = options.DryRun,
            },
            cancellationToken);

    public Task<WriteResult> CreateSubresourceAsync(
        ResourceRef resource, JsonObject body, WriteOptions options, CancellationToken cancellationToken) =>
        resource.Subresource is null
            ? throw new ArgumentException($"{resource} names no subresource.", nameof(resource))
            : WriteAsync(
                About(HttpMethod.Post, "create", resource) with
                {
                    Query = Parameters(options),
                    Body = Bytes(body),
                    Replayable = options.DryRun,
                },
                cancellationToken);

    public async Task<WriteResult> PatchAsync(
        ResourceRef resource, PatchKind kind, JsonNode body, WriteOptions options, CancellationToken cancellationToken)
    {
        ApiRequest request = About(HttpMethod.Patch, "patch", resource) with
        {
            Query = kind == PatchKind.Apply
                ? [.. Parameters(options), new("force", options.Force ? "true" : "false")]
                : Parameters(options),
            Body = Bytes(body),
            ContentType = ContentType(kind),
            // A JSON patch may add to a list, and a strategic merge patch too.
            Replayable = options.DryRun || kind is PatchKind.Merge or PatchKind.Apply,
            ServerErrorIsFinal = kind == PatchKind.Apply,
        };
        bool mayHaveActed = false;
        try
        {
            return await WriteAsync(request, cancellationToken, failure => mayHaveActed |= failure.MayHaveActed);
        }
        catch (ClusterException e) when (
            e.Kind == ClusterErrorKind.Conflict && mayHaveActed && kind == PatchKind.Merge && MergePatchOutcome.Lock(body) is not null)
        {
            // The connection broke after the server had applied the patch, and its repetition met the version that it had made
            // itself. Telling the user that somebody else was faster would be wrong.
            JsonObject live = await GetAsync(resource with { Subresource = null }, cancellationToken);
            if (!MergePatchOutcome.IsIn(body, live))
            {
                throw;
            }

            return new WriteResult(live, Created: false, []);
        }
    }

    public Task<WriteResult> ReplaceAsync(
        ResourceRef resource, JsonObject body, WriteOptions options, CancellationToken cancellationToken) =>
        WriteAsync(
            About(HttpMethod.Put, "update", resource) with
            {
                Query = Parameters(options),
                Body = Bytes(body),
                Replayable = options.DryRun,
            },
            cancellationToken);

    public Task DeleteAsync(ResourceRef resource, WriteOptions options, CancellationToken cancellationToken) => ReadAsync(
        About(HttpMethod.Delete, "delete", resource) with
        {
            Query = [new("dryRun", options.DryRun ? "All" : null)],
            Replayable = options.DryRun,
        },
        cancellationToken);

    public async Task<bool> IsAllowedAsync(AccessQuestion question, CancellationToken cancellationToken)
    {
        var attributes = new JsonObject
        {
            ["verb"] = question.Verb,
            ["group"] = question.Type.Group,
            ["resource"] = question.Type.Plural,
        };
        if (question.Name is not null)
        {
            attributes["name"] = question.Name;
        }

        if (question.Subresource is not null)
        {
            attributes["subresource"] = question.Subresource;
        }

        if (question.Namespace is not null)
        {
            attributes["namespace"] = question.Namespace;
        }

        var review = new JsonObject
        {
            ["apiVersion"] = AccessReview.ApiVersion,
            ["kind"] = AccessReview.Kind,
            ["spec"] = new JsonObject { ["resourceAttributes"] = attributes },
        };

        // A review stores nothing, so that asking twice is asking once.
        ApiRequest request = About(HttpMethod.Post, "create", AccessReview, null) with { Body = Bytes(review), Replayable = true };
        JsonObject answer = await ReadAsync(request, cancellationToken);

        // What is no review has not answered, and must not pass for a denial.
        return answer["status"] is JsonObject status
            ? status["allowed"] is JsonValue allowed && allowed.TryGetValue(out bool yes) && yes
            : throw NotAsked(request, "no review");
    }

    public void Dispose() => client.Dispose();

    private async Task<ResourceList> ListPagesAsync(
        ApiRequest request, ResourceSelection selection, CancellationToken cancellationToken)
    {
        List<JsonObject> items = [];
        string? next = null;
        while (true)
        {
            JsonObject page = await ReadAsync(
                request with
                {
                    Query =
                    [
                        .. Selectors(selection),
                        new("limit", PageSize.ToString(CultureInfo.InvariantCulture)),
                        new("continue", next),
                    ],
                },
                cancellationToken);
            if (!ListItems.IsList(page))
            {
                throw NotAsked(request, "something else than a list");
            }

            items.AddRange(ListItems.Take(page, request.Type!));
            string? following = Text(page, "continue");
            if (following is null)
            {
                return new ResourceList(items, Text(page, "resourceVersion") ?? "");
            }

            if (following == next)
            {
                throw NotAsked(request, "the same continue token again");
            }

            next = following;
        }
    }

    private ClusterException NotAsked(ApiRequest request, string what) =>
        TransportTranslator.BadResponse(request, client.Endpoint.Server, what, RetryAdvice.Never).Error;

    private Task<JsonObject> ReadAsync(ApiRequest request, CancellationToken cancellationToken) => client.SendAsync(
        request, (response, token) => BodyReader.ReadObjectAsync(response, request, client.Endpoint.Server, token), cancellationToken);

    private Task<WriteResult> WriteAsync(
        ApiRequest request, CancellationToken cancellationToken, Action<AttemptFailedException>? onFailedAttempt = null) => client.SendAsync(
        request,
        async (response, token) => new WriteResult(
            await BodyReader.ReadObjectAsync(response, request, client.Endpoint.Server, token),
            response.StatusCode == HttpStatusCode.Created,
            response.Warnings),
        cancellationToken,
        onFailedAttempt);

    private static ApiRequest About(HttpMethod method, string verb, ResourceRef resource) =>
        new(method, verb, new RequestTarget(resource).ResourcePath())
        {
            Type = resource.Type,
            Name = resource.Name,
            Subresource = resource.Subresource,
            Namespace = resource.Namespace,
        };

    private static ApiRequest About(HttpMethod method, string verb, ResourceType type, string? namespaceName) =>
        new(method, verb, new RequestTarget(type, null, namespaceName, null).CollectionPath())
        {
            Type = type,
            Namespace = namespaceName,
        };

    private static KeyValuePair<string, string?>[] Selectors(ResourceSelection selection) =>
        [new("labelSelector", selection.LabelSelector), new("fieldSelector", selection.FieldSelector)];

    private static KeyValuePair<string, string?>[] Parameters(WriteOptions options) =>
    [
        new("fieldManager", options.FieldManager),
        new("fieldValidation", options.FieldValidation),
        new("dryRun", options.DryRun ? "All" : null),
    ];

    private static string ContentType(PatchKind kind) => kind switch
    {
        PatchKind.Merge => "application/merge-patch+json",
        PatchKind.Json => "application/json-patch+json",
        PatchKind.Apply => "application/apply-patch+yaml",
        PatchKind.StrategicMerge => "application/strategic-merge-patch+json",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static byte[] Bytes(JsonNode body) => JsonSerializer.SerializeToUtf8Bytes(body);

    private static string TextOf(JsonObject item, string key) => item[key] is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    private static string? Text(JsonObject list, string key) =>
        list["metadata"]?[key] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
}
