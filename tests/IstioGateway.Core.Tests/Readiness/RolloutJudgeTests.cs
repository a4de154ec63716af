using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Readiness;

namespace IstioGateway.Core.Tests.Readiness;

public sealed class RolloutJudgeTests
{
    private readonly Dictionary<ResourceRef, Seen> _known = [];
    private JsonObject _istio = RolloutSamples.Istio();
    private RolloutGoal _goal = RolloutSamples.Goal();

    public RolloutJudgeTests()
    {
        _known[RolloutSamples.Revision] = new Seen(RolloutSamples.RevisionWith());
        _known[RolloutSamples.Injector] = new Seen(RolloutSamples.ConfigMapWith());
    }

    [Fact]
    public void Ready_is_what_is_true_all_the_way()
    {
        RolloutVerdict verdict = Judge();

        Assert.Equal((ReadyStage.Ready, false), (verdict.Stage, verdict.Reverted));
        Assert.Equal([RolloutSamples.Revision, RolloutSamples.Injector], verdict.Needs);
        Assert.Equal(new InjectionQuestion(_goal, RolloutSamples.New, "default", "istio-system"), verdict.Question);
        Assert.Equal(
            "Ready for generation 2; the ConfigMap istio-system/istio-sidecar-injector of revision default holds the template.", verdict.Reason);
    }

    [Fact]
    public void The_change_is_not_looked_for_in_what_is_older_than_it()
    {
        _istio = IstioSamples.Istio(generation: 1, observed: 1);

        RolloutVerdict verdict = Judge(wasAsWanted: true);

        Assert.Equal((ReadyStage.WaitingForOperator, false), (verdict.Stage, verdict.Reverted));
        Assert.Contains("older than the change", verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1L, "it has seen 1")]
    [InlineData(null, "has not said yet")]
    public void The_operator_must_have_seen_the_generation(long? observed, string reason)
    {
        _istio = RolloutSamples.Istio(observed: observed);

        RolloutVerdict verdict = Judge();

        Assert.Equal(ReadyStage.WaitingForOperator, verdict.Stage);
        Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
        Assert.Empty(verdict.Needs);
    }

    [Theory]
    [InlineData(RolloutSamples.Old, "changed the template 'gateway'")]
    [InlineData(null, "changed the template 'gateway'")]
    public void A_change_that_is_no_longer_there_was_reverted(string? now, string reason)
    {
        _istio = RolloutSamples.Istio(now);

        RolloutVerdict verdict = Judge();

        Assert.True(verdict.Reverted);
        Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_removed_template_that_is_back_was_reverted()
    {
        _goal = RolloutSamples.Goal(null);
        _istio = RolloutSamples.Istio(RolloutSamples.Old);

        RolloutVerdict verdict = Judge();

        Assert.True(verdict.Reverted);
        Assert.Contains("again after it was removed", verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Without_a_change_the_template_may_still_come_until_it_was_there(bool wasAsWanted, bool reverted)
    {
        _istio = RolloutSamples.Istio(RolloutSamples.Old);

        RolloutVerdict verdict = Judge(minimumGeneration: 0, wasAsWanted);

        Assert.Equal((ReadyStage.WaitingForTemplate, reverted), (verdict.Stage, verdict.Reverted));
    }

    [Fact]
    public void Ready_of_the_new_generation_proves_nothing_while_the_revision_is_as_before()
    {
        _known[RolloutSamples.Revision] = new Seen(RolloutSamples.RevisionWith(RolloutSamples.Old, generation: 1, observed: 1));

        Expect(ReadyStage.WaitingForRevision, "istiorevisions.sailoperator.io/default does not carry the template yet.");
    }

    [Fact]
    public void What_the_operator_could_not_write_into_the_revision_is_its_own_trouble()
    {
        _istio["status"]!["conditions"]![0]!["status"] = "False";
        _istio["status"]!["conditions"]![0]!["reason"] = "ReconcileError";
        _istio["status"]!["conditions"]![0]!["message"] = "values are bad";
        _known[RolloutSamples.Revision] = new Seen(RolloutSamples.RevisionWith(RolloutSamples.Old, generation: 1, observed: 1));

        RolloutVerdict verdict = Expect(ReadyStage.WaitingForRevision, "does not carry the template yet. The operator could not reconcile");

        Assert.Equal((RolloutWarningKind.ReconcileError, IstioSamples.Default), (verdict.Trouble!.Kind, verdict.Trouble.Where));
        Assert.Contains("values are bad", verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1L, "it has seen 1")]
    [InlineData(null, "it has seen none")]
    public void The_revision_must_have_been_installed_since(long? observed, string reason)
    {
        _known[RolloutSamples.Revision] = new Seen(RolloutSamples.RevisionWith(observed: observed));

        Expect(ReadyStage.WaitingForRevision, $"has not installed generation 2 of istiorevisions.sailoperator.io/default yet; {reason}.");
    }

    [Fact]
    public void A_failed_installation_speaks_the_operators_words_although_Ready_is_true()
    {
        _known[RolloutSamples.Revision] = new Seen(RolloutSamples.RevisionWith(reconciled: "False", message: "helm says no"));

        RolloutVerdict verdict = Expect(ReadyStage.WaitingForRevision, "Reconciled=False (ReconcileError: helm says no)");

        Assert.Equal((RolloutWarningKind.ReconcileError, RolloutSamples.Revision), (verdict.Trouble!.Kind, verdict.Trouble.Where));
    }

    [Fact]
    public void A_revision_without_a_word_on_its_installation_is_waited_for()
    {
        JsonObject revision = RolloutSamples.RevisionWith();
        revision["status"]!["conditions"]!.AsArray().RemoveAt(0);
        _known[RolloutSamples.Revision] = new Seen(revision);

        Assert.Null(Expect(ReadyStage.WaitingForRevision, "is not Reconciled. Conditions: Ready=True").Trouble);
    }

    [Fact]
    public void An_istiod_that_is_not_up_is_waited_for()
    {
        _known[RolloutSamples.Revision] = new Seen(RolloutSamples.RevisionWith(ready: "False"));

        Assert.Null(Expect(ReadyStage.WaitingForRevision, "is not Ready. Conditions: Reconciled=True").Trouble);
    }

    [Fact]
    public void Each_place_is_read_when_the_one_before_is_as_wanted()
    {
        _known.Clear();
        Assert.Equal([RolloutSamples.Revision], Expect(ReadyStage.WaitingForRevision, "Reading the active revision").Needs);

        _known[RolloutSamples.Revision] = new Seen(RolloutSamples.RevisionWith());
        Assert.Equal(
            [RolloutSamples.Revision, RolloutSamples.Injector],
            Expect(ReadyStage.WaitingForConfigMap, "Reading the ConfigMap istio-system/istio-sidecar-injector.").Needs);
    }

    [Fact]
    public void A_revision_or_a_name_of_one_that_is_not_there_is_waited_for()
    {
        _known[RolloutSamples.Revision] = new Seen(null);
        Expect(ReadyStage.WaitingForRevision, "There is no istiorevisions.sailoperator.io/default, which the operator calls active. Conditions: ");

        _istio["status"]!.AsObject().Remove("activeRevisionName");
        Expect(ReadyStage.WaitingForRevision, "has not named an active revision yet. Conditions: ");
    }

    [Theory]
    [InlineData("mesh", "istio-sidecar-injector-mesh")]
    [InlineData("default-v1-28-6", "istio-sidecar-injector-default-v1-28-6")]
    public void The_active_revision_and_the_namespace_say_which_ConfigMap(string name, string configMap)
    {
        _istio["status"]!["activeRevisionName"] = name;
        _istio["spec"]!["namespace"] = "mesh-system";
        _known[new ResourceRef(ResourceType.IstioRevision, name)] = new Seen(RolloutSamples.RevisionWith(name: name));

        Assert.Equal(new ResourceRef(ResourceType.ConfigMap, configMap, "mesh-system"), Judge().Needs[^1]);
    }

    [Fact]
    public void A_config_map_that_lags_is_waited_for()
    {
        _known[RolloutSamples.Injector] = new Seen(RolloutSamples.ConfigMapWith(RolloutSamples.Old));

        Assert.Null(Expect(ReadyStage.WaitingForConfigMap, "does not hold the template yet.").Trouble);
    }

    [Theory]
    [InlineData("spec: {} # new\n")]
    [InlineData("spec: {} # new\r\n\r\n")]
    public void What_the_chart_does_to_the_end_of_a_text_makes_no_difference(string stored)
    {
        _known[RolloutSamples.Injector] = new Seen(RolloutSamples.ConfigMapWith(stored));

        Assert.Equal(ReadyStage.Ready, Judge().Stage);
    }

    [Fact]
    public void A_text_with_a_newline_at_its_end_is_the_text_that_was_asked_for()
    {
        _istio = RolloutSamples.Istio(RolloutSamples.New + "\n");
        _known[RolloutSamples.Revision] = new Seen(RolloutSamples.RevisionWith(RolloutSamples.New + "\n"));

        Assert.Equal(ReadyStage.Ready, Judge().Stage);
    }

    [Theory]
    [InlineData(null, "{}", "lacks 'config' or 'values'")]
    [InlineData("{}", null, "lacks 'config' or 'values'")]
    [InlineData("{", "{}", "no YAML")]
    [InlineData("{}", "{", "no JSON")]
    public void A_config_map_that_nobody_could_read_has_its_own_reason(string? config, string? values, string reason)
    {
        _known[RolloutSamples.Injector] = new Seen(RolloutSamples.ConfigMap(config, values));

        Expect(ReadyStage.WaitingForConfigMap, reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_config_map_that_the_operator_does_not_write_is_trouble(bool lags)
    {
        JsonObject revision = RolloutSamples.RevisionWith();
        revision["spec"]!["values"]!["global"] = new JsonObject { ["omitSidecarInjectorConfigMap"] = true };
        _known[RolloutSamples.Revision] = new Seen(revision);
        _known[RolloutSamples.Injector] = new Seen(lags ? RolloutSamples.ConfigMapWith(RolloutSamples.Old) : null);

        RolloutVerdict verdict = Expect(ReadyStage.WaitingForConfigMap, "global.omitSidecarInjectorConfigMap is true");

        Assert.Equal((RolloutWarningKind.ConfigMapOmitted, RolloutSamples.Injector), (verdict.Trouble!.Kind, verdict.Trouble.Where));
        _known[RolloutSamples.Injector] = new Seen(RolloutSamples.ConfigMapWith());
        Assert.Equal(ReadyStage.Ready, Judge().Stage);
    }

    [Fact]
    public void A_config_map_that_is_not_there_has_its_own_reason()
    {
        _known[RolloutSamples.Injector] = new Seen(null);

        Assert.Null(Expect(ReadyStage.WaitingForConfigMap, "There is no ConfigMap istio-system/istio-sidecar-injector.").Trouble);
    }

    [Fact]
    public void A_removed_template_is_gone_when_the_values_do_not_echo_it()
    {
        _goal = RolloutSamples.Goal(null);
        _istio = RolloutSamples.Istio(null);
        _known[RolloutSamples.Revision] = new Seen(RolloutSamples.RevisionWith(RolloutSamples.Old));
        Expect(ReadyStage.WaitingForRevision, "still carries a template 'gateway'");

        _known[RolloutSamples.Revision] = new Seen(RolloutSamples.RevisionWith(null));
        _known[RolloutSamples.Injector] = new Seen(RolloutSamples.ConfigMapWith(RolloutSamples.Old));
        Expect(ReadyStage.WaitingForConfigMap, "still holds a template 'gateway' of the user");

        _known[RolloutSamples.Injector] = new Seen(RolloutSamples.ConfigMapWith(null));
        Expect(ReadyStage.Ready, "is back to the default");
    }

    [Fact]
    public void What_kubectl_wait_would_wait_for_is_waited_for_too()
    {
        _istio = RolloutSamples.Istio(ready: "False");

        Expect(ReadyStage.NotReady, "Ready=False");
    }

    private RolloutVerdict Expect(ReadyStage stage, string reason)
    {
        RolloutVerdict verdict = Judge();
        Assert.Equal(stage, verdict.Stage);
        Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
        Assert.False(verdict.Reverted);
        return verdict;
    }

    private RolloutVerdict Judge(long minimumGeneration = 2, bool wasAsWanted = false) =>
        new RolloutJudge(_goal, RolloutSamples.Yaml, minimumGeneration).Judge(
            _istio, IstioReadiness.Evaluate(_istio, minimumGeneration), wasAsWanted, _known.GetValueOrDefault);
}
