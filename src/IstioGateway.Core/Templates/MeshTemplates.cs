using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;
using IstioGateway.Patches;

namespace IstioGateway.Templates;

/// <summary>The injection templates of one mesh: what its <c>Istio</c> resource sets, and what istiod reads.</summary>
public sealed class MeshTemplates
{
    private readonly IClusterApi _api;
    private readonly ITextDiffer _differ;
    private readonly string? _revision;
    private readonly string _namespace;
    private readonly string? _version;
    private readonly IReadOnlyDictionary<string, string> _set;
    private readonly InjectorConfig? _injector;
    private readonly LiveTemplateException? _unreadable;

    private MeshTemplates(
        IClusterApi api,
        ITextDiffer differ,
        JsonObject istio,
        string? revision,
        string? version,
        InjectorConfig? injector,
        LiveTemplateException? unreadable)
    {
        (_api, _differ, _revision, _version, _injector, _unreadable) = (api, differ, revision, version, injector, unreadable);
        Name = istio.Text("metadata", "name") ?? "";
        _namespace = LiveTemplateReader.NamespaceOf(istio);
        _set = IstioResource.Templates(istio);
    }

    /// <summary>Name of the <c>Istio</c> resource.</summary>
    public string Name { get; }

    /// <summary>Why it is not known what is in force; <see langword="null"/> where it is.</summary>
    public LiveTemplateException? Unreadable => _unreadable;

    /// <summary>
    /// Why the revision that runs was not asked for its version, and that of the <c>Istio</c> resource is taken instead;
    /// <see langword="null"/> unless there is no right to.
    /// </summary>
    public ClusterException? VersionDenied { get; private init; }

    /// <summary>Why the default that an override replaces could not be read; <see langword="null"/> unless there is no right to.</summary>
    public ClusterException? DefaultDenied { get; private set; }

    /// <summary>The templates that the resource sets, and the one of gateway pods, which there always is; sorted.</summary>
    public IReadOnlyList<string> Names => [.. _set.Keys.Union([TemplateName.Gateway]).Order(StringComparer.Ordinal)];

    /// <summary>The names of all <c>Istio</c> resources, sorted.</summary>
    /// <exception cref="ClusterException">They cannot be listed.</exception>
    public static async Task<IReadOnlyList<string>> ListMeshesAsync(IClusterApi api, CancellationToken cancellationToken)
    {
        ResourceList list = await api.ListAsync(ResourceType.Istio, null, ResourceSelection.All, cancellationToken).ConfigureAwait(false);
        return [.. list.Items.Select(istio => istio.Text("metadata", "name")).OfType<string>().Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// Reads a mesh, with three requests: the <c>Istio</c> resource, its active revision, the injector ConfigMap. What of the
    /// last two cannot be had is said of the templates that need it.
    /// </summary>
    /// <param name="api">The connection.</param>
    /// <param name="yaml">Reads the ConfigMap's <c>config</c>.</param>
    /// <param name="differ">Makes differences.</param>
    /// <param name="istioName">Name of the <c>Istio</c> resource.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">The name cannot be one.</exception>
    /// <exception cref="ClusterException">The <c>Istio</c> resource cannot be read, or the server cannot be reached.</exception>
    public static async Task<MeshTemplates> ReadAsync(
        IClusterApi api, IYamlCodec yaml, ITextDiffer differ, string istioName, CancellationToken cancellationToken)
    {
        IstioResource.CheckName(istioName);
        ResourceRef resource = new(ResourceType.Istio, istioName);
        JsonObject istio = await api.ReadAsync(resource, cancellationToken).ConfigureAwait(false);
        string? version = istio.Text("spec", "version");
        if (istio.Text("status", "activeRevisionName") is not { Length: > 0 } revision)
        {
            LiveTemplateException none = new(
                LiveTemplateError.NoActiveRevision, $"{resource} has no active revision yet, so no template is in force.");
            return new MeshTemplates(api, differ, istio, revision: null, version, injector: null, none);
        }

        (string? running, ClusterException? denied) = await RunningVersionAsync(api, revision, cancellationToken).ConfigureAwait(false);
        version = running ?? version;
        try
        {
            InjectorConfig injector = await LiveTemplateReader
                .ReadConfigAsync(api, yaml, revision, LiveTemplateReader.NamespaceOf(istio), cancellationToken).ConfigureAwait(false);
            return new MeshTemplates(api, differ, istio, revision, version, injector, unreadable: null) { VersionDenied = denied };
        }
        catch (LiveTemplateException exception)
        {
            return new MeshTemplates(api, differ, istio, revision, version, injector: null, exception) { VersionDenied = denied };
        }
    }

    /// <summary>Describes one template; an override takes one more request, for the default that it replaces.</summary>
    /// <param name="cluster">The cluster, for the record.</param>
    /// <param name="templateName">Name of the template.</param>
    /// <param name="workloads">Who selects templates; <see langword="null"/> when it may not be known.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="LiveTemplateException">There is no such template, or the default cannot be read.</exception>
    /// <exception cref="ClusterException">The server cannot be reached.</exception>
    public async Task<IstioGatewayTemplate> DescribeAsync(
        IstioCluster? cluster, string templateName, GatewayWorkloads? workloads, CancellationToken cancellationToken)
    {
        bool isSet = _set.TryGetValue(templateName, out string? text);
        TemplateSource source = !isSet ? TemplateSource.Default
            : DefaultTemplate.Exists(templateName) ? TemplateSource.Override
            : TemplateSource.Overlay;
        text ??= await DefaultTextAsync(templateName, cancellationToken).ConfigureAwait(false);
        DriftVerdict verdict = source switch
        {
            TemplateSource.Default => new(TemplateDrift.None, "It is the default, which follows the Istio version.", ""),
            TemplateSource.Overlay => new(TemplateDrift.None, "It stands beside the defaults, which follow the Istio version.", ""),
            _ => await DriftAsync(templateName, text, cancellationToken).ConfigureAwait(false),
        };
        return new IstioGatewayTemplate
        {
            Cluster = cluster,
            Name = Name,
            TemplateName = templateName,
            Source = source,
            Template = text,
            Sha256 = TemplateText.HashOf(text),
            IstioVersion = _version,
            MatchesVersion = templateName == TemplateName.Gateway ? KnownTemplates.OriginOf(text) : null,
            InForce = IsInForce(templateName, text, isSet),
            Drift = verdict.Drift,
            DriftReason = verdict.Reason,
            DriftDiff = verdict.Diff,
            Workloads = workloads?.Using(templateName),
            Findings = TemplateLint.Check(text, _version),
        };
    }

    /// <summary>
    /// The default that a template replaces or would replace; <see langword="null"/> where Istio brings none of that name.
    /// </summary>
    /// <param name="templateName">Name of the template.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="LiveTemplateException">It cannot be read.</exception>
    /// <exception cref="ClusterException">The server cannot be reached, or does not allow it.</exception>
    public async Task<DefaultTemplate?> DefaultAsync(string templateName, CancellationToken cancellationToken)
    {
        if (!DefaultTemplate.Exists(templateName))
        {
            return null;
        }

        if (_injector is not null && !_injector.IsOverridden(templateName) && _injector.Template(templateName) is { } live)
        {
            string place = $"template {templateName} of ConfigMap {_injector.Place.Namespace}/{_injector.Place.Name} (default)";
            return new DefaultTemplate(live, place, _version, IsInForce: true);
        }

        return _revision is null
            ? throw _unreadable!
            : await DefaultTemplateReader.ReadReleaseAsync(_api, _revision, _namespace, templateName, cancellationToken).ConfigureAwait(false);
    }

    // The Istio resource may name the latest of a minor version, and changes before its revision does.
    private static async Task<(string? Version, ClusterException? Denied)> RunningVersionAsync(
        IClusterApi api, string revision, CancellationToken cancellationToken)
    {
        try
        {
            JsonObject running = await api.ReadAsync(new ResourceRef(ResourceType.IstioRevision, revision), cancellationToken)
                .ConfigureAwait(false);
            return (running.Text("spec", "version"), null);
        }
        catch (ClusterException exception) when (exception.Kind
            is ClusterErrorKind.Forbidden or ClusterErrorKind.ResourceNotFound or ClusterErrorKind.TypeNotServed)
        {
            return (null, exception.Kind == ClusterErrorKind.Forbidden ? exception : null);
        }
    }

    private bool? IsInForce(string templateName, string text, bool isSet) => _injector is null
        ? null
        : _injector.IsOverridden(templateName) == isSet
            && _injector.Template(templateName) is { } live && TemplateText.Normalize(live) == TemplateText.Normalize(text);

    private async Task<string> DefaultTextAsync(string templateName, CancellationToken cancellationToken)
    {
        if (_injector is null)
        {
            throw _unreadable!;
        }

        // What the ConfigMap still holds as an override is about to go: the resource does not set it any more.
        return !_injector.IsOverridden(templateName) || !DefaultTemplate.Exists(templateName)
            ? LiveInjector.Find(_injector, templateName)
            : (await DefaultTemplateReader.ReadReleaseAsync(_api, _revision!, _namespace, templateName, cancellationToken)
                .ConfigureAwait(false)).Text;
    }

    private async Task<DriftVerdict> DriftAsync(string templateName, string text, CancellationToken cancellationToken)
    {
        try
        {
            DefaultTemplate own = (await DefaultAsync(templateName, cancellationToken).ConfigureAwait(false))!;
            return TemplateDriftCheck.Compare(text, own with { IstioVersion = own.IstioVersion ?? _version }, _differ);
        }
        catch (ClusterException exception) when (exception.Kind == ClusterErrorKind.Forbidden)
        {
            DefaultDenied = exception;
            return Unknown(text, DefaultTemplateReader.NotAllowed(_revision!, _namespace, exception).What);
        }
        catch (ClusterException exception)
        {
            return Unknown(text, $"The Helm release that holds the default template cannot be read: {exception.Message}");
        }
        catch (LiveTemplateException exception)
        {
            return Unknown(text, exception.What);
        }
    }

    private static DriftVerdict Unknown(string text, string why) => new(
        TemplateDrift.Unknown,
        KnownTemplates.OriginOf(text) is { } versions ? $"{why} By its hash the override belongs to Istio {versions}." : why,
        "");
}
