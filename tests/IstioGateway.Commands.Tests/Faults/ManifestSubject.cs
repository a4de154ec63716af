using System.Management.Automation;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Sandbox;

namespace IstioGateway.Commands.Tests.Faults;

/// <summary>
/// Three objects of a gateway that are published, one after the other, into a namespace that is there. Any of them may fail, and each has
/// to be where its record says.
/// </summary>
internal sealed class ManifestSubject : FaultSubject
{
    private const string Name = "edge";
    private static readonly ResourceType[] Types = [ResourceType.ServiceAccount, ResourceType.Deployment, ResourceType.Service];

    /// <summary>The objects, as they are given to the cmdlet.</summary>
    public static string Manifest { get; } = new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "List",
        ["items"] = new JsonArray(
            Object("ServiceAccount", spec: null),
            GatewayObjects.Deployment(Name, sysctl: false),
            Object("Service", new JsonObject { ["ports"] = new JsonArray(new JsonObject { ["port"] = 80 }) })),
    }.ToJsonString();

    public override bool HasParts => true;

    public override void Prepare(SandboxCluster server) => server.Store.Put(
        ResourceType.Namespace, new JsonObject { ["metadata"] = new JsonObject { ["name"] = GatewayObjects.Place } });

    /// <summary>The Deployment gets available as soon as somebody looks.</summary>
    public override void CatchUp(SandboxCluster server)
    {
        if (server.Store.Find(ResourceType.Deployment, Name, GatewayObjects.Place) is { } deployment && deployment["status"]?["observedGeneration"] is null)
        {
            deployment["status"] = new JsonObject
            {
                ["observedGeneration"] = deployment["metadata"]!["generation"]!.DeepClone(),
                ["replicas"] = 1,
                ["updatedReplicas"] = 1,
                ["readyReplicas"] = 1,
                ["availableReplicas"] = 1,
            };
            server.Store.Put(ResourceType.Deployment, deployment);
        }
    }

    public override string State(SandboxCluster server) => string.Join('\n', Types.Select(type => State(server, type)).OfType<string>());

    public override IEnumerable<string> Flaws(FaultScene scene, RunResult result, ErrorRecord[] errors, string wanted)
    {
        PublishedManifest[] records = [.. result.Of<PublishedManifest>()];
        PublishedManifest[] failed = [.. records.Where(record => record.Action == PublishAction.Failed)];
        string[] stored = scene.State.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (stored.Except(wanted.Split('\n')).Any())
        {
            yield return $"An object is there, and not as wanted: {scene.State}";
        }

        foreach (ResourceType type in Types)
        {
            PublishedManifest? record = Array.Find(records, item => item.Kind == type.Kind);
            bool isThere = stored.Any(state => state.StartsWith($"{type.Kind} ", StringComparison.Ordinal));
            bool isOpen = result.Warnings.Any(warning => warning.Contains($"No answer says whether {type.Kind} ", StringComparison.Ordinal));
            if (record is null)
            {
                yield return $"{type.Kind} has no record.";
            }
            else if (record.Action is PublishAction.Created != isThere && !(record.Action == PublishAction.Failed && isOpen))
            {
                yield return $"{record}, and it is {(isThere ? "" : "not ")}there.";
            }
        }

        if (failed.Except(errors.Select(error => error.TargetObject)).Any())
        {
            yield return $"{failed.Length} failed, and not each has its error.";
        }

        if (errors.Any(error => error.TargetObject is not (GatewayObjects.Place or PublishedManifest) || !IsOf(records, error.TargetObject)))
        {
            yield return "An error is about something that has no record.";
        }
    }

    private static bool IsOf(PublishedManifest[] records, object target) => target is string || records.Contains(target);

    private static string? State(SandboxCluster server, ResourceType type)
    {
        JsonObject? found = server.Store.Find(type, Name, GatewayObjects.Place);

        // The server makes these up.
        (found?["spec"] as JsonObject)?.Remove("clusterIP");
        (found?["spec"] as JsonObject)?.Remove("clusterIPs");
        return found is null ? null : $"{type.Kind} {found["spec"]?.ToJsonString()}";
    }

    private static JsonObject Object(string kind, JsonObject? spec)
    {
        JsonObject made = new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = Name, ["namespace"] = GatewayObjects.Place },
        };
        if (spec is not null)
        {
            made["spec"] = spec;
        }

        return made;
    }
}
