using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GoTemplate;
using GoTemplate.Sprig;
using IstioGateway.Clusters;
using IstioGateway.Patches;

namespace IstioGateway.Injection;

/// <summary>
/// Injects as istiod's webhook does (istio 1.28.10, pkg/kube/inject/inject.go:405-496 <c>RunTemplate</c>, webhook.go:509-589 and
/// 1039-1082): the pod's templates are rendered and merged into it one after the other, then the pod's own fields of containers
/// that a template also has are laid on top. Templates are parsed once; an injector may be used by several threads.
/// </summary>
/// <param name="settings">What istiod injects with.</param>
/// <param name="yaml">Reads what templates print.</param>
public sealed partial class PodInjector(InjectionSettings settings, IYamlCodec yaml)
{
    /// <summary>The annotation with which a pod selects templates.</summary>
    public const string TemplatesAnnotation = "inject.istio.io/templates";

    /// <summary>The name istiod gives every template; its error texts read <c>template: inject:LINE:</c>.</summary>
    internal const string ParseName = "inject";

    private const string ProxyConfigAnnotation = "proxy.istio.io/config";

    private readonly Dictionary<string, Template> _parsed = new(StringComparer.Ordinal);

    /// <summary>The functions of injection templates: sprig's, and Istio's over those of the same name.</summary>
    internal static FunctionMap Functions { get; } = new() { SprigFunctions.Create(), IstioFunctions.Create() };

    /// <summary>The templates that a pod gets: those of its annotation, else the default ones (inject.go:506-516).</summary>
    public IReadOnlyList<string> TemplatesOf(JsonObject pod) =>
        pod.Text("metadata", "annotations", TemplatesAnnotation) is { } named
            ? named.Split(',', StringSplitOptions.TrimEntries)
            : settings.DefaultTemplates;

    /// <summary>Injects the templates that the pod selects.</summary>
    /// <param name="workload">The pod; it is not changed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="InjectionException">istiod would not inject.</exception>
    public InjectionResult Inject(GatewayWorkload workload, CancellationToken cancellationToken = default) =>
        Inject(workload, TemplatesOf(workload.Pod), cancellationToken);

    /// <summary>Injects chosen templates.</summary>
    /// <param name="workload">The pod; it is not changed.</param>
    /// <param name="templates">Names of the templates, in order.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="InjectionException">istiod would not inject.</exception>
    public InjectionResult Inject(GatewayWorkload workload, IReadOnlyList<string> templates, CancellationToken cancellationToken)
    {
        InjectionRehearsal.Begin(yaml);
        JsonObject original = Decode(workload.Pod, "").Pod;
        JsonObject merged = original;
        JsonObject alone = [];
        List<RenderedTemplate> rendered = [];
        List<string> dropped = [];
        JsonObject proxyConfig = ProxyConfig(original);
        IGoObject data = Data(workload, original, proxyConfig).ToGo(original);
        foreach (string name in templates)
        {
            Template template = Parsed(name);
            string text = Render(template, name, data, cancellationToken);
            rendered.Add(new RenderedTemplate(name, text));
            JsonObject patch = Read(text, name);
            PodDecodeResult pod = Overlay(merged, patch, name, text);
            merged = pod.Pod;
            alone = Overlay(alone, patch, name, text).Pod;
            foreach (string path in pod.Dropped)
            {
                if (!dropped.Contains(path))
                {
                    dropped.Add(path);
                }
            }
        }

        return new InjectionResult
        {
            Rendered = rendered,
            Pod = WithOwnContainers(merged, original, alone, isTproxy: proxyConfig.Text("interceptionMode") == "TPROXY"),
            Injected = alone,
            Dropped = dropped,
        };
    }

    /// <summary>Parses every template, as istiod does when it reads its configuration: one that does not parse spoils the whole of it.</summary>
    /// <exception cref="InjectionException">One does not parse (<see cref="InjectionStep.Parse"/>).</exception>
    public void ParseAll()
    {
        foreach (string name in settings.Templates.Keys.Order(StringComparer.Ordinal))
        {
            Parsed(name);
        }
    }

    private InjectionData Data(GatewayWorkload workload, JsonObject pod, JsonObject proxyConfig) => new()
    {
        Pod = pod,
        TypeMeta = new OwnerType(workload.Owner.ApiVersion, workload.Owner.Kind),
        DeploymentMeta = new OwnerName(workload.Owner.Namespace, workload.Owner.Name),
        ProxyConfig = proxyConfig,
        MeshConfig = settings.MeshConfig,
        Values = settings.Values,
        Revision = settings.Revision,
        ProxyImage = ProxyImage.For(settings.Values, proxyConfig, pod),
    };

    /// <summary>The mesh's <c>defaultConfig</c> with the pod's own annotation over it (webhook.go, <c>applyPodProxyConfig</c>).</summary>
    private JsonObject ProxyConfig(JsonObject pod)
    {
        JsonObject config = settings.MeshConfig["defaultConfig"] as JsonObject ?? [];
        if (pod.Text("metadata", "annotations", ProxyConfigAnnotation) is not { } annotation)
        {
            return config;
        }

        try
        {
            return yaml.Read(annotation) is JsonObject own ? (JsonObject)MergePatch.Apply(config, own)! : config;
        }
        catch (FormatException exception)
        {
            throw new InjectionException(
                InjectionStep.Select, "", $"The annotation {ProxyConfigAnnotation} is no YAML: {exception.Message}", exception);
        }
    }

    private Template Parsed(string name)
    {
        if (!settings.Templates.TryGetValue(name, out string? text))
        {
            throw Unknown(name);
        }

        try
        {
            lock (_parsed)
            {
                if (!_parsed.TryGetValue(name, out Template? template))
                {
                    template = Template.Parse(ParseName, text, Functions);
                    _parsed.Add(name, template);
                }

                return template;
            }
        }
        catch (TemplateException exception)
        {
            throw Failed(InjectionStep.Parse, name, exception);
        }
    }

    private InjectionException Unknown(string name)
    {
        string known = string.Join(", ", settings.Templates.Keys.Order(StringComparer.Ordinal));
        return new InjectionException(InjectionStep.Select, name, $"requested template \"{name}\" not found; have {known}");
    }

    private static string Render(Template template, string name, IGoObject data, CancellationToken cancellationToken)
    {
        try
        {
            return template.Render(data, cancellationToken: cancellationToken);
        }
        catch (TemplateException exception)
        {
            throw Failed(InjectionStep.Execute, name, exception);
        }
    }

    private JsonObject Read(string text, string name)
    {
        try
        {
            // istiod reads what is printed into a map; nothing at all is an empty one.
            return yaml.Read(text) switch
            {
                JsonObject fields => fields,
                null => [],
                _ => throw new FormatException("what the template prints is no mapping"),
            };
        }
        catch (FormatException exception)
        {
            throw Unreadable(name, text, exception);
        }
    }

    // Apart, as is all that compiles more than a good template needs.
    private static InjectionException Unreadable(string name, string text, FormatException exception)
    {
        Match place = Place().Match(exception.Message);
        return new InjectionException(InjectionStep.Read, name, exception.Message, exception)
        {
            Line = Number(place.Groups["line"]),
            Column = Number(place.Groups["column"]),
            Rendered = text,
        };
    }

    private static PodDecodeResult Overlay(JsonObject pod, JsonObject patch, string name, string text)
    {
        try
        {
            return Decode(StrategicMerge.Apply(pod, patch, PodType.Pod), name);
        }
        catch (StrategicMergeException exception)
        {
            throw new InjectionException(InjectionStep.Merge, name, exception.Message, exception) { Rendered = text };
        }
    }

    private static JsonObject WithOwnContainers(JsonObject merged, JsonObject original, JsonObject alone, bool isTproxy)
    {
        try
        {
            return ContainerOverrides.Reapply(merged, original, alone, isTproxy);
        }
        catch (Exception exception) when (exception is StrategicMergeException or PodDecodeException)
        {
            throw new InjectionException(InjectionStep.Merge, "", exception.Message, exception);
        }
    }

    private static PodDecodeResult Decode(JsonObject pod, string name)
    {
        try
        {
            return PodDecoder.Decode(pod);
        }
        catch (PodDecodeException exception)
        {
            throw new InjectionException(InjectionStep.Decode, name, exception.Message, exception);
        }
    }

    private static InjectionException Failed(InjectionStep step, string template, TemplateException exception) =>
        new(step, template, exception.Message, exception)
        {
            Line = exception.Line == 0 ? null : exception.Line,
            Column = exception.Column + 1,
        };

    private static int? Number(Group group) => group.Success ? int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("^Line (?<line>[0-9]+), column (?<column>[0-9]+)")]
    private static partial Regex Place();
}
