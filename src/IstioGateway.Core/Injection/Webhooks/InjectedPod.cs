using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Injection;

/// <summary>
/// What istiod does to a pod after its templates are merged (istio 1.28.10, pkg/kube/inject/webhook.go, <c>postProcessPod</c>): the
/// metrics annotations, the status annotation by which everyone tells an injected pod, the network label, and the order of
/// containers. Probes of application containers are left as they are; a gateway has none.
/// </summary>
public static class InjectedPod
{
    /// <summary>The annotation that istiod leaves on what it injected.</summary>
    public const string StatusAnnotation = "sidecar.istio.io/status";

    private const string MergeMetricsAnnotation = "prometheus.istio.io/merge-metrics";
    private const string ScrapingVariable = "ISTIO_PROMETHEUS_ANNOTATIONS";
    private const string NetworkLabel = "topology.istio.io/network";
    private const string Scrape = "prometheus_io_scrape";
    private const string Port = "prometheus_io_port";
    private const string Path = "prometheus_io_path";
    private const long DefaultStatusPort = 15020;

    private static readonly string[] StatusLists = ["initContainers", "containers", "volumes", "imagePullSecrets"];

    /// <summary>Finishes an injection.</summary>
    /// <param name="result">What came of the templates; it is not changed.</param>
    /// <param name="settings">What was injected with.</param>
    /// <returns>The pod as istiod hands it to the API server.</returns>
    public static JsonObject Finish(InjectionResult result, InjectionSettings settings)
    {
        JsonObject pod = result.Pod.DeepClone().AsObject();
        JsonObject metadata = Child(pod, "metadata");
        JsonObject annotations = Child(metadata, "annotations");
        JsonObject labels = Child(metadata, "labels");
        MergeMetrics(pod, annotations, settings.MeshConfig);
        if (labels.Text(NetworkLabel) is null && settings.Values.Text("global", "network") is { Length: > 0 } network)
        {
            labels[NetworkLabel] = network;
        }

        annotations[StatusAnnotation] = Status(result.Injected, settings.Revision);
        foreach ((string name, string value) in settings.InjectedAnnotations)
        {
            annotations[name] = value;
        }

        Reorder(pod, settings);
        return pod;
    }

    /// <summary>The status that istiod left on a pod; <see langword="null"/> on one that it did not inject.</summary>
    public static JsonObject? StatusOf(JsonObject pod) =>
        pod.Text("metadata", "annotations", StatusAnnotation) is { } text && JsonReading.TryParse(text, out JsonNode? status)
            ? status as JsonObject
            : null;

    private static string Status(JsonObject injected, string revision)
    {
        JsonObject status = [];
        foreach (string list in StatusLists)
        {
            JsonNode?[] names = [.. (injected.At("spec", list) as JsonArray ?? []).Select(item => item?["name"]?.DeepClone())];

            // Go writes a slice that nothing was appended to as null.
            status[list] = names.Length == 0 ? null : new JsonArray(names);
        }

        status["revision"] = revision;
        return status.ToJsonString(Json.Plain);
    }

    /// <summary>The agent collects the application's metrics with its own, and the pod's annotations then lead to it (<c>applyPrometheusMerge</c>).</summary>
    private static void MergeMetrics(JsonObject pod, JsonObject annotations, JsonObject meshConfig)
    {
        ILookup<string, KeyValuePair<string, JsonNode?>> known = annotations.ToArray().ToLookup(pair => Sanitized(pair.Key), StringComparer.Ordinal);
        bool scraped = known[Scrape].Select(pair => ParseBool(Text(pair.Value))).FirstOrDefault(value => value is not null) ?? true;
        if (!scraped || !MergesMetrics(annotations, meshConfig))
        {
            return;
        }

        string port = (meshConfig.Number("defaultConfig", "statusPort") ?? DefaultStatusPort).ToString(CultureInfo.InvariantCulture);
        if (Value(Port) == port)
        {
            return;
        }

        string[] values = [Value(Scrape) ?? "", Value(Path) ?? "", Value(Port) ?? ""];
        if (Proxy(pod) is { } proxy && values.Any(value => value.Length > 0))
        {
            JsonObject scrape = new() { ["scrape"] = values[0], ["path"] = values[1], ["port"] = values[2] };
            if (proxy["env"] is not JsonArray variables)
            {
                proxy["env"] = variables = [];
            }

            variables.Add(new JsonObject { ["name"] = ScrapingVariable, ["value"] = scrape.ToJsonString(Json.Plain) });
        }

        foreach (KeyValuePair<string, JsonNode?> old in known[Scrape].Concat(known[Port]).Concat(known[Path]))
        {
            annotations.Remove(old.Key);
        }

        annotations["prometheus.io/port"] = port;
        annotations["prometheus.io/path"] = "/stats/prometheus";
        annotations["prometheus.io/scrape"] = "true";

        string? Value(string name) => known[name].Select(pair => Text(pair.Value)).FirstOrDefault();
    }

    private static bool MergesMetrics(JsonObject annotations, JsonObject meshConfig) =>
        ParseBool(annotations.Text(MergeMetricsAnnotation))
        ?? (meshConfig["enablePrometheusMerge"] is JsonValue value && value.TryGetValue(out bool set) ? set : true);

    /// <summary>Containers and init containers in the order in which they have to start (<c>reorderPod</c>).</summary>
    private static void Reorder(JsonObject pod, InjectionSettings settings)
    {
        bool hold = IsTrue(settings.MeshConfig.At("defaultConfig", "holdApplicationUntilProxyStarts"))
            || IsTrue(settings.Values.At("global", "proxy", "holdApplicationUntilProxyStarts"));
        Move(pod, "containers", ProxySecurity.Container, first: hold);
        bool isNative = Named(pod, "initContainers", ProxySecurity.Container) is not null;
        if (isNative)
        {
            Move(pod, "initContainers", "enable-core-dump", first: true);
            Move(pod, "initContainers", ProxySecurity.Container, first: true);
            Move(pod, "initContainers", "istio-validation", first: true);
            Move(pod, "initContainers", "istio-init", first: true);
        }
        else
        {
            Move(pod, "initContainers", "istio-validation", first: true);
            Move(pod, "initContainers", "istio-init", first: false);
            Move(pod, "initContainers", "enable-core-dump", first: false);
        }
    }

    private static void Move(JsonObject pod, string list, string name, bool first)
    {
        if (Named(pod, list, name) is { } container)
        {
            JsonArray containers = (JsonArray)container.Parent!;
            containers.Remove(container);
            containers.Insert(first ? 0 : containers.Count, container);
        }
    }

    private static JsonObject? Proxy(JsonObject pod) =>
        Named(pod, "containers", ProxySecurity.Container) ?? Named(pod, "initContainers", ProxySecurity.Container);

    private static JsonObject? Named(JsonObject pod, string list, string name) =>
        (pod.At("spec", list) as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(container => container.Text("name") == name);

    private static JsonObject Child(JsonObject owner, string name)
    {
        if (owner[name] is not JsonObject child)
        {
            owner[name] = child = [];
        }

        return child;
    }

    /// <summary>Prometheus' form of a label name (util/strutil, <c>SanitizeLabelName</c>): whatever is no letter, digit or underscore becomes one.</summary>
    private static string Sanitized(string name)
    {
        StringBuilder text = new(name.Length);
        foreach (char c in name)
        {
            text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        return text.ToString();
    }

    /// <summary>Go's strconv.ParseBool; <see langword="null"/> for what it refuses.</summary>
    private static bool? ParseBool(string? text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => null,
    };

    private static bool IsTrue(JsonNode? node) => node is JsonValue value && value.TryGetValue(out bool flag) && flag;

    private static string? Text(JsonNode? node) => node?.ToString();
}
