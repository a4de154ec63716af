using System.Text.Json.Nodes;
using GoTemplate;
using IstioGateway.Clusters;

namespace IstioGateway.Injection;

/// <summary>
/// Renders the template with which istiod deploys a Gateway of the Kubernetes Gateway API (istio 1.28.10,
/// pilot/pkg/config/kube/gateway/deploymentcontroller.go, <c>TemplateInput</c> and <c>derivedInput</c>): it prints whole objects, and
/// the Deployment's pod is the gateway's.
/// </summary>
internal sealed class KubeGatewayRenderer
{
    /// <summary>Name of the template.</summary>
    public const string Name = "kube-gateway";

    private const long ProxyUser = 1337;
    private const long KubernetesMinor = 128;

    private readonly string _text;
    private readonly IYamlCodec _yaml;
    private Template? _template;

    /// <summary>Creates the renderer.</summary>
    public KubeGatewayRenderer(string text, IYamlCodec yaml) => (_text, _yaml) = (text, yaml);

    /// <summary>Whether a template of this name is rendered so.</summary>
    public static bool Renders(string name) => name == Name;

    /// <summary>Renders the template for a Gateway like the sample.</summary>
    /// <exception cref="InjectionException">It cannot be rendered, or holds no Deployment with a pod.</exception>
    public InjectionResult Render(SampleGateway sample, InjectionSettings settings, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            _template ??= Template.Parse(Name, _text, PodInjector.Functions);
            text = _template.Render(Data(sample, settings), cancellationToken: cancellationToken);
        }
        catch (TemplateException exception)
        {
            throw new InjectionException(
                exception.IsParseError ? InjectionStep.Parse : InjectionStep.Execute, Name, exception.Message, exception)
            {
                Line = exception.Line == 0 ? null : exception.Line,
                Column = exception.Column + 1,
            };
        }

        JsonObject deployment = Documents(text).FirstOrDefault(document => document.Text("kind") == "Deployment")
            ?? throw Failed(InjectionStep.Read, "the template prints no Deployment", text);
        if (deployment.At("spec", "template") is not JsonObject pod)
        {
            throw Failed(InjectionStep.Decode, "the Deployment has no spec.template", text);
        }

        try
        {
            PodDecodeResult decoded = PodDecoder.Decode(pod.DeepClone().AsObject());
            return new InjectionResult { Rendered = [new RenderedTemplate(Name, text)], Pod = decoded.Pod, Dropped = decoded.Dropped };
        }
        catch (PodDecodeException exception)
        {
            throw Failed(InjectionStep.Decode, exception.Message, text);
        }
    }

    private IEnumerable<JsonObject> Documents(string text)
    {
        foreach (string document in ("\n" + text).Split("\n---", StringSplitOptions.RemoveEmptyEntries))
        {
            JsonNode? read;
            try
            {
                read = _yaml.Read(document);
            }
            catch (FormatException exception)
            {
                throw Failed(InjectionStep.Read, exception.Message, document);
            }

            if (read is JsonObject fields)
            {
                yield return fields;
            }
        }
    }

    private static InjectionException Failed(InjectionStep step, string message, string text) => new(step, Name, message) { Rendered = text };

    private static GoStruct Data(SampleGateway sample, InjectionSettings settings)
    {
        PodOwner owner = sample.Workload.Owner;
        JsonObject pod = sample.Workload.Pod;
        InjectionData shared = new()
        {
            Pod = pod,
            TypeMeta = new OwnerType("gateway.networking.k8s.io/v1", "Gateway"),
            DeploymentMeta = new OwnerName(owner.Namespace, owner.Name),
            ProxyConfig = settings.MeshConfig["defaultConfig"] as JsonObject ?? [],
            MeshConfig = settings.MeshConfig,
            Values = settings.Values,
            Revision = settings.Revision,
            ProxyImage = ProxyImage.For(settings.Values, settings.MeshConfig["defaultConfig"] as JsonObject ?? [], pod),
        };
        Dictionary<string, string> labels = Strings(pod.At("metadata", "labels"));
        Dictionary<string, string> annotations = Strings(pod.At("metadata", "annotations"));
        Dictionary<string, object?> fields = new(StringComparer.Ordinal)
        {
            ["Name"] = owner.Name,
            ["Namespace"] = owner.Namespace,
            ["UID"] = "00000000-0000-0000-0000-000000000000",
            ["Spec"] = new GoStruct("v1.GatewaySpec", new(StringComparer.Ordinal) { ["Addresses"] = new GoValue(null, GoType.SliceOf(GoType.Parse("v1.GatewaySpecAddress"))) }),
            ["DeploymentName"] = $"{owner.Name}-istio",
            ["ServiceAccount"] = $"{owner.Name}-istio",
            ["GatewayClass"] = "istio",
            ["GatewayNameLabel"] = "gateway.networking.k8s.io/gateway-name",
            ["InfrastructureLabels"] = labels,
            ["InfrastructureAnnotations"] = annotations,
            ["KubeVersion"] = KubernetesMinor,
            ["KubeVersion122"] = true,
            ["ClusterID"] = settings.Values.Text("global", "multiCluster", "clusterName") is { Length: > 0 } cluster ? cluster : "Kubernetes",
            ["Ports"] = Array.ConvertAll(new[] { ("status-port", 15021L), ("http", 80L) }, Port),
            ["ServiceType"] = new GoValue("LoadBalancer", GoType.Named("v1.ServiceType", GoType.String)),
            ["ProxyUID"] = new GoValue(ProxyUser, GoType.Int64),
            ["ProxyGID"] = new GoValue(ProxyUser, GoType.Int64),
        };
        IGoObject data = shared.ToGo();
        foreach (string name in new[] { "ObjectMeta", "TypeMeta", "ProxyConfig", "MeshConfig", "Values", "Revision", "ProxyImage" })
        {
            fields[name] = data.TryGetField(name, out object? value) ? value : null;
        }

        return new GoStruct("gateway.derivedInput", fields);
    }

    private static GoStruct Port((string Name, long Number) port) => new("v1.ServicePort", new(StringComparer.Ordinal)
    {
        ["Name"] = port.Name,
        ["Port"] = port.Number,
        ["Protocol"] = new GoValue("TCP", GoType.Named("v1.Protocol", GoType.String)),
        ["AppProtocol"] = new GoValue(null, GoType.PointerTo(GoType.String)),
        ["NodePort"] = 0L,
    });

    private static Dictionary<string, string> Strings(JsonNode? map) =>
        (map as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "", StringComparer.Ordinal);

    /// <summary>A struct of the deployment controller, of which templates read some fields.</summary>
    private sealed class GoStruct(string type, Dictionary<string, object?> fields) : IGoObject
    {
        public GoType Type { get; } = GoType.Parse(type);

        public bool TryGetField(string name, out object? value) => fields.TryGetValue(name, out value);
    }
}
