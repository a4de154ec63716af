using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Patches;

namespace IstioGateway.Templates;

/// <summary>
/// Sets or removes one template of an <c>Istio</c> resource: one read to plan, one merge patch to apply, none where nothing
/// is to be done. The patch is locked to the version that was read, so nobody else's change is overwritten unseen.
/// </summary>
/// <param name="api">The connection.</param>
public sealed class TemplateChanger(IClusterApi api)
{
    /// <summary>
    /// How often a write is tried when the resource keeps moving. Its status moves while the operator works, which is no
    /// reason to give up, but something that never stops is.
    /// </summary>
    public const int MaximumAttempts = 5;

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
    /// on the new version; if it already has the desired text, someone (perhaps our own first attempt, whose answer was lost)
    /// did it, and that is success; anything else is a conflict.
    /// </remarks>
    /// <param name="plan">The plan.</param>
    /// <param name="dryRun">Whether the server shall only answer what it would do.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ClusterException">
    /// The server refuses the change, someone else changed this template meanwhile (<see cref="ClusterErrorKind.Conflict"/>), or
    /// the server's answer does not hold what was asked for (<see cref="ClusterErrorKind.BadResponse"/>).
    /// </exception>
    public async Task<TemplateChangeOutcome> ApplyAsync(TemplateChangePlan plan, bool dryRun, CancellationToken cancellationToken)
    {
        if (plan.Unchanged)
        {
            return new TemplateChangeOutcome { Changed = false, DryRun = dryRun, Generation = plan.Generation, Warnings = [] };
        }

        TemplateChangePlan current = plan;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await WriteAsync(current, dryRun, cancellationToken).ConfigureAwait(false);
            }
            catch (ClusterException exception) when (exception.Kind == ClusterErrorKind.Conflict)
            {
                current = await PlanAsync(plan.IstioName, plan.TemplateName, plan.Desired, cancellationToken).ConfigureAwait(false);
                if (current.Unchanged)
                {
                    return new TemplateChangeOutcome { Changed = true, DryRun = dryRun, Generation = current.Generation, Warnings = [] };
                }

                if (current.Current != plan.Current)
                {
                    string what = $"someone else changed the template '{plan.TemplateName}' meanwhile; look at it and try again";
                    throw Conflict(plan, exception, what);
                }

                if (attempt == MaximumAttempts)
                {
                    throw Conflict(plan, exception, $"it changed faster than it could be written, {MaximumAttempts} times");
                }
            }
        }
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
