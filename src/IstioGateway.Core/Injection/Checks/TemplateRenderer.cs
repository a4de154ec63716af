using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Patches;

namespace IstioGateway.Injection;

/// <summary>
/// Renders one template for a sample as it would be used: a whole gateway template by itself, a small additive one after the
/// default one, and that of the Gateway API by the controller that renders it.
/// </summary>
internal sealed class TemplateRenderer
{
    private readonly string _name;
    private readonly string _template;
    private readonly InjectionSettings _settings;
    private readonly IYamlCodec _yaml;
    private readonly KubeGatewayRenderer? _kubeGateway;
    private readonly Dictionary<JsonObject, PodInjector> _injectors = new(ReferenceEqualityComparer.Instance);
    private string[]? _selection;

    /// <summary>Creates the renderer.</summary>
    /// <param name="name">Name of the template.</param>
    /// <param name="template">Its text.</param>
    /// <param name="settings">What istiod injects with.</param>
    /// <param name="yaml">Reads what templates print.</param>
    public TemplateRenderer(string name, string template, InjectionSettings settings, IYamlCodec yaml)
    {
        (_name, _template, _settings, _yaml) = (name, template, settings, yaml);
        _kubeGateway = KubeGatewayRenderer.Renders(name) ? new KubeGatewayRenderer(template, yaml) : null;
    }

    /// <summary>Renders and merges.</summary>
    /// <exception cref="InjectionException">It cannot be done.</exception>
    public InjectionResult Inject(SampleGateway sample, CancellationToken cancellationToken)
    {
        InjectionSettings settings = sample.Over(_settings);
        if (_kubeGateway is not null)
        {
            return _kubeGateway.Render(sample, settings, cancellationToken);
        }

        PodInjector injector = Injector(settings);
        _selection ??= Selection(injector, sample, cancellationToken);
        return injector.Inject(sample.Workload, _selection, cancellationToken);
    }

    // Values of most samples are the settings' own, and then the parsed template is too.
    private PodInjector Injector(InjectionSettings settings)
    {
        if (!_injectors.TryGetValue(settings.Values, out PodInjector? injector))
        {
            injector = new PodInjector(settings.With(_name, _template), _yaml);
            _injectors.Add(settings.Values, injector);
        }

        return injector;
    }

    /// <summary>A template that names an image is a whole one; one that names none lives on the default template before it.</summary>
    private string[] Selection(PodInjector injector, SampleGateway sample, CancellationToken cancellationToken)
    {
        string[] alone = [_name];
        if (_name == TemplateName.Gateway || !_settings.Templates.ContainsKey(TemplateName.Gateway))
        {
            return alone;
        }

        InjectionResult result = injector.Inject(sample.Workload, alone, cancellationToken);
        bool isWhole = (result.Pod.At("spec", "containers") as JsonArray ?? []).OfType<JsonObject>()
            .Any(container => container.Text("name") == ProxySecurity.Container && container.Text("image") is { Length: > 0 } and not "auto");
        return isWhole ? alone : [TemplateName.Gateway, _name];
    }
}
