using System.Management.Automation;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Sandbox;

namespace IstioGateway.Commands.Tests.Faults;

/// <summary>What a step is about: how it is before, what a write could have changed, and what must be told of that afterwards.</summary>
internal abstract class FaultSubject
{
    /// <summary>Whether each of its parts may have a result or an error, rather than the cluster one of either.</summary>
    public virtual bool HasParts => false;

    /// <summary>Puts it into a cluster that has the <c>Istio</c> resource already.</summary>
    public virtual void Prepare(SandboxCluster server)
    {
    }

    /// <summary>Does what controllers would have done by now; called before each request.</summary>
    public virtual void CatchUp(SandboxCluster server)
    {
    }

    /// <summary>What a write could have changed.</summary>
    public abstract string State(SandboxCluster server);

    /// <summary>What a run must not leave behind, or not without a word.</summary>
    public abstract IEnumerable<string> Flaws(FaultScene scene, RunResult result, ErrorRecord[] errors, string wanted);
}

/// <summary>The <c>Istio</c> resource: its content and how often it was changed.</summary>
internal sealed class IstioSubject : FaultSubject
{
    public override string State(SandboxCluster server)
    {
        JsonObject istio = server.Store.Find(ResourceType.Istio, "default")!;
        return $"generation {istio["metadata"]!["generation"]}: {istio["spec"]!.ToJsonString()}";
    }

    public override IEnumerable<string> Flaws(FaultScene scene, RunResult result, ErrorRecord[] errors, string wanted)
    {
        if (scene.State != scene.Before && scene.State != wanted)
        {
            yield return $"The resource is neither as it was nor as wanted: {scene.State}";
        }
    }
}
