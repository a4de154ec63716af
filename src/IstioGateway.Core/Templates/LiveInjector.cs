using IstioGateway.Injection;

namespace IstioGateway.Templates;

/// <summary>What the injector of a cluster's active revision is configured with.</summary>
/// <param name="Config">Its ConfigMap.</param>
/// <param name="Revision">The active revision.</param>
/// <param name="IstioVersion"><c>spec.version</c> of the <c>Istio</c> resource.</param>
public sealed record LiveInjector(InjectorConfig Config, string Revision, string? IstioVersion)
{
    /// <summary>One of its templates.</summary>
    /// <exception cref="LiveTemplateException">It has none of that name (<see cref="LiveTemplateError.NoSuchTemplate"/>).</exception>
    public LiveTemplate Template(string name) => new()
    {
        Text = Find(Config, name),
        TemplateName = name,
        Origin = Config.IsOverridden(name) ? LiveTemplateOrigin.Override : LiveTemplateOrigin.Default,
        Config = Config,
        IstioVersion = IstioVersion,
        Revision = Revision,
    };

    /// <summary>The text of a template.</summary>
    /// <exception cref="LiveTemplateException">There is none of that name (<see cref="LiveTemplateError.NoSuchTemplate"/>).</exception>
    internal static string Find(InjectorConfig config, string name) => config.Template(name) ?? throw new LiveTemplateException(
        LiveTemplateError.NoSuchTemplate,
        $"The ConfigMap {config.Place.Namespace}/{config.Place.Name} holds no template '{name}'; "
            + $"it has {string.Join(", ", config.TemplateNames)}.");
}
