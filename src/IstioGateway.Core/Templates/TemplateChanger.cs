using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Patches;

namespace IstioGateway.Templates;

/// <summary>
/// Sets or removes one template of an <c>Istio</c> resource: one read to plan, one merge patch to apply, none where nothing
/// is to be done. The patch is locked to the version that was read, so nobody else's change is overwritten unseen.
/// </summary>
/// <param name="api">The connection.</param>
/// <param name="clock">The clock of the pauses between attempts; the system's when not given.</param>
public sealed class TemplateChanger(IClusterApi api, TimeProvider? clock = null)
{
    /// <summary>
    /// How often a conflict is believed while the resource stays at the version that was sent: that is no other writer, but a
    /// server, a webhook or a proxy that refuses the change for a reason of its own.
    /// </summary>
    public const int MaximumConflictsAtRest = 5;

    /// <summary>The first pause is at most this long; the second attempt follows without one.</summary>
    internal static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);

    /// <summary>No pause is longer. Two hundred writers that come back within it leave each other room.</summary>
    internal static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Reads the resource and says what would change.</summary>
    /// <param name="istioName">Name of the <c>Istio</c> resource.</param>
    /// <param name="templateName">Name of the template.</param>
    /// <param name="desired">The text it shall have; <see langword="null"/> to remove it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">A name cannot be one.</exception>
    /// <exception cref="ClusterException">The resource cannot be read.</exception>
    public async Task<TemplateChangePlan> PlanAsync(
        string istioName, string templateName, string? desired, CancellationToken cancellationToken)
    {
        IstioResource.CheckName(istioName);
        TemplateName.Check(templateName);
        JsonObject istio = await api.ReadAsync(new ResourceRef(ResourceType.Istio, istioName), cancellationToken).ConfigureAwait(false);
        return Plan(istio, istioName, templateName, desired);
    }

    /// <summary>Does what was planned.</summary>
    /// <remarks>
    /// When the resource has moved on since, it is read again: if this template is still as planned, the write is tried again
    /// on the new version, after pauses that grow and vary, for as long as the caller's token allows: a status that moves and
    /// others who write other templates are no reason to give up. If it already has the desired text, someone (perhaps our own
    /// first attempt, whose answer was lost) did it, and that is success; another text is a conflict, at once. So is one that
    /// comes again and again while the resource does not move at all (<see cref="MaximumConflictsAtRest"/>).
    /// </remarks>
    /// <param name="plan">The plan.</param>
    /// <param name="dryRun">Whether the server shall only answer what it would do.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ClusterException">
    /// The server refuses the change, someone else changed this template meanwhile (<see cref="ClusterErrorKind.Conflict"/>), or
    /// the server's answer does not hold what was asked for (<see cref="ClusterErrorKind.BadResponse"/>).
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The token ended it. Where nothing was written because the resource kept moving, the inner exception is the
    /// <see cref="ClusterErrorKind.Conflict"/>.
    /// </exception>
    public async Task<TemplateChangeOutcome> ApplyAsync(TemplateChangePlan plan, bool dryRun, CancellationToken cancellationToken)
    {
        if (plan.Unchanged)
        {
            return new TemplateChangeOutcome { Changed = false, DryRun = dryRun, Generation = plan.Generation, Warnings = [] };
        }

        TemplateChangePlan current = plan;
        int atRest = 0;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await WriteAsync(current, dryRun, cancellationToken).ConfigureAwait(false);
            }
            catch (ClusterException exception) when (exception.Kind == ClusterErrorKind.Conflict)
            {
                string sent = current.ResourceVersion;
                current = await LookAgainAsync(plan, exception, attempt, cancellationToken).ConfigureAwait(false);
                if (current.Unchanged)
                {
                    return new TemplateChangeOutcome { Changed = true, DryRun = dryRun, Generation = current.Generation, Warnings = [] };
                }

                if (current.Current != plan.Current)
                {
                    string what = $"someone else changed the template '{plan.TemplateName}' meanwhile; look at it and try again";
                    throw Conflict(plan, exception, what);
                }

                atRest = current.ResourceVersion == sent ? atRest + 1 : 0;
                if (atRest == MaximumConflictsAtRest)
                {
                    string words = exception.ServerMessage ?? exception.Message;
                    throw Conflict(plan, exception, $"the server calls it a conflict although nobody changed the resource ({words})");
                }
            }
        }
    }

    /// <summary>Waits a moment and reads the resource again. When there is no time left for it, the conflict is why.</summary>
    private async Task<TemplateChangePlan> LookAgainAsync(
        TemplateChangePlan plan, ClusterException conflict, int attempt, CancellationToken cancellationToken)
    {
        try
        {
            TimeSpan pause = Pause(attempt, Random.Shared.NextDouble());
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, clock ?? TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }

            return await PlanAsync(plan.IstioName, plan.TemplateName, plan.Desired, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (exception.InnerException is not ClusterException)
        {
            string times = attempt == 1 ? "once" : $"{attempt} times";
            throw new OperationCanceledException(
                exception.Message,
                Conflict(plan, conflict, $"it changed faster than it could be written, {times}"),
                cancellationToken);
        }
    }

    /// <summary>
    /// The pause after an attempt: none after the first, for most often it is a status that moved once; then any time up to a
    /// limit that doubles, so that many writers spread until each finds the resource at rest.
    /// </summary>
    /// <param name="attempt">Which attempt failed, from 1.</param>
    /// <param name="share">From 0 to 1, at random.</param>
    internal static TimeSpan Pause(int attempt, double share)
    {
        if (attempt <= 1)
        {
            return TimeSpan.Zero;
        }

        TimeSpan doubled = FirstPause * Math.Pow(2, Math.Min(attempt - 2, 16));
        return (doubled < LongestPause ? doubled : LongestPause) * share;
    }

    private async Task<TemplateChangeOutcome> WriteAsync(TemplateChangePlan plan, bool dryRun, CancellationToken cancellationToken)
    {
        JsonObject body = GatewayTemplatePatchBody.For(plan.TemplateName, plan.Desired);
        body["metadata"] = new JsonObject { ["resourceVersion"] = plan.ResourceVersion };
        WriteOptions options = new() { DryRun = dryRun, FieldValidation = "Strict" };
        ResourceRef resource = new(ResourceType.Istio, plan.IstioName);
        WriteResult result = await api.PatchAsync(resource, PatchKind.Merge, body, options, cancellationToken).ConfigureAwait(false);
        Verify(plan, ResourceReading.RequireIs(result.Object, resource, "patch"));
        return new TemplateChangeOutcome
        {
            Changed = true,
            DryRun = dryRun,
            Generation = IstioResource.Generation(result.Object),
            Warnings = result.Warnings,
        };
    }

    // An admission webhook, a pruned field or a proxy can make of a patch what it wants.
    private static void Verify(TemplateChangePlan plan, JsonObject answer)
    {
        TemplateChangePlan after = Plan(answer, plan.IstioName, plan.TemplateName, plan.Desired);
        if (!after.Unchanged)
        {
            throw Surprise(plan, $"it does not hold the text that was sent as template '{plan.TemplateName}'");
        }

        string[] touched =
        [
            .. plan.OtherTemplates.Keys.Union(after.OtherTemplates.Keys)
                .Where(name => plan.OtherTemplates.GetValueOrDefault(name) != after.OtherTemplates.GetValueOrDefault(name)),
        ];
        if (touched.Length > 0)
        {
            throw Surprise(plan, $"another template is not as it was: {string.Join(", ", touched)}");
        }
    }

    private static TemplateChangePlan Plan(JsonObject istio, string istioName, string templateName, string? desired)
    {
        IReadOnlyDictionary<string, string> templates = IstioResource.Templates(istio);
        return new TemplateChangePlan
        {
            IstioName = istioName,
            TemplateName = templateName,
            Current = templates.GetValueOrDefault(templateName),
            Desired = desired,
            ResourceVersion = IstioResource.ResourceVersion(istio),
            Generation = IstioResource.Generation(istio),
            IstioVersion = istio.Text("spec", "version"),
            Revision = istio.Text("status", "activeRevisionName") is { Length: > 0 } revision ? revision : null,
            Namespace = LiveTemplateReader.NamespaceOf(istio),
            OtherTemplates = templates.Where(pair => pair.Key != templateName).ToDictionary(StringComparer.Ordinal),
        };
    }

    private static ClusterException Conflict(TemplateChangePlan plan, ClusterException cause, string what) =>
        new(ClusterErrorKind.Conflict, $"istios.sailoperator.io/{plan.IstioName} was not changed: {what}.", cause)
        {
            StatusCode = cause.StatusCode,
            Reason = cause.Reason,
            ServerMessage = cause.ServerMessage,
            Verb = "patch",
            ResourceType = ResourceType.Istio,
            ResourceName = plan.IstioName,
        };

    private static ClusterException Surprise(TemplateChangePlan plan, string what) =>
        new(
            ClusterErrorKind.BadResponse,
            $"The server took the patch of istios.sailoperator.io/{plan.IstioName}, but in its answer {what}.")
        {
            Verb = "patch",
            ResourceType = ResourceType.Istio,
            ResourceName = plan.IstioName,
        };
}
