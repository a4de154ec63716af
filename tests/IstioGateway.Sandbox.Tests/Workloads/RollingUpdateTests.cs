using System.Text.Json.Nodes;
using CsCheck;
using IstioGateway.Sandbox.Controllers.Workloads;

namespace IstioGateway.Sandbox.Tests.Workloads;

public sealed class RollingUpdateTests
{
    /// <summary>Pods come up one step after they were asked for; a broken old pod never does.</summary>
    [Fact]
    public void A_rollout_ends_and_never_has_too_many_pods_or_too_few() => Gen.Select(Gen.Int[0, 12], Gen.Int[0, 100], Gen.Int[0, 100], Gen.Int[0, 12])
        .Sample((desired, surge, unavailable, broken) =>
        {
            RollingUpdate rolling = RollingUpdate.Of(Deployment(desired, $"{surge}%", $"{unavailable}%"));
            long fresh = 0;
            long freshAvailable = 0;
            long old = desired;
            long oldAvailable = Math.Max(0, desired - broken);
            long least = Math.Min(oldAvailable, desired - rolling.MaxUnavailable);
            for (int step = 0; step < 100 && (freshAvailable < desired || old > 0); step++)
            {
                fresh = rolling.NewReplicas(fresh, fresh + old);
                old = rolling.OldReplicas(new ReplicaCount(fresh, freshAvailable), [new ReplicaCount(old, oldAvailable)])[0];
                oldAvailable = Math.Min(old, oldAvailable);
                Assert.InRange(fresh + old, 0, desired + rolling.MaxSurge);
                Assert.True(freshAvailable + oldAvailable >= least);
                freshAvailable = fresh;
            }

            Assert.Equal((desired, 0), (freshAvailable, old));
        });

    [Theory]
    [InlineData(1, "25%", "25%", 1, 0)]
    [InlineData(4, "25%", "25%", 1, 1)]
    [InlineData(3, "0", "0", 0, 1)]
    [InlineData(3, "0%", "10%", 0, 1)]
    public void Shares_are_rounded_so_that_something_moves(int desired, string surge, string unavailable, long maxSurge, long maxUnavailable)
    {
        RollingUpdate rolling = RollingUpdate.Of(Deployment(desired, surge, unavailable));

        Assert.Equal((maxSurge, maxUnavailable), (rolling.MaxSurge, rolling.MaxUnavailable));
    }

    private static JsonObject Deployment(int desired, JsonNode surge, JsonNode unavailable) => new()
    {
        ["spec"] = new JsonObject
        {
            ["replicas"] = desired,
            ["strategy"] = new JsonObject
            {
                ["rollingUpdate"] = new JsonObject { ["maxSurge"] = surge, ["maxUnavailable"] = unavailable },
            },
        },
    };
}
