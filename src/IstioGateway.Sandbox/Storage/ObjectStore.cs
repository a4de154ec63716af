using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Schemas;

namespace IstioGateway.Sandbox.Storage;

/// <summary>
/// What etcd is to an API server: objects by type and key, one version counter for all of them, and the recent changes.
/// Every write names the state it was computed from and fails when that is no longer the present one.
/// </summary>
internal sealed class ObjectStore(StoreLimits limits)
{
    private readonly object _gate = new();
    private readonly Dictionary<string, ObjectCollection> _collections = new(StringComparer.Ordinal);
    private long _version = 1;
    private long _compacted;

    /// <summary>The version of the newest change of any type.</summary>
    public long Version
    {
        get
        {
            lock (_gate)
            {
                return _version;
            }
        }
    }

    /// <summary>The present state of one object.</summary>
    public StoredObject? Find(ResourceDefinition type, ObjectKey key)
    {
        lock (_gate)
        {
            return Collection(type).Find(key);
        }
    }

    /// <summary>The present state of a type.</summary>
    public ListSnapshot List(ResourceDefinition type)
    {
        lock (_gate)
        {
            return new ListSnapshot(_version, Collection(type).Sorted());
        }
    }

    /// <summary>Keeps a list state so that a continue token can come back to it.</summary>
    public void Keep(ResourceDefinition type, ListSnapshot snapshot)
    {
        lock (_gate)
        {
            Collection(type).Keep(snapshot);
        }
    }

    /// <summary>A kept list state, or the present one if it has that version; <see langword="null"/> when it is gone.</summary>
    public ListSnapshot? ListAt(ResourceDefinition type, long version)
    {
        lock (_gate)
        {
            ObjectCollection collection = Collection(type);
            return collection.Kept(version)
                ?? (version == _version ? new ListSnapshot(_version, collection.Sorted()) : null);
        }
    }

    /// <summary>
    /// Puts a new state in the place of the one it was computed from.
    /// </summary>
    /// <param name="type">Type of the object.</param>
    /// <param name="before">The state it was computed from; <see langword="null"/> when there was none.</param>
    /// <param name="after">The new state; its <c>metadata.resourceVersion</c> is written here.</param>
    /// <returns>The stored object; <see langword="null"/> when the present state is another one.</returns>
    /// <exception cref="StoreException">The object is too large.</exception>
    public StoredObject? TryWrite(ResourceDefinition type, StoredObject? before, JsonObject after)
    {
        lock (_gate)
        {
            ObjectCollection collection = Collection(type);
            StoredObject candidate = ObjectWriter.Store(type, after, _version + 1);
            if (!ReferenceEquals(collection.Find(candidate.Key), before))
            {
                return null;
            }

            if (candidate.Json.Length > limits.ObjectBytes)
            {
                throw new StoreException("etcdserver: request is too large");
            }

            collection.Apply(new StoreEvent(++_version, before, candidate, Deleted: false));
            return candidate;
        }
    }

    /// <summary>Removes an object, if it is still in the given state.</summary>
    /// <returns>Its last state with the version of the deletion; <see langword="null"/> when the present state is another one.</returns>
    public StoredObject? TryDelete(ResourceDefinition type, StoredObject before)
    {
        lock (_gate)
        {
            ObjectCollection collection = Collection(type);
            if (!ReferenceEquals(collection.Find(before.Key), before))
            {
                return null;
            }

            StoredObject last = ObjectWriter.Store(type, before.Parse(), _version + 1);
            collection.Apply(new StoreEvent(++_version, before, last, Deleted: true));
            return last;
        }
    }

    /// <summary>The changes of a type after a version.</summary>
    public WatchPosition ReadEvents(ResourceDefinition type, long after)
    {
        lock (_gate)
        {
            ObjectCollection collection = Collection(type);
            return new WatchPosition(
                collection.EventsAfter(after), collection.OldestVersion, Math.Max(after, collection.NewestVersion), collection.Changed);
        }
    }

    /// <summary>Forgets the past of every type: watches and continue tokens from before now are expired.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            _compacted = _version;
            foreach (ObjectCollection collection in _collections.Values)
            {
                collection.Forget(_version);
            }
        }
    }

    /// <summary>Moves the version counter forward, as if other types had been written meanwhile.</summary>
    public void AdvanceTo(long version)
    {
        lock (_gate)
        {
            _version = Math.Max(_version, version);
        }
    }

    private ObjectCollection Collection(ResourceDefinition type)
    {
        if (!_collections.TryGetValue(type.StorageName, out ObjectCollection? collection))
        {
            collection = new ObjectCollection(limits);
            collection.Forget(_compacted);
            _collections.Add(type.StorageName, collection);
        }

        return collection;
    }
}

/// <summary>What a watch reads at one go.</summary>
/// <param name="Events">Changes, oldest first; <see langword="null"/> when some are no longer kept.</param>
/// <param name="OldestVersion">The oldest version from which a watch can start.</param>
/// <param name="Version">The version up to which the type is known.</param>
/// <param name="Changed">Completes at the next change.</param>
internal sealed record WatchPosition(IReadOnlyList<StoreEvent>? Events, long OldestVersion, long Version, Task Changed);

/// <summary>The store refuses a write, in etcd's words.</summary>
internal sealed class StoreException(string message) : Exception(message);
