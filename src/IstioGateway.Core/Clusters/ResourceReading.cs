using System.Text.Json.Nodes;

namespace IstioGateway.Clusters;

/// <summary>Reads resources and believes only answers that are about them.</summary>
internal static class ResourceReading
{
    /// <summary>Reads a resource.</summary>
    /// <exception cref="ClusterException">
    /// It cannot be read, or the answer is another object (<see cref="ClusterErrorKind.BadResponse"/>): what a proxy or a broken
    /// server makes up must not pass for a resource in which nothing is set.
    /// </exception>
    public static async Task<JsonObject> ReadAsync(this IClusterApi api, ResourceRef resource, CancellationToken cancellationToken)
    {
        JsonObject answer = await api.GetAsync(resource, cancellationToken).ConfigureAwait(false);
        return RequireIs(answer, resource, "get");
    }

    /// <summary>Throws unless an answer to a request about a resource is that resource, with a version.</summary>
    /// <exception cref="ClusterException"><see cref="ClusterErrorKind.BadResponse"/>.</exception>
    public static JsonObject RequireIs(JsonObject answer, ResourceRef resource, string verb)
    {
        bool isIt = answer.Text("metadata", "name") == resource.Name
            && answer.Text("metadata", "resourceVersion") is { Length: > 0 }
            && (answer.Text("kind") ?? resource.Type.Kind) == resource.Type.Kind;
        return isIt
            ? answer
            : throw new ClusterException(
                ClusterErrorKind.BadResponse, $"The server answered '{verb} {resource}' with something that is not this resource.")
            {
                Verb = verb,
                ResourceType = resource.Type,
                ResourceName = resource.Name,
                Namespace = resource.Namespace,
            };
    }
}
