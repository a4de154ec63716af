using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using IstioGateway.Clusters;
using IstioGateway.Patches;

namespace IstioGateway.Testing;

/// <summary>One call of a <see cref="FakeClusterApi"/>.</summary>
internal sealed record FakeRequest(string Verb, string Target, JsonNode? Body = null, WriteOptions? Options = null)
{
    public override string ToString() => $"{Verb} {Target}";
}

/// <summary>
/// A cluster in memory, as far as the core asks of one: resources with versions and generations, merge patches with the
/// optimistic lock, dry runs, watches. <see cref="Before"/> scripts everything else: it may throw, wait or change resources.
/// </summary>
internal sealed class FakeClusterApi(string name = "fake") : IClusterApi
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, JsonObject> _resources = new(StringComparer.Ordinal);
    private readonly List<FakeRequest> _requests = [];
    private readonly List<Watcher> _watches = [];
    private long _version = 100;

    public ClusterEndpoint Endpoint { get; } = new(name, new Uri("https://127.0.0.1:6443"), "fake", "tester");

    /// <summary>Runs before every call; what it throws, the call throws.</summary>
    public Func<FakeRequest, CancellationToken, Task>? Before { get; set; }

    /// <summary>May change what a write answers.</summary>
    public Func<WriteResult, WriteResult>? Answer { get; set; }

    public List<NodeRecord> Nodes { get; } = [];

    /// <summary>What discovery tells.</summary>
    public List<ResourceType> Types { get; } = [];

    public IReadOnlyList<FakeRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    public int OpenWatches
    {
        get
        {
            lock (_lock)
            {
                return _watches.Count;
            }
        }
    }

    public bool IsDisposed { get; private set; }

    /// <summary>Puts a resource in place as it is, with a new version, and tells the watches.</summary>
    public void Put(ResourceRef resource, JsonObject value)
    {
        lock (_lock)
        {
            Store(resource, value.DeepClone().AsObject());
        }
    }

    /// <summary>Removes a resource behind the caller's back.</summary>
    public void Remove(ResourceRef resource)
    {
        lock (_lock)
        {
            Notify(resource, WatchEventType.Deleted, Existing(resource));
            _resources.Remove(resource.Path);
        }
    }

    public JsonObject Read(ResourceRef resource)
    {
        lock (_lock)
        {
            return Existing(resource).DeepClone().AsObject();
        }
    }

    /// <summary>Changes a resource behind the caller's back.</summary>
    public void Change(ResourceRef resource, Action<JsonObject> change)
    {
        lock (_lock)
        {
            JsonObject value = Existing(resource).DeepClone().AsObject();
            change(value);
            Store(resource, value);
        }
    }

    /// <summary>Sends an event to all watches, whatever they are for, that the store does not know of.</summary>
    public void Tell(WatchEventType type, JsonObject value)
    {
        lock (_lock)
        {
            _watches.ForEach(watch => watch.Events.Writer.TryWrite(new WatchEvent(type, value.DeepClone().AsObject())));
        }
    }

    /// <summary>Ends all open watches, as a server may at any time, or fails them.</summary>
    public void EndWatches(ClusterException? failure = null)
    {
        lock (_lock)
        {
            _watches.ForEach(watch => watch.Events.Writer.TryComplete(failure));
            _watches.Clear();
        }
    }

    public async IAsyncEnumerable<NodeRecord> ListNodesAsync(NodeQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await EnterAsync(new FakeRequest("list", "nodes"), cancellationToken);
        foreach (NodeRecord node in Nodes.Where(node => query.Name is null || node.Name == query.Name))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return node;
        }
    }

    public async Task<IReadOnlyList<ResourceType>> ListTypesAsync(string group, string version, CancellationToken cancellationToken)
    {
        await EnterAsync(new FakeRequest("discover", $"{group}/{version}"), cancellationToken);
        return [.. Types.Where(type => type.Group == group && type.Version == version)];
    }

    public async Task<JsonObject> GetAsync(ResourceRef resource, CancellationToken cancellationToken)
    {
        await EnterAsync(new FakeRequest("get", Target(resource)), cancellationToken);
        return Read(resource);
    }

    public async Task<ResourceList> ListAsync(
        ResourceType type, string? namespaceName, ResourceSelection selection, CancellationToken cancellationToken)
    {
        await EnterAsync(new FakeRequest("list", type.QualifiedName), cancellationToken);
        lock (_lock)
        {
            return new ResourceList(
                [.. _resources.Where(pair => IsIn(pair.Key, type, namespaceName)).Select(pair => pair.Value.DeepClone().AsObject())],
                _version.ToString(CultureInfo.InvariantCulture));
        }
    }

    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        ResourceType type,
        string? namespaceName,
        ResourceSelection selection,
        WatchRequest watch,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await EnterAsync(new FakeRequest("watch", type.QualifiedName), cancellationToken);
        Channel<WatchEvent> channel = Channel.CreateUnbounded<WatchEvent>();
        lock (_lock)
        {
            string prefix = type.CollectionPath(namespaceName) + "/";
            string? only = selection.FieldSelector?.Split('=')[1];
            _watches.Add(new Watcher(
                channel, path => only is null ? path.StartsWith(prefix, StringComparison.Ordinal) : path == prefix + only));
        }

        await foreach (WatchEvent seen in channel.Reader.ReadAllAsync(cancellationToken))
        {
            yield return seen;
        }
    }

    public Task<WriteResult> CreateAsync(
        ResourceType type, string? namespaceName, JsonObject body, WriteOptions options, CancellationToken cancellationToken) =>
        ReplaceAsync(
            new ResourceRef(type, body["metadata"]!["name"]?.GetValue<string>() ?? $"{body["metadata"]!["generateName"]}made", namespaceName),
            body,
            options,
            cancellationToken);

    /// <summary>An eviction, the one subresource it knows, deletes the pod.</summary>
    public async Task<WriteResult> CreateSubresourceAsync(
        ResourceRef resource, JsonObject body, WriteOptions options, CancellationToken cancellationToken)
    {
        Assert.Equal("eviction", resource.Subresource);
        ResourceRef pod = resource with { Subresource = null };
        await EnterAsync(new FakeRequest("create", $"{resource.Type.Plural}/{resource.Subresource} of {Target(pod)}", body.DeepClone(), options), cancellationToken);
        lock (_lock)
        {
            JsonObject gone = Existing(pod);
            if (!options.DryRun)
            {
                Notify(pod, WatchEventType.Deleted, gone);
                _resources.Remove(pod.Path);
            }
        }

        return new WriteResult(new JsonObject { ["kind"] = "Status", ["status"] = "Success" }, Created: true, []);
    }

    public async Task<WriteResult> PatchAsync(
        ResourceRef resource, PatchKind kind, JsonNode body, WriteOptions options, CancellationToken cancellationToken)
    {
        Assert.Equal(PatchKind.Merge, kind);
        await EnterAsync(new FakeRequest("patch", Target(resource), body.DeepClone(), options), cancellationToken);
        lock (_lock)
        {
            JsonObject before = Existing(resource);
            if (body["metadata"]?["resourceVersion"]?.GetValue<string>() is string version && version != before["metadata"]!["resourceVersion"]!.GetValue<string>())
            {
                throw new ClusterException(ClusterErrorKind.Conflict, "the object has been modified; please apply your changes to the latest version and try again");
            }

            JsonObject after = JsonNode.Parse(MergePatch.Apply(before, body)!.ToJsonString())!.AsObject();
            return Write(resource, before, after, options);
        }
    }

    public async Task<WriteResult> ReplaceAsync(ResourceRef resource, JsonObject body, WriteOptions options, CancellationToken cancellationToken)
    {
        await EnterAsync(new FakeRequest("update", Target(resource), body.DeepClone(), options), cancellationToken);
        lock (_lock)
        {
            return Write(resource, _resources.GetValueOrDefault(resource.Path), body.DeepClone().AsObject(), options);
        }
    }

    public async Task DeleteAsync(ResourceRef resource, WriteOptions options, CancellationToken cancellationToken)
    {
        await EnterAsync(new FakeRequest("delete", Target(resource), null, options), cancellationToken);
        Remove(resource);
    }

    public async Task<bool> IsAllowedAsync(AccessQuestion question, CancellationToken cancellationToken)
    {
        await EnterAsync(new FakeRequest("create", "selfsubjectaccessreviews"), cancellationToken);
        return true;
    }

    public void Dispose() => IsDisposed = true;

    private static bool IsIn(string path, ResourceType type, string? namespaceName)
    {
        string[] parts = path.Split('/');
        string place = parts.Length > 4 && parts[^4] == "namespaces" ? parts[^3] : "";
        string collection = type.CollectionPath(type.Namespaced ? place : null);
        return string.Join('/', parts[..^1]) == collection && (namespaceName is null || namespaceName == place);
    }

    private static string Target(ResourceRef resource) => resource.Namespace is null ? $"{resource}" : $"{resource} in {resource.Namespace}";

    private async Task EnterAsync(FakeRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _requests.Add(request);
        }

        if (Before is not null)
        {
            await Before(request, cancellationToken);
        }
    }

    private JsonObject Existing(ResourceRef resource) => _resources.GetValueOrDefault(resource.Path)
        ?? throw new ClusterException(ClusterErrorKind.ResourceNotFound, $"{Target(resource)} not found") { StatusCode = 404 };

    private WriteResult Write(ResourceRef resource, JsonObject? before, JsonObject after, WriteOptions options)
    {
        bool changed = before is null || !JsonNode.DeepEquals(before, after);
        if (changed && !JsonNode.DeepEquals(before?["spec"], after["spec"]))
        {
            after["metadata"]!["generation"] = (before?["metadata"]!["generation"]?.GetValue<long>() ?? 0) + 1;
        }

        if (changed && !options.DryRun)
        {
            Store(resource, after);
        }

        WriteResult result = new(after.DeepClone().AsObject(), before is null, []);
        return Answer?.Invoke(result) ?? result;
    }

    private void Store(ResourceRef resource, JsonObject value)
    {
        bool isNew = !_resources.ContainsKey(resource.Path);
        value["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        _resources[resource.Path] = JsonNode.Parse(value.ToJsonString())!.AsObject();
        Notify(resource, isNew ? WatchEventType.Added : WatchEventType.Modified, _resources[resource.Path]);
    }

    private void Notify(ResourceRef resource, WatchEventType type, JsonObject value) => _watches
        .FindAll(watch => watch.Wants(resource.Path))
        .ForEach(watch => watch.Events.Writer.TryWrite(new WatchEvent(type, value.DeepClone().AsObject())));

    private sealed record Watcher(Channel<WatchEvent> Events, Func<string, bool> Wants);
}
