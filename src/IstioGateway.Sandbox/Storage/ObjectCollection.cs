namespace IstioGateway.Sandbox.Storage;

/// <summary>
/// The objects of one type, the events since, and the list states that continue tokens still refer to. Guarded by the lock of
/// the <see cref="ObjectStore"/> it belongs to.
/// </summary>
internal sealed class ObjectCollection(StoreLimits limits)
{
    private readonly SortedDictionary<ObjectKey, StoredObject> _objects = [];
    private readonly Queue<StoreEvent> _events = new();
    private readonly Queue<ListSnapshot> _snapshots = new();
    private StoredObject[]? _sorted;
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Watches can resume from this version and later ones.</summary>
    public long OldestVersion { get; private set; }

    /// <summary>Version of the newest change.</summary>
    public long NewestVersion { get; private set; }

    /// <summary>Completes at the next change.</summary>
    public Task Changed => _changed.Task;

    public StoredObject? Find(ObjectKey key) => _objects.GetValueOrDefault(key);

    /// <summary>The present state; the array is shared and never written to.</summary>
    public StoredObject[] Sorted() => _sorted ??= [.. _objects.Values];

    public void Apply(StoreEvent change)
    {
        if (change.Deleted)
        {
            _objects.Remove(change.After.Key);
        }
        else
        {
            _objects[change.After.Key] = change.After;
        }

        _sorted = null;
        NewestVersion = change.Version;
        _events.Enqueue(change);
        if (_events.Count > limits.Events)
        {
            OldestVersion = _events.Dequeue().Version;
        }

        TaskCompletionSource changed = _changed;
        _changed = NewSignal();
        changed.SetResult();
    }

    /// <summary>Events after a version, oldest first; <see langword="null"/> when some of them are no longer kept.</summary>
    public IReadOnlyList<StoreEvent>? EventsAfter(long version) =>
        version < OldestVersion ? null : [.. _events.Where(change => change.Version > version)];

    public void Keep(ListSnapshot snapshot)
    {
        if (_snapshots.All(kept => kept.Version != snapshot.Version))
        {
            _snapshots.Enqueue(snapshot);
            if (_snapshots.Count > limits.Snapshots)
            {
                _snapshots.Dequeue();
            }
        }
    }

    public ListSnapshot? Kept(long version) => _snapshots.FirstOrDefault(kept => kept.Version == version);

    /// <summary>Forgets events and list states, as compaction does.</summary>
    public void Forget(long version)
    {
        _events.Clear();
        _snapshots.Clear();
        OldestVersion = version;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
