using System.Text.Json.Nodes;
using IstioGateway.Publishing;

namespace IstioGateway.Core.Tests.Publishing;

/// <summary>A Deployment is judged as kubectl rollout status does (kubectl pkg/polymorphichelpers/rollout_status_test.go has these cases).</summary>
public sealed class DeploymentRolloutTests
{
    [Theory]
    [InlineData("""{"metadata":{"generation":2},"spec":{"replicas":1},"status":{"observedGeneration":1,"replicas":1,"updatedReplicas":1,"availableReplicas":1}}""", 0, false, "not been observed")]
    [InlineData("""{"metadata":{"generation":1},"spec":{"replicas":1},"status":{"observedGeneration":1,"replicas":1,"updatedReplicas":1,"availableReplicas":1}}""", 2, false, "not been observed")]
    [InlineData("""{"metadata":{"generation":1},"spec":{"replicas":1},"status":{"observedGeneration":1,"replicas":1,"availableReplicas":1}}""", 1, false, "0 of 1 new")]
    [InlineData("""{"metadata":{"generation":1},"spec":{"replicas":1},"status":{"observedGeneration":1,"replicas":2,"updatedReplicas":1,"availableReplicas":2}}""", 1, false, "1 old pod(s)")]
    [InlineData("""{"metadata":{"generation":1},"spec":{"replicas":2},"status":{"observedGeneration":1,"replicas":2,"updatedReplicas":2,"availableReplicas":1}}""", 1, false, "1 of 2 pod(s) are available")]
    [InlineData("""{"metadata":{"generation":1},"spec":{},"status":{"observedGeneration":1,"replicas":1,"updatedReplicas":1,"availableReplicas":1}}""", 1, true, "1 of 1")]
    [InlineData("""{"metadata":{"generation":1},"spec":{"replicas":0},"status":{"observedGeneration":1}}""", 1, true, "0 of 0")]
    public void It_is_done_when_every_pod_is_new_and_available(string deployment, long generation, bool done, string words)
    {
        DeploymentRollout rollout = DeploymentRollout.Of(JsonNode.Parse(deployment)!.AsObject(), generation);

        Assert.Equal((done, false), (rollout.Done, rollout.Overdue));
        Assert.Contains(words, rollout.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_passed_deadline_ends_it_with_the_controllers_words_and_refusals_are_kept()
    {
        JsonObject deployment = JsonNode.Parse("""
            {"metadata":{"generation":1},"spec":{"replicas":1},"status":{"observedGeneration":1,"conditions":[
              {"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded","message":"ReplicaSet \"a\" has timed out progressing."},
              {"type":"ReplicaFailure","status":"True","message":"exceeded quota"}]}}
            """)!.AsObject();

        DeploymentRollout rollout = DeploymentRollout.Of(deployment, 1);

        Assert.True(rollout.Overdue);
        Assert.Contains("has timed out progressing", rollout.Words, StringComparison.Ordinal);
        Assert.Equal("exceeded quota", DeploymentRollout.Refusal(deployment));
    }
}
