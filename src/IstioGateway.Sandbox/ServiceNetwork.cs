using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox;

/// <summary>
/// What stands between the API server and the webhooks behind Services: who answers for which Service. The servers are objects in
/// this process; what goes back and forth is JSON, as over a network.
/// </summary>
public sealed class ServiceNetwork
{
    private readonly ConcurrentDictionary<(string Namespace, string Service), IServiceBackend> _backends = new();

    /// <summary>Puts a server behind a Service, in the place of what was there.</summary>
    internal void Serve(string namespaceName, string service, IServiceBackend backend) => _backends[(namespaceName, service)] = backend;

    /// <summary>Posts a body to a Service.</summary>
    /// <returns>The answer.</returns>
    /// <exception cref="ServiceUnavailableException">Nobody answers; its message says why, as the API server words it.</exception>
    internal JsonObject Post(string namespaceName, string service, string path, JsonObject body, CancellationToken cancellationToken) =>
        _backends.TryGetValue((namespaceName, service), out IServiceBackend? backend)
            ? backend.Answer(path, body, cancellationToken)
            : throw ServiceUnavailableException.NoEndpoints(service);
}

/// <summary>A server behind a Service.</summary>
internal interface IServiceBackend
{
    /// <summary>Answers a request.</summary>
    /// <exception cref="ServiceUnavailableException">Nothing answers it.</exception>
    JsonObject Answer(string path, JsonObject body, CancellationToken cancellationToken);
}

/// <summary>A Service that does not answer.</summary>
internal sealed class ServiceUnavailableException(string message) : Exception(message)
{
    /// <summary>No pod behind the Service is ready (k8s.io/apiserver, pkg/util/proxy, <c>ResolveEndpoint</c>).</summary>
    public static ServiceUnavailableException NoEndpoints(string service) => new($"no endpoints available for service \"{service}\"");

    /// <summary>There is no such Service.</summary>
    public static ServiceUnavailableException NotFound(string service) => new($"service \"{service}\" not found");

    /// <summary>The server has nothing at that path: a 404, as the API server's client words it.</summary>
    public static ServiceUnavailableException NoSuchPath() => new("the server could not find the requested resource");
}
