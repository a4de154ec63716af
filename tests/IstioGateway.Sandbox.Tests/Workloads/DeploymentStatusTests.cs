using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Controllers;
using IstioGateway.Sandbox.Controllers.Workloads;
using Microsoft.Extensions.Time.Testing;

namespace IstioGateway.Sandbox.Tests.Workloads;

public sealed class DeploymentStatusTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_rollout_that_does_not_move_is_late_and_stays_so_until_it_does()
    {
        JsonObject deployment = Manifests.Deployment("gw", 2);
        deployment["spec"]!["progressDeadlineSeconds"] = 60;
        JsonObject set = new() { ["metadata"] = new JsonObject { ["name"] = "gw-1" }, ["spec"] = new JsonObject { ["replicas"] = 2 } };

        TimeSpan? deadline = Step(deployment, set, 0);
        string? first = Progressing(deployment);
        _clock.Advance(deadline!.Value);
        TimeSpan? none = Step(deployment, set, 0);
        string? late = Progressing(deployment);
        _clock.Advance(TimeSpan.FromMinutes(10));
        Step(deployment, set, 0);
        string? still = Progressing(deployment);
        Step(deployment, set, 1);
        string? moving = Progressing(deployment);
        Step(deployment, set, 2);

        Assert.InRange(deadline.Value, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(61));
        Assert.Null(none);
        Assert.Equal(
            "ReplicaSetUpdated, ProgressDeadlineExceeded, ProgressDeadlineExceeded, ReplicaSetUpdated, NewReplicaSetAvailable",
            string.Join(", ", first, late, still, moving, Progressing(deployment)));
    }

    private TimeSpan? Step(JsonObject deployment, JsonObject set, int ready)
    {
        set["status"] = new JsonObject { ["replicas"] = 2, ["readyReplicas"] = ready, ["availableReplicas"] = ready };
        DeploymentStatus status = new(deployment, set, [set], _clock);
        deployment["status"] = status.Make();
        return status.Deadline;
    }

    private static string? Progressing(JsonObject deployment) => Conditions.Find(deployment, "Progressing").Text("reason");
}
