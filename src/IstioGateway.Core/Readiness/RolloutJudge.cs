using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Templates;

namespace IstioGateway.Readiness;

/// <summary>
/// Judges how far the rollout of a template has come. The operator's Ready of the <c>Istio</c> resource is no proof: it is copied
/// from the revision's last status while the new generation is noted, before anything was installed, and stays true when Helm
/// fails (sail-operator 1.30.3, controllers/istio/istio_controller.go:226,260-263 and
/// controllers/istiorevision/istiorevision_controller.go:291-354). So each place on the template's way is looked at itself.
/// </summary>
/// <param name="goal">What is to be in force.</param>
/// <param name="yaml">Reads the injector ConfigMap.</param>
/// <param name="minimumGeneration">The generation of the change; 0 where no change is known, so that one may still come.</param>
internal sealed class RolloutJudge(RolloutGoal goal, IYamlCodec yaml, long minimumGeneration)
{
    private const string Reconciled = "Reconciled";
    private const string Ready = "Ready";

    /// <summary>Judges.</summary>
    /// <param name="istio">The <c>Istio</c> resource.</param>
    /// <param name="plain">What the rule of <c>kubectl wait</c> says of it.</param>
    /// <param name="wasAsWanted">Whether the resource was once seen with the template as wanted.</param>
    /// <param name="look">What is known of another resource; <see langword="null"/> when nothing is yet.</param>
    public RolloutVerdict Judge(JsonObject istio, IstioStatus plain, bool wasAsWanted, Func<ResourceRef, Seen?> look)
    {
        if (plain.Generation < minimumGeneration)
        {
            return new RolloutVerdict(plain.Stage, plain.Reason);
        }

        if (!goal.IsMetBy(goal.TextIn(istio)))
        {
            return NotWanted(plain, reverted: wasAsWanted || minimumGeneration > 0);
        }

        if (plain.ObservedGeneration is not long observed)
        {
            return new RolloutVerdict(ReadyStage.WaitingForOperator, "The operator has not said yet which generation it has seen.");
        }

        return observed < plain.Generation
            ? new RolloutVerdict(
                ReadyStage.WaitingForOperator,
                $"The operator has not looked at generation {plain.Generation} yet; it has seen {observed}.")
            : JudgeRevision(istio, plain, look);
    }

    private RolloutVerdict NotWanted(IstioStatus plain, bool reverted)
    {
        string reason = (reverted, goal.Sha256) switch
        {
            (true, null) => $"Someone set the template '{goal.TemplateName}' of istio/{plain.Name} again after it was removed.",
            (true, _) => $"Someone changed the template '{goal.TemplateName}' of istio/{plain.Name} after it was set.",
            (false, null) => $"istio/{plain.Name} still has a template '{goal.TemplateName}' of its own.",
            (false, _) => $"istio/{plain.Name} does not have the template '{goal.TemplateName}' yet.",
        };
        return new RolloutVerdict(ReadyStage.WaitingForTemplate, reason) { Reverted = reverted };
    }

    private RolloutVerdict JudgeRevision(JsonObject istio, IstioStatus plain, Func<ResourceRef, Seen?> look)
    {
        if (string.IsNullOrEmpty(plain.ActiveRevision))
        {
            return new RolloutVerdict(
                ReadyStage.WaitingForRevision, $"The operator has not named an active revision yet.{Words(plain.Conditions)}");
        }

        ResourceRef place = new(ResourceType.IstioRevision, plain.ActiveRevision);
        RolloutVerdict waiting = new(ReadyStage.WaitingForRevision, "") { Needs = [place] };
        if (look(place) is not Seen seen)
        {
            return waiting with { Reason = $"Reading the active revision, {place}." };
        }

        if (seen.Object is not JsonObject revision)
        {
            return waiting with { Reason = $"There is no {place}, which the operator calls active.{Words(plain.Conditions)}" };
        }

        if (!goal.IsMetBy(goal.TextIn(revision)))
        {
            string carries = goal.Sha256 is null
                ? $"{place} still carries a template '{goal.TemplateName}'."
                : $"{place} does not carry the template yet.";
            RolloutTrouble? refused = TroubleOf(istio, new ResourceRef(ResourceType.Istio, plain.Name));
            return waiting with { Reason = refused is null ? carries : $"{carries} {refused.Message}", Trouble = refused };
        }

        long generation = IstioResource.Generation(revision);
        if (revision.Number("status", "observedGeneration") is not long observed || observed < generation)
        {
            string known = revision.Number("status", "observedGeneration") is long old ? $"it has seen {old}" : "it has seen none";
            return waiting with
            {
                Reason = $"The operator has not installed generation {generation} of {place} yet; {known}.",
            };
        }

        if (IstioReadiness.Find(revision, Reconciled) is not { IsTrue: true })
        {
            RolloutTrouble? failed = TroubleOf(revision, place);
            string reason = failed?.Message ?? $"{place} is not Reconciled.{Words(IstioReadiness.Conditions(revision))}";
            return waiting with { Reason = reason, Trouble = failed };
        }

        return IstioReadiness.Find(revision, Ready) is { IsTrue: true }
            ? JudgeConfigMap(istio, revision, plain, place, look)
            : waiting with { Reason = $"{place} is not Ready.{Words(IstioReadiness.Conditions(revision))}" };
    }

    private RolloutVerdict JudgeConfigMap(
        JsonObject istio, JsonObject revision, IstioStatus plain, ResourceRef revisionRef, Func<ResourceRef, Seen?> look)
    {
        string namespaceName = IstioResource.Namespace(istio);
        ResourceRef place = new(ResourceType.ConfigMap, LiveTemplateReader.ConfigMapOf(revisionRef.Name), namespaceName);
        string called = $"ConfigMap {namespaceName}/{place.Name}";
        RolloutVerdict waiting = new(ReadyStage.WaitingForConfigMap, "") { Needs = [revisionRef, place] };
        if (look(place) is not Seen seen)
        {
            return waiting with { Reason = $"Reading the {called}." };
        }

        string? whyNot = WhyNot(seen.Object, called, goal.TextIn(istio));
        if (whyNot is not null)
        {
            bool omitted = revision.At("spec", "values", "global", "omitSidecarInjectorConfigMap")?.ToJsonString() == "true";
            string reason = omitted
                ? $"{whyNot} The operator does not write it: global.omitSidecarInjectorConfigMap is true."
                : whyNot;
            return waiting with
            {
                Reason = reason,
                Trouble = omitted ? new RolloutTrouble(RolloutWarningKind.ConfigMapOmitted, reason, place) : null,
            };
        }

        if (!plain.Ready)
        {
            return new RolloutVerdict(plain.Stage, plain.Reason) { Needs = waiting.Needs };
        }

        string holds = goal.Sha256 is null ? "is back to the default" : "holds the template";
        return new RolloutVerdict(
            ReadyStage.Ready, $"Ready for generation {plain.Generation}; the {called} of revision {revisionRef.Name} {holds}.")
        {
            Needs = waiting.Needs,
            Question = new InjectionQuestion(goal, goal.TextIn(istio), revisionRef.Name, namespaceName),
        };
    }

    private string? WhyNot(JsonObject? configMap, string called, string? text)
    {
        if (configMap is null)
        {
            return $"There is no {called}.";
        }

        InjectorContent content = InjectorContent.Read(yaml, configMap, goal.TemplateName);
        if (content.Unreadable is string unreadable)
        {
            return $"The {called} cannot be understood: {unreadable}.";
        }

        return content.Holds(text) ? null
            : text is null ? $"The {called} still holds a template '{goal.TemplateName}' of the user."
            : $"The {called} does not hold the template yet.";
    }

    /// <summary>What the operator says that failed, if it says so.</summary>
    private static RolloutTrouble? TroubleOf(JsonObject resource, ResourceRef place) =>
        IstioReadiness.Find(resource, Reconciled) is { IsFalse: true } failed
            ? new RolloutTrouble(RolloutWarningKind.ReconcileError, $"The operator could not reconcile {place}: {failed}.", place)
            : null;

    private static string Words(IReadOnlyList<IstioCondition> conditions) =>
        conditions.Count == 0 ? "" : $" Conditions: {string.Join(", ", conditions)}.";
}
