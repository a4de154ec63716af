using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Schemas;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>
/// Writes a component's Events; one that is said again counts up. Events are best effort: one that cannot be written is traced.
/// Source: client-go tools/record.
/// </summary>
/// <param name="context">The API and the clock.</param>
/// <param name="manager">The component's field manager.</param>
/// <param name="component">The component's name in its events.</param>
internal sealed class EventRecorder(ControllerContext context, string manager, string component)
{
    private const int Remembered = 1000;
    private readonly WorkloadClient _client = new(context, manager);
    private readonly Dictionary<string, (string Name, int Count)> _written = new(StringComparer.Ordinal);
    private readonly object _gate = new();
    private int _last;

    /// <summary>A normal event.</summary>
    public Task NormalAsync(ResourceType type, JsonObject about, string reason, string message, CancellationToken cancellationToken) =>
        WriteAsync(type, about, "Normal", reason, message, null, null, cancellationToken);

    /// <summary>A warning.</summary>
    public Task WarnAsync(ResourceType type, JsonObject about, string reason, string message, CancellationToken cancellationToken) =>
        WriteAsync(type, about, "Warning", reason, message, null, null, cancellationToken);

    /// <summary>An event of any type.</summary>
    /// <param name="type">Type of the object it is about.</param>
    /// <param name="about">The object.</param>
    /// <param name="level"><c>Normal</c> or <c>Warning</c>.</param>
    /// <param name="reason">The machine's word.</param>
    /// <param name="message">For people.</param>
    /// <param name="fieldPath">The part of the object, such as <c>spec.containers{istio-proxy}</c>.</param>
    /// <param name="host">The node it happened on.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task WriteAsync(
        ResourceType type,
        JsonObject about,
        string level,
        string reason,
        string message,
        string? fieldPath,
        string? host,
        CancellationToken cancellationToken)
    {
        string space = about.Text("metadata", "namespace") ?? "default";
        string identity = string.Join('\n', WorkloadObjects.UidOf(about), level, reason, message, fieldPath);
        try
        {
            if (Repeat(identity) is { } again)
            {
                JsonObject patch = new() { ["count"] = again.Count, ["lastTimestamp"] = _client.Now };
                await _client.MergeAsync(KubernetesTypes.Event, new Storage.ObjectKey(space, again.Name), patch, cancellationToken)
                    .ConfigureAwait(false);
                return;
            }

            JsonObject body = Make(type, about, level, reason, message, fieldPath, host);
            Remember(identity, body.Text("metadata", "name")!);
            await _client.CreateAsync(KubernetesTypes.Event, space, body, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException failure)
        {
            _client.Trace($"event {reason}: {failure.Message}");
        }
    }

    private JsonObject Make(
        ResourceType type, JsonObject about, string level, string reason, string message, string? fieldPath, string? host)
    {
        JsonObject involved = new()
        {
            ["kind"] = type.Kind,
            ["namespace"] = about.Text("metadata", "namespace"),
            ["name"] = about.Text("metadata", "name"),
            ["uid"] = WorkloadObjects.UidOf(about),
            ["apiVersion"] = type.ApiVersion,
            ["resourceVersion"] = about.Text("metadata", "resourceVersion"),
        };
        if (fieldPath is not null)
        {
            involved["fieldPath"] = fieldPath;
        }

        JsonObject source = new() { ["component"] = component };
        if (host is not null)
        {
            source["host"] = host;
        }

        long ticks = _client.Clock.GetUtcNow().Ticks + Interlocked.Increment(ref _last);
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{about.Text("metadata", "name")}.{ticks.ToString("x16", CultureInfo.InvariantCulture)}",
                ["namespace"] = about.Text("metadata", "namespace") ?? "default",
            },
            ["involvedObject"] = involved,
            ["reason"] = reason,
            ["message"] = message,
            ["source"] = source,
            ["firstTimestamp"] = _client.Now,
            ["lastTimestamp"] = _client.Now,
            ["count"] = 1,
            ["type"] = level,
            ["reportingComponent"] = component,
            ["reportingInstance"] = host ?? "",
        };
    }

    private (string Name, int Count)? Repeat(string identity)
    {
        lock (_gate)
        {
            if (!_written.TryGetValue(identity, out (string Name, int Count) known))
            {
                return null;
            }

            return _written[identity] = (known.Name, known.Count + 1);
        }
    }

    private void Remember(string identity, string name)
    {
        lock (_gate)
        {
            if (_written.Count >= Remembered)
            {
                _written.Clear();
            }

            _written[identity] = (name, 1);
        }
    }
}
