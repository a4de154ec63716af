using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Injection;

/// <summary>
/// One webhook of a <c>MutatingWebhookConfiguration</c>, with what decides whether the API server calls it. Istio's injector has up
/// to four (istio 1.28.10, manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml:65-164); their selectors
/// are disjoint.
/// </summary>
public sealed class MutatingWebhook
{
    private const string RevisionLabel = "istio.io/rev";
    private const string InjectorSuffix = "sidecar-injector.istio.io";

    private readonly JsonObject _webhook;

    private MutatingWebhook(JsonObject configuration, JsonObject webhook)
    {
        _webhook = webhook;
        Configuration = configuration.Text("metadata", "name") ?? "";
        Revision = configuration.Text("metadata", "labels", RevisionLabel);
    }

    /// <summary>Name of the configuration it is part of.</summary>
    public string Configuration { get; }

    /// <summary>The configuration's label <c>istio.io/rev</c>: the revision, or revision tag, it injects for.</summary>
    public string? Revision { get; }

    /// <summary>Its name, such as <c>rev.namespace.sidecar-injector.istio.io</c>.</summary>
    public string Name => _webhook.Text("name") ?? "";

    /// <summary>Whether it is one of Istio's injector.</summary>
    public bool IsInjector => Name.EndsWith(InjectorSuffix, StringComparison.Ordinal);

    /// <summary>Where it is served: <c>clientConfig</c>.</summary>
    public JsonNode? ClientConfig => _webhook["clientConfig"];

    /// <summary>Seconds the API server waits for its answer.</summary>
    public long TimeoutSeconds => _webhook.Number("timeoutSeconds") ?? 10;

    /// <summary>Whether an object is let through when it cannot be called.</summary>
    public bool IgnoresFailure => _webhook.Text("failurePolicy") == "Ignore";

    /// <summary>Whether a dry run may call it.</summary>
    public bool AllowsDryRun => _webhook.Text("sideEffects") is "None" or "NoneOnDryRun";

    /// <summary>The webhooks of a configuration, in their order.</summary>
    public static IEnumerable<MutatingWebhook> Of(JsonObject configuration) =>
        (configuration["webhooks"] as JsonArray ?? []).OfType<JsonObject>().Select(webhook => new MutatingWebhook(configuration, webhook));

    /// <summary>Whether it is about an operation on a type.</summary>
    /// <param name="operation"><c>CREATE</c>, <c>UPDATE</c>, <c>DELETE</c> or <c>CONNECT</c>.</param>
    /// <param name="type">The type.</param>
    public bool Handles(string operation, ResourceType type) => (_webhook["rules"] as JsonArray ?? []).OfType<JsonObject>().Any(rule =>
        Names(rule, "operations", operation)
        && Names(rule, "apiGroups", type.Group)
        && Names(rule, "apiVersions", type.Version)
        && Names(rule, "resources", type.Plural));

    /// <summary>Whether its selectors match an object and the namespace the object is in.</summary>
    /// <param name="namespaceLabels">The namespace's labels; <see langword="null"/> for none.</param>
    /// <param name="labels">The object's labels; <see langword="null"/> for none.</param>
    public bool Selects(JsonNode? namespaceLabels, JsonNode? labels) =>
        LabelSelectorMatch.Matches(_webhook["namespaceSelector"], namespaceLabels)
        && LabelSelectorMatch.Matches(_webhook["objectSelector"], labels);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static bool Names(JsonObject rule, string field, string wanted) =>
        (rule[field] as JsonArray ?? []).Any(item => item?.ToString() is { } text && (text == "*" || text == wanted));
}
