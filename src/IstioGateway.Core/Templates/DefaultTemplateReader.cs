using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;

namespace IstioGateway.Templates;

/// <summary>
/// Reads the default template of the Istio version that runs: live where it is in force, and where it is overridden out of
/// the Helm release Secret that the Sail Operator leaves (sail-operator pkg/reconcile/istiod.go: release
/// <c>REVISION-istiod</c>; helm pkg/storage/driver/secrets.go: its labels).
/// </summary>
public static class DefaultTemplateReader
{
    /// <summary>Reads it, with two requests, or three where it is overridden.</summary>
    /// <param name="api">The connection.</param>
    /// <param name="yaml">Reads the injector ConfigMap's <c>config</c>.</param>
    /// <param name="istioName">Name of the <c>Istio</c> resource.</param>
    /// <param name="templateName">Name of the template.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">A name cannot be one.</exception>
    /// <exception cref="LiveTemplateException">The template cannot be read.</exception>
    /// <exception cref="ClusterException">The <c>Istio</c> resource cannot be read, or the server cannot be reached.</exception>
    public static async Task<DefaultTemplate> ReadAsync(
        IClusterApi api, IYamlCodec yaml, string istioName, string templateName, CancellationToken cancellationToken)
    {
        LiveTemplate live = await LiveTemplateReader.ReadAsync(api, yaml, istioName, templateName, cancellationToken).ConfigureAwait(false);
        if (live.Origin == LiveTemplateOrigin.Default)
        {
            return new DefaultTemplate(live.Text, live.ToString(), live.IstioVersion, IsInForce: true) { Live = live };
        }

        try
        {
            DefaultTemplate own = await ReadReleaseAsync(api, live.Revision, live.Config.Place.Namespace!, templateName, cancellationToken)
                .ConfigureAwait(false);
            return own with { Live = live };
        }
        catch (ClusterException exception) when (exception.Kind == ClusterErrorKind.Forbidden)
        {
            throw NotAllowed(live.Revision, live.Config.Place.Namespace!, exception);
        }
    }

    /// <summary>
    /// Reads the one that a change is about, with one request: live where nothing overrides it, else out of the release.
    /// </summary>
    /// <param name="api">The connection.</param>
    /// <param name="yaml">Reads the injector ConfigMap's <c>config</c>.</param>
    /// <param name="plan">The change, of a mesh with an active revision.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="LiveTemplateException">It cannot be read.</exception>
    /// <exception cref="ClusterException">The server does not allow it, or cannot be reached.</exception>
    internal static async Task<DefaultTemplate> ReadForAsync(
        IClusterApi api, IYamlCodec yaml, TemplateChangePlan plan, CancellationToken cancellationToken)
    {
        (string revision, string namespaceName) = (plan.Revision!, plan.Namespace!);
        if (plan.Current is null)
        {
            InjectorConfig injector = await LiveTemplateReader
                .ReadConfigAsync(api, yaml, revision, namespaceName, cancellationToken).ConfigureAwait(false);
            if (!injector.IsOverridden(plan.TemplateName))
            {
                return new DefaultTemplate(LiveInjector.Find(injector, plan.TemplateName), "the injector ConfigMap", plan.IstioVersion, IsInForce: true);
            }
        }

        return await ReadReleaseAsync(api, revision, namespaceName, plan.TemplateName, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads it out of the Helm release Secret, with one request.</summary>
    /// <param name="api">The connection.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="namespaceName">Its namespace.</param>
    /// <param name="templateName">Name of the template.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="LiveTemplateException">There is no such Secret or no such default, or the Secret holds something else.</exception>
    /// <exception cref="ClusterException">The Secrets cannot be listed.</exception>
    internal static async Task<DefaultTemplate> ReadReleaseAsync(
        IClusterApi api, string revision, string namespaceName, string templateName, CancellationToken cancellationToken)
    {
        string file = DefaultTemplate.FileOf(templateName) ?? throw new LiveTemplateException(
            LiveTemplateError.NoSuchTemplate, $"Istio brings no template '{templateName}' of its own.");
        string release = ReleaseOf(revision);
        ResourceSelection selection = new(LabelSelector: $"owner=helm,name={release},status=deployed");
        ResourceList list = await api.ListAsync(ResourceType.Secret, namespaceName, selection, cancellationToken).ConfigureAwait(false);
        JsonObject secret = list.Items.Where(item => VersionOf(item, release) > 0).MaxBy(item => VersionOf(item, release))
            ?? throw new LiveTemplateException(
                LiveTemplateError.NoRelease,
                $"There is no Secret of the Helm release '{release}' in namespace {namespaceName} to read the default template from.");
        return Read(secret, namespaceName, file);
    }

    /// <summary>Name of the Helm release by which the Sail Operator installs the istiod of a revision.</summary>
    internal static string ReleaseOf(string revision) => revision + "-istiod";

    /// <summary>The refusal in words that hold the rule to add.</summary>
    internal static LiveTemplateException NotAllowed(string revision, string namespaceName, ClusterException denial) => new(
        LiveTemplateError.NotAllowed,
        $"The Helm release '{ReleaseOf(revision)}' in namespace {namespaceName}, which holds the default template, may not be read "
            + $"({denial.ServerMessage ?? denial.Message}); it takes this rule. {RbacRule.For(denial)}.",
        denial);

    private static DefaultTemplate Read(JsonObject secret, string namespaceName, string file)
    {
        string place = $"Secret {namespaceName}/{secret.Text("metadata", "name")}";
        try
        {
            HelmRelease release = HelmRelease.Parse(secret.Text("data", "release") ?? throw new FormatException("it has no 'release'"));
            string text = release.File(file) ?? throw new FormatException($"its chart has no file {file}");
            return new DefaultTemplate(text, $"{file} of the Helm release in {place}", release.AppVersion, IsInForce: false);
        }
        catch (FormatException exception)
        {
            throw new LiveTemplateException(
                LiveTemplateError.Unreadable, $"The {place} cannot be understood: {exception.Message}.", exception);
        }
    }

    /// <summary>The number of a release's version, from its Secret's name <c>sh.helm.release.v1.RELEASE.vN</c>; 0 for another name.</summary>
    private static int VersionOf(JsonObject secret, string release)
    {
        string prefix = $"sh.helm.release.v1.{release}.v";
        return secret.Text("metadata", "name") is { } name
            && name.StartsWith(prefix, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int version)
                ? version
                : 0;
    }
}
