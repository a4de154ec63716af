using System.Management.Automation;
using System.Text;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Injection;
using IstioGateway.Patches;
using IstioGateway.Templates;

namespace IstioGateway.Commands.Templates;

/// <summary>
/// Base of the cmdlets that look at a template without changing anything: where the template comes from (text, files, a patch, or
/// the one in force), and the values it is rendered with.
/// </summary>
public abstract class TemplateReadCmdlet : ClusterCmdlet
{
    private protected const string LiveSet = "Live";
    private const string TextSet = "Template";
    private const string PathSet = "Path";
    private const string PatchSet = "Patch";

    private readonly List<string> _lines = [];
    private JsonObject? _values;

    /// <summary>A template text, or its lines.</summary>
    [Parameter(ParameterSetName = TextSet, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[]? Template { get; set; }

    /// <summary>Template files; wildcards are resolved.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true, Position = 0)]
    [Alias("TemplatePath")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>A patch from New-GatewayTemplatePatch.</summary>
    [Parameter(ParameterSetName = PatchSet, Mandatory = true, ValueFromPipeline = true)]
    [Alias("InputObject")]
    [AnotherSessionTransformation]
    public GatewayTemplatePatch[]? Patch { get; set; }

    /// <summary>The name under which the template is, or would be, stored.</summary>
    [Parameter(ParameterSetName = LiveSet)]
    [Parameter(ParameterSetName = TextSet)]
    [Parameter(ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MeshTemplateNameCompleter))]
    public string TemplateName { get; set; } = Patches.TemplateName.Gateway;

    /// <summary>Name of the Istio resource whose injector is meant, when a cluster is attached.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IstioNameCompleter))]
    public string Name { get; set; } = "default";

    /// <summary>
    /// Values to render with, laid over those of the cluster or Istio's defaults as Helm does: a file of YAML or JSON, or an object.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public object? Values { get; set; }

    private protected override bool HasInput => Patch is { Length: > 0 } || Template is not null;

    /// <summary>Looks at one template; runs on the thread pool.</summary>
    private protected abstract Task LookAsync(TemplateSubject subject, IPipeline pipeline, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        InjectionRehearsal.Begin();
        Names.Check(this, Patches.TemplateName.WhyNot(TemplateName), TemplateName, Messages.Get("KindTemplate"));
        Names.Check(this, ResourceName.WhyNotSubdomain(Name), Name, Messages.Get("KindIstio"));
        try
        {
            _values = Values switch
            {
                null => null,
                string path => JsonArgument.ReadFile(GetUnresolvedProviderPathFromPSPath(path)),
                PSObject { BaseObject: string path } => JsonArgument.ReadFile(GetUnresolvedProviderPathFromPSPath(path)),
                _ => JsonArgument.Read(Values, nameof(Values)),
            };
        }
        catch (RecordException exception)
        {
            ThrowTerminatingError(exception.Record);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case TextSet:
                // Get-Content gives a file line by line; all lines are one template.
                _lines.AddRange(Template!);
                break;
            case PathSet:
                foreach (string path in ResolvedPaths())
                {
                    LookAtFile(path);
                }

                break;
            case PatchSet:
                foreach (GatewayTemplatePatch patch in Patch!)
                {
                    LookAtPatch(patch);
                }

                break;
            default:
                foreach (IstioCluster cluster in SelectedClusters())
                {
                    LookAtLive(cluster);
                }

                break;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == TextSet)
        {
            LookAtText(TemplateName, string.Join('\n', _lines), "-Template");
        }

        base.EndProcessing();
    }

    private IEnumerable<string> ResolvedPaths()
    {
        foreach (string path in Path!)
        {
            string[] found;
            try
            {
                found = [.. GetResolvedProviderPathFromPSPath(path, out _)];
            }
            catch (ItemNotFoundException exception)
            {
                WriteError(ErrorRecords.ForFile(ErrorId.FileNotReadable, ErrorCategory.ObjectNotFound, path, exception));
                continue;
            }

            foreach (string file in found)
            {
                yield return file;
            }
        }
    }

    private void LookAtFile(string path)
    {
        string text;
        try
        {
            // As it is: that a file has Windows line ends is one of the things to be found.
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(InputFile.Bytes(path)).TrimStart('\uFEFF');
        }
        catch (RecordException exception)
        {
            WriteError(exception.Record);
            return;
        }
        catch (DecoderFallbackException exception)
        {
            WriteError(ErrorRecords.Create(
                ErrorId.TemplateInvalid, ErrorCategory.InvalidData, path, Messages.Get(ErrorId.TemplateInvalid, exception.Message), cause: exception));
            return;
        }

        LookAtText(TemplateName, text, path);
    }

    /// <summary>Looks at a text for the clusters that are named, or offline.</summary>
    private void LookAtText(string templateName, string text, string source)
    {
        // The property of a patch that was made offline binds to -Cluster too, and names none.
        if (Kubeconfig is null && Context is null && Cluster?.Any(cluster => cluster is not null) != true)
        {
            InjectionSettings settings = WithValues(InjectionDefaults.Settings());
            Start((pipeline, token) => LookAsync(new TemplateSubject(null, templateName, text, source, settings, null), pipeline, token), source);
            return;
        }

        foreach (IstioCluster cluster in SelectedClusters())
        {
            LookAtText(cluster, templateName, text, source);
        }
    }

    private void LookAtText(IstioCluster cluster, string templateName, string text, string source) =>
        StartOn(cluster, async (pipeline, api, token) =>
        {
            LiveInjector injector = await InjectorAsync(cluster, api, token).ConfigureAwait(false);
            InjectionSettings settings = await SettingsAsync(cluster, injector, api, pipeline, token).ConfigureAwait(false);
            await LookAsync(new TemplateSubject(cluster, templateName, text, source, settings, injector.IstioVersion), pipeline, token)
                .ConfigureAwait(false);
        });

    private void LookAtPatch(GatewayTemplatePatch patch)
    {
        if (patch.Cluster is { } own)
        {
            LookAtText(Reconnected(own), patch.TemplateName, patch.Template, patch.Source);
        }
        else
        {
            LookAtText(patch.TemplateName, patch.Template, patch.Source);
        }
    }

    private void LookAtLive(IstioCluster cluster) => StartOn(cluster, async (pipeline, api, token) =>
    {
        LiveInjector injector = await InjectorAsync(cluster, api, token).ConfigureAwait(false);
        LiveTemplate live = await LiveTemplateErrors.ReportedAsync(cluster, () => Task.FromResult(injector.Template(TemplateName))).ConfigureAwait(false);
        InjectionSettings settings = await SettingsAsync(cluster, injector, api, pipeline, token).ConfigureAwait(false);
        await LookAsync(
            new TemplateSubject(cluster, TemplateName, live.Text, $"[{cluster.Name}] {live}", settings, live.IstioVersion), pipeline, token)
            .ConfigureAwait(false);
    });

    private Task<LiveInjector> InjectorAsync(IstioCluster cluster, IClusterApi api, CancellationToken cancellationToken) =>
        LiveTemplateErrors.ReportedAsync(
            cluster, () => LiveTemplateReader.ReadInjectorAsync(api, Adapters.Yaml(), Name, cancellationToken));

    private async Task<InjectionSettings> SettingsAsync(
        IstioCluster cluster, LiveInjector injector, IClusterApi api, IPipeline pipeline, CancellationToken cancellationToken) =>
        WithValues(await MeshSettings.ReadAsync(cluster, injector, api, pipeline, cancellationToken).ConfigureAwait(false));

    private InjectionSettings WithValues(InjectionSettings settings) => _values is null
        ? settings
        : settings with { Values = (JsonObject)MergePatch.Apply(settings.Values, _values)! };
}
