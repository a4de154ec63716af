using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Publishing;

/// <summary>What is known of a namespace before something is put into it.</summary>
/// <param name="Exists">Whether it is there; <see langword="null"/> where it may not be read.</param>
/// <param name="Labels">Its labels; none where it is not there or may not be read.</param>
internal sealed record NamespaceState(bool? Exists, JsonObject Labels)
{
    /// <summary>Reads a namespace.</summary>
    /// <exception cref="ClusterException">The server cannot be asked anything at all.</exception>
    public static async Task<NamespaceState> ReadAsync(IClusterApi api, string name, CancellationToken cancellationToken)
    {
        try
        {
            JsonObject found = await api.ReadAsync(new ResourceRef(ResourceType.Namespace, name), cancellationToken).ConfigureAwait(false);
            return new NamespaceState(true, found.At("metadata", "labels")?.DeepClone() as JsonObject ?? []);
        }
        catch (ClusterException exception) when (exception.Kind == ClusterErrorKind.ResourceNotFound)
        {
            return new NamespaceState(false, []);
        }
        catch (ClusterException exception) when (exception.Kind is ClusterErrorKind.Forbidden or ClusterErrorKind.BadRequest)
        {
            return new NamespaceState(null, []) { Unread = exception };
        }
    }

    /// <summary>Why it could not be read, so that nothing can be told from its labels; <see langword="null"/> where it could.</summary>
    public ClusterException? Unread { get; private init; }

    /// <summary>The state after a Namespace object was applied over it.</summary>
    public NamespaceState With(JsonObject applied)
    {
        JsonObject labels = Labels.DeepClone().AsObject();
        foreach ((string key, JsonNode? value) in applied.At("metadata", "labels") as JsonObject ?? [])
        {
            labels[key] = value?.DeepClone();
        }

        return new NamespaceState(true, labels);
    }
}
