using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;
using IstioGateway.Readiness;
using IstioGateway.Templates;

namespace IstioGateway.Admission;

/// <summary>
/// Tells from a dry-run pod whether istiod injects with a template: the pod that comes back is held against the one that this
/// module's own engine makes with that template and the mesh's values. Resources, the image and the sources of volumes and variables
/// are left out, since the API server writes them in its own way; a template that changes nothing else is not told from another.
/// </summary>
/// <param name="api">The connection.</param>
/// <param name="yaml">Reads what templates print.</param>
/// <param name="namespaceName">Where the pod is created. Its labels must not switch injection off.</param>
public sealed class DryRunProbe(IClusterApi api, IYamlCodec yaml, string namespaceName) : IInjectionProbe
{
    private const string RevisionLabel = "istio.io/rev";

    private bool _told;

    /// <summary>Templates from which istiod makes pods by itself, not in its webhook.</summary>
    private static readonly string[] OfGatewayApi = ["kube-gateway", "waypoint", "agentgateway"];

    /// <summary>Told once that Istio's defaults stand in for the mesh's own configuration, where they do, and why.</summary>
    public Action<MeshConfigReading>? DefaultsUsed { get; init; }

    /// <summary>Whether a pod can show a template at all: those of the Gateway API go another way.</summary>
    public static bool CanShow(string templateName) => !OfGatewayApi.Contains(templateName, StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<InjectionSighting> ProbeAsync(InjectionQuestion question, CancellationToken cancellationToken)
    {
        GatewayWorkload workload = Sample(question);
        JsonObject? expected;
        try
        {
            expected = await ExpectedAsync(question, workload, cancellationToken).ConfigureAwait(false);
        }
        catch (LiveTemplateException exception)
        {
            return new InjectionSighting(Carries: false, exception.What);
        }
        catch (InjectionException exception) when (exception.Step == InjectionStep.Parse)
        {
            return new InjectionSighting(
                Carries: false, $"istiod ignores the ConfigMap, since its template '{exception.Template}' does not parse: {exception.Message}");
        }
        catch (InjectionException exception)
        {
            return new InjectionSighting(Carries: false, $"istiod cannot inject with the template: {exception.Message}");
        }

        DryRunPod dryRun = await DryRunPod.CreateAsync(api, workload, cancellationToken, keepsName: true).ConfigureAwait(false);
        return expected is null ? Gone(dryRun, question) : Judge(dryRun, expected, question);
    }

    /// <summary>A pod that selects the template that is wanted, and the revision that is to inject it.</summary>
    private GatewayWorkload Sample(InjectionQuestion question)
    {
        string name = question.Goal.TemplateName;
        JsonObject pod = InjectionSubject.SampleIn(namespaceName).Workload.Pod.DeepClone().AsObject();
        JsonObject metadata = pod["metadata"]!.AsObject();
        metadata.Remove("generateName");

        // Nothing is stored, but a name that is taken would be refused.
        metadata["name"] = $"istiogateway-probe-{Guid.NewGuid().ToString("N")[..8]}";
        metadata["labels"]![RevisionLabel] = question.Revision;
        metadata["annotations"]![PodInjector.TemplatesAnnotation] =
            DefaultTemplate.Exists(name) ? name : $"{Patches.TemplateName.Gateway},{name}";
        return GatewayWorkload.From(pod);
    }

    /// <summary>The pod as istiod has to make it; <see langword="null"/> when the template is to be gone, and the pod to be refused.</summary>
    private async Task<JsonObject?> ExpectedAsync(InjectionQuestion question, GatewayWorkload workload, CancellationToken cancellationToken)
    {
        InjectorConfig config = await LiveTemplateReader
            .ReadConfigAsync(api, yaml, question.Revision, question.IstioNamespace, cancellationToken).ConfigureAwait(false);
        MeshConfigReading mesh = await MeshConfigReader
            .ReadAsync(api, yaml, question.Revision, question.IstioNamespace, cancellationToken).ConfigureAwait(false);
        if (mesh.WhyDefault is not null && !_told)
        {
            _told = true;
            DefaultsUsed?.Invoke(mesh);
        }

        InjectionSettings settings = config.Settings(question.Revision, mesh.MeshConfig);
        if (question.Text is { } text)
        {
            settings = settings.With(question.Goal.TemplateName, text);
        }
        else if (!settings.Templates.ContainsKey(question.Goal.TemplateName))
        {
            return null;
        }

        PodInjector injector = new(settings, yaml);
        injector.ParseAll();
        return InjectedPod.Finish(injector.Inject(workload, cancellationToken), settings);
    }

    private static InjectionSighting Gone(DryRunPod dryRun, InjectionQuestion question) => dryRun.Refusal?.Id == InjectionFindingIds.UnknownTemplate
        ? new InjectionSighting(Carries: true, $"istiod of revision {question.Revision} no longer has the template.")
        : new InjectionSighting(Carries: false, dryRun.Refusal?.Message ?? "istiod still has the template.");

    private static InjectionSighting Judge(DryRunPod dryRun, JsonObject expected, InjectionQuestion question)
    {
        if (dryRun.Pod is null)
        {
            return new InjectionSighting(Carries: false, dryRun.Refusal!.Message);
        }

        if (InjectedPod.StatusOf(dryRun.Pod) is not { } status)
        {
            return new InjectionSighting(Carries: false, "No webhook injected the pod; Test-GatewayInjection says why.");
        }

        if (status.Text("revision") is { } revision && revision != question.Revision)
        {
            return new InjectionSighting(Carries: false, $"The pod was injected by revision {revision}, not by {question.Revision}.");
        }

        return InjectedDifference.First(expected, dryRun.Pod) is { } path
            ? new InjectionSighting(Carries: false, $"The pod was made with another template: it differs at {path}.")
            : new InjectionSighting(Carries: true, $"The pod was injected with the template by revision {question.Revision}.");
    }
}
