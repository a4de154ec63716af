using System.Text.Json.Nodes;

namespace IstioGateway.Clusters;

/// <summary>Selectors of a list or watch; both go to the server.</summary>
/// <param name="LabelSelector">Label selector in the server's syntax.</param>
/// <param name="FieldSelector">Field selector in the server's syntax, such as <c>metadata.name=default</c>.</param>
public sealed record ResourceSelection(string? LabelSelector = null, string? FieldSelector = null)
{
    /// <summary>Everything.</summary>
    public static ResourceSelection All { get; } = new();

    /// <summary>The one resource of this name.</summary>
    public static ResourceSelection ByName(string name) => new(FieldSelector: $"metadata.name={name}");
}

/// <summary>Where a watch starts and how long the server may keep it open.</summary>
/// <param name="ResourceVersion">The version after which events are wanted.</param>
/// <param name="Timeout">After this the server closes the stream.</param>
public sealed record WatchRequest(string ResourceVersion, TimeSpan Timeout);

/// <summary>A list as read: its objects and the version a watch can start from.</summary>
public sealed record ResourceList(IReadOnlyList<JsonObject> Items, string ResourceVersion);

/// <summary>The kind of a watch event.</summary>
public enum WatchEventType
{
    /// <summary>The resource was created, or now matches the selectors.</summary>
    Added,

    /// <summary>The resource changed.</summary>
    Modified,

    /// <summary>The resource is gone, or no longer matches the selectors.</summary>
    Deleted,

    /// <summary>Nothing changed up to the version in <c>metadata.resourceVersion</c>.</summary>
    Bookmark,
}

/// <summary>One event of a watch. <see cref="ClusterErrorKind.Expired"/> and other ERROR events are thrown instead.</summary>
public sealed record WatchEvent(WatchEventType Type, JsonObject Object)
{
    /// <summary>The version to resume from.</summary>
    public string? ResourceVersion => Object["metadata"]?["resourceVersion"]?.GetValue<string>();
}

/// <summary>How a patch body is read.</summary>
public enum PatchKind
{
    /// <summary>RFC 7386, <c>application/merge-patch+json</c>.</summary>
    Merge,

    /// <summary>RFC 6902, <c>application/json-patch+json</c>.</summary>
    Json,

    /// <summary>Server-side apply, <c>application/apply-patch+yaml</c> (a JSON body is YAML too).</summary>
    Apply,

    /// <summary>Strategic merge, <c>application/strategic-merge-patch+json</c>; built-in types only.</summary>
    StrategicMerge,
}

/// <summary>Query parameters of a write.</summary>
public sealed record WriteOptions
{
    /// <summary>The field manager the module writes as.</summary>
    public const string ModuleFieldManager = "istiogateway";

    /// <summary>Who writes; recorded by the server in <c>managedFields</c>.</summary>
    public string FieldManager { get; init; } = ModuleFieldManager;

    /// <summary>Whether the server only answers what it would do (<c>dryRun=All</c>).</summary>
    public bool DryRun { get; init; }

    /// <summary><c>Strict</c>, <c>Warn</c> or <c>Ignore</c>; <see langword="null"/> leaves it to the server.</summary>
    public string? FieldValidation { get; init; }

    /// <summary>Server-side apply only: take fields from other managers.</summary>
    public bool Force { get; init; }
}

/// <summary>What the server answered to a write.</summary>
/// <param name="Object">The resource as it is now (or, in a dry run, would be).</param>
/// <param name="Created">Whether the resource is new (201).</param>
/// <param name="Warnings">The server's <c>Warning</c> headers, word for word.</param>
public sealed record WriteResult(JsonObject Object, bool Created, IReadOnlyList<string> Warnings);

/// <summary>May I do this?</summary>
/// <param name="Verb">Kubernetes verb: get, list, watch, create, patch, ...</param>
/// <param name="Type">On what.</param>
/// <param name="Name">On which; <see langword="null"/> for any.</param>
/// <param name="Namespace">Where; <see langword="null"/> for cluster-scoped types or all namespaces.</param>
/// <param name="Subresource">On which part of it, such as <c>eviction</c>; <see langword="null"/> for the resource itself.</param>
public sealed record AccessQuestion(
    string Verb, ResourceType Type, string? Name = null, string? Namespace = null, string? Subresource = null);
