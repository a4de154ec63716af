using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;

namespace IstioGateway.Sandbox.Controllers.Injection;

/// <summary>
/// The replicas of every revision's istiod: as many as its Deployment asks for, fed by one watch of ConfigMaps as any client's, each
/// after its own lag. Scaling to none and back starts all of them anew; <c>kubectl rollout restart</c> replaces each that a new one
/// can be started for.
/// </summary>
internal sealed class IstiodFleet(ControllerContext context, ServiceNetwork network)
{
    private const string RestartAnnotation = "kubectl.kubernetes.io/restartedAt";

    private readonly object _gate = new();
    private readonly Dictionary<string, Istiod> _istiods = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Namespace, string Name), JsonObject> _configMaps = [];

    /// <summary>Brings the replicas of a revision in line with its Deployment.</summary>
    /// <param name="deployment">istiod's Deployment.</param>
    /// <param name="istio">The <c>Istio</c> resource it belongs to, where there is one.</param>
    /// <param name="isDown">Whether none of them is to answer.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many are up.</returns>
    public async Task<int> RunAsync(JsonObject deployment, JsonObject? istio, bool isDown, CancellationToken cancellationToken)
    {
        string revision = deployment.Text("metadata", "labels", RevisionController.RevisionLabel) ?? "default";
        string space = deployment.Text("metadata", "namespace") ?? "";
        ResourceRef place = RevisionResources.Injector(revision, space);
        JsonObject? read = await context.FindAsync(place, cancellationToken).ConfigureAwait(false);
        MeshConfigReading mesh = await MeshConfigReader.ReadAsync(context.Api, context.Yaml, revision, space, cancellationToken)
            .ConfigureAwait(false);
        lock (_gate)
        {
            Istiod istiod = Find(revision, space);
            JsonObject? configMap = Newer(read, _configMaps.GetValueOrDefault((space, place.Name)));
            istiod.IsDown = isDown;
            istiod.Scale(
                (int)(deployment.Number("spec", "replicas") ?? 1),
                deployment.Text("spec", "template", "metadata", "annotations", RestartAnnotation),
                replica => Start(revision, istiod.Service, replica, mesh.MeshConfig, configMap));
            istiod.SetLags(istio);
            return istiod.Up;
        }
    }

    /// <summary>Hands a changed injector ConfigMap to the replicas that read it.</summary>
    /// <returns>istiod's Deployment, when some of its replicas could not start before and are to try again; else <see langword="null"/>.</returns>
    public async Task<ResourceRef?> ConfigMapChangedAsync(JsonObject configMap, CancellationToken cancellationToken)
    {
        string revision = configMap.Text("metadata", "labels", RevisionController.RevisionLabel) ?? "";
        string name = configMap.Text("metadata", "name") ?? "";
        string space = configMap.Text("metadata", "namespace") ?? "";
        if (revision.Length == 0 || name != RevisionResources.Injector(revision, space).Name)
        {
            return null;
        }

        // The lag may have been set together with the template, so that it counts before anyone else has noticed it.
        JsonObject? owner = await context.FindAsync(new ResourceRef(ResourceType.IstioRevision, revision), cancellationToken).ConfigureAwait(false);
        JsonObject? istio = owner is null ? null : await context.FindOwnerAsync(owner, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            _configMaps[(space, name)] = configMap;
            Istiod istiod = Find(revision, space);
            istiod.SetLags(istio);
            istiod.Offer(configMap);
            return istiod.HasCrashed ? new ResourceRef(ResourceType.Deployment, istiod.Service, space) : null;
        }
    }

    private static JsonObject? Newer(JsonObject? left, JsonObject? right) => Version(left) >= Version(right) ? left : right;

    private static long Version(JsonObject? resource) =>
        long.TryParse(resource.Text("metadata", "resourceVersion"), NumberStyles.None, CultureInfo.InvariantCulture, out long version) ? version : 0;

    private IstiodReplica? Start(string revision, string istiod, int number, JsonObject meshConfig, JsonObject? configMap)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{istiod}-{number}");
        IstiodReplica replica = new(name, revision, meshConfig, context.Yaml, context.Clock, context.Trace);
        return replica.TryStart(configMap) ? replica : null;
    }

    private Istiod Find(string revision, string space)
    {
        if (!_istiods.TryGetValue(revision, out Istiod? istiod))
        {
            _istiods[revision] = istiod = new Istiod(RevisionResources.Service(revision, space).Name);
            network.Serve(space, istiod.Service, istiod);
        }

        return istiod;
    }

    /// <summary>The replicas behind one Service, asked in turn.</summary>
    private sealed class Istiod(string service) : IServiceBackend
    {
        private volatile IstiodReplica?[] _replicas = [];
        private string? _restartedAt;
        private int _turn = -1;

        public string Service => service;

        public bool IsDown { get; set; }

        public bool HasCrashed => Array.Exists(_replicas, replica => replica is null);

        public int Up => IsDown ? 0 : _replicas.Count(replica => replica is not null);

        public void Scale(int wanted, string? restartedAt, Func<int, IstiodReplica?> start)
        {
            bool restart = _replicas.Length > 0 && restartedAt != _restartedAt;
            IstiodReplica?[] before = _replicas;
            _restartedAt = restartedAt;
            _replicas = [.. Enumerable.Range(0, wanted).Select(i =>
            {
                IstiodReplica? present = i < before.Length ? before[i] : null;
                return present is null || restart ? start(i) ?? present : present;
            })];
        }

        public void SetLags(JsonObject? istio)
        {
            for (int i = 0; i < _replicas.Length; i++)
            {
                if (_replicas[i] is { } replica)
                {
                    replica.Lag = ReplicaLag.Of(istio, i);
                }
            }
        }

        public void Offer(JsonObject configMap)
        {
            foreach (IstiodReplica replica in _replicas.OfType<IstiodReplica>())
            {
                replica.Offer(configMap);
            }
        }

        public JsonObject Answer(string path, JsonObject body, CancellationToken cancellationToken)
        {
            IstiodReplica[] up = IsDown ? [] : [.. _replicas.OfType<IstiodReplica>()];
            if (up.Length == 0)
            {
                throw ServiceUnavailableException.NoEndpoints(service);
            }

            if (path != InjectionChart.Path)
            {
                throw ServiceUnavailableException.NoSuchPath();
            }

            uint turn = unchecked((uint)Interlocked.Increment(ref _turn));
            return up[turn % (uint)up.Length].Answer(body, cancellationToken);
        }
    }
}
