using System.Text.Json.Nodes;
using IstioGateway.Readiness;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Readiness;

public class IstioReadinessTests
{
    [Theory]
    [InlineData(1, 1L, "True", 0, ReadyStage.Ready)]
    [InlineData(1, 1L, "true", 0, ReadyStage.Ready)]
    [InlineData(1, 1L, "False", 0, ReadyStage.NotReady)]
    [InlineData(1, 1L, "Unknown", 0, ReadyStage.NotReady)]
    [InlineData(2, 1L, "True", 0, ReadyStage.WaitingForOperator)]
    [InlineData(2, 2L, "True", 2, ReadyStage.Ready)]
    [InlineData(2, 3L, "True", 2, ReadyStage.Ready)]
    [InlineData(3, 3L, "True", 2, ReadyStage.Ready)]
    [InlineData(1, 1L, "True", 2, ReadyStage.WaitingForOperator)]
    [InlineData(1, null, "True", 0, ReadyStage.Ready)]
    [InlineData(2, null, "True", 2, ReadyStage.WaitingForOperator)]
    public void A_condition_counts_only_for_the_generation_it_was_observed_for(
        long generation, long? observed, string ready, long minimum, ReadyStage expected)
    {
        IstioStatus status = IstioReadiness.Evaluate(IstioSamples.Istio(generation, observed, ready), minimum);

        Assert.Equal((expected, expected == ReadyStage.Ready), (status.Stage, status.Ready));
        Assert.Equal((generation, observed), (status.Generation, status.ObservedGeneration));
        Assert.NotEmpty(status.Reason);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public void A_conditions_own_observed_generation_comes_first(long own, bool expected)
    {
        JsonObject istio = IstioSamples.Istio(generation: 2, observed: own == 2 ? 1 : 2);
        istio["status"]!["conditions"]![1]!["observedGeneration"] = own;

        Assert.Equal(expected, IstioReadiness.Evaluate(istio, 0).Ready);
    }

    [Fact]
    public void The_first_condition_of_the_type_counts_whatever_its_case()
    {
        JsonObject istio = IstioSamples.Istio();
        istio["status"]!["conditions"] = JsonNode.Parse("""[{"type":"Ready"},7,{"type":"ready","status":"False"},{"type":"Ready","status":"True"}]""");

        Assert.Equal(ReadyStage.NotReady, IstioReadiness.Evaluate(istio, 0).Stage);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"metadata":{"name":"default","generation":1}}""")]
    [InlineData("""{"metadata":{"name":7,"generation":"x"},"status":"gone"}""")]
    [InlineData("""{"metadata":{"generation":1.5},"status":{"conditions":{"type":"Ready"},"observedGeneration":"1"}}""")]
    [InlineData("""{"status":{"conditions":[]}}""")]
    public void An_object_without_the_condition_is_not_ready(string json)
    {
        IstioStatus status = IstioReadiness.Evaluate(JsonNode.Parse(json)!.AsObject(), 0);

        Assert.Equal(ReadyStage.WaitingForOperator, status.Stage);
        Assert.Contains("Ready condition", status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_conditions_speak()
    {
        IstioStatus status = IstioReadiness.Evaluate(IstioSamples.Istio(ready: "False", reason: "IstiodNotReady"), 0);

        Assert.Equal("Ready=False (IstiodNotReady: m).", status.Reason);
        Assert.Equal(["Reconciled=True (Reconciled)", "Ready=False (IstiodNotReady: m)"], status.Conditions.Select(condition => condition.ToString()));
        Assert.Equal(("Healthy", "v1.28.0", "default"), (status.State, status.Version, status.ActiveRevision));
        Assert.Equal("istios.sailoperator.io/default: Ready=False (IstiodNotReady: m).", status.ToString());
    }

    [Fact]
    public void The_recorded_watch_becomes_ready_with_its_last_event_only()
    {
        string recorded = SharedFiles.Text("wire/27-istio-watch.http");
        JsonObject[] events = [.. recorded.Split('\n').Where(line => line.StartsWith("{\"type\":\"MODIFIED\"", StringComparison.Ordinal))
            .Select(line => JsonNode.Parse(line)!["object"]!.AsObject())];

        Assert.Equal([false, false, true], events.Select(istio => IstioReadiness.Evaluate(istio, 2).Ready));
        Assert.Equal([false, false, true], events.Select(istio => IstioReadiness.Evaluate(istio, 0).Ready));
    }
}
