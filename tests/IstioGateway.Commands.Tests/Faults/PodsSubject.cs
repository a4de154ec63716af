using System.Management.Automation;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Sandbox;

namespace IstioGateway.Commands.Tests.Faults;

/// <summary>A gateway with two pods that hang with the sysctl on an old kernel, and would start if made now: both are to be recreated.</summary>
internal sealed class PodsSubject : FaultSubject
{
    private const string Gateway = "edge";
    private static readonly string[] Hanging = ["edge-6c-a", "edge-6c-b"];
    private static readonly string[] New = ["edge-6c-c", "edge-6c-d"];

    public override bool HasParts => true;

    public override void Prepare(SandboxCluster server)
    {
        server.Store.Put(ResourceType.Namespace, new JsonObject { ["metadata"] = new JsonObject { ["name"] = GatewayObjects.Place } });
        server.Store.Put(ResourceType.Deployment, GatewayObjects.Deployment(Gateway, sysctl: false));
        foreach (string pod in Hanging)
        {
            server.Store.Put(ResourceType.Pod, GatewayObjects.Pod(Gateway, pod, OldNode(server), sysctl: true, ready: false));
        }
    }

    /// <summary>For each pod that is gone the Deployment makes another.</summary>
    public override void CatchUp(SandboxCluster server)
    {
        foreach (string pod in New.Take(Hanging.Count(old => !IsThere(server, old))).Where(pod => !IsThere(server, pod)))
        {
            server.Store.Put(ResourceType.Pod, GatewayObjects.Pod(Gateway, pod, OldNode(server), sysctl: false, ready: true));
        }
    }

    public override string State(SandboxCluster server) => string.Join(' ', Hanging.Where(pod => IsThere(server, pod)));

    public override IEnumerable<string> Flaws(FaultScene scene, RunResult result, ErrorRecord[] errors, string wanted)
    {
        GatewayRestart[] told = [.. result.Of<GatewayRestart>(), .. errors.Select(error => error.TargetObject).OfType<GatewayRestart>()];
        foreach (string pod in Hanging)
        {
            bool isThere = scene.State.Split(' ').Contains(pod);
            bool saysGone = told.Any(item => item.Pod == pod && item.Action is GatewayRestartAction.Recreated or GatewayRestartAction.NotReplaced);
            bool isOpen = errors.Any(error => error.ToString().Contains("No answer says whether", StringComparison.Ordinal)
                && error.TargetObject is GatewayRestart restart && restart.Pod == pod);
            if (isThere == saysGone && !isOpen)
            {
                yield return isThere ? $"{pod} is there, and was told to be evicted." : $"{pod} was evicted, and nothing says so.";
            }
        }
    }

    private static bool IsThere(SandboxCluster server, string pod) => server.Store.Find(ResourceType.Pod, pod, GatewayObjects.Place) is not null;

    private static string OldNode(SandboxCluster server) => Enumerable.Range(1, 9).Select(number => $"worker-{number:D2}").First(name =>
        server.Store.Find(ResourceType.Node, name)?["status"]?["nodeInfo"]?["kernelVersion"]?.GetValue<string>()
            .StartsWith("3.10.", StringComparison.Ordinal) == true);
}
