namespace IstioGateway.Sandbox.Storage;

/// <summary>Where an object lives within its type.</summary>
/// <param name="Namespace">Namespace; empty for a cluster-scoped object.</param>
/// <param name="Name">Name.</param>
internal readonly record struct ObjectKey(string Namespace, string Name) : IComparable<ObjectKey>
{
    /// <summary>The key as the store sorts and continue tokens carry it: <c>namespace/name</c>, or the name alone.</summary>
    public string Path => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";

    /// <summary>Byte order of the paths, as etcd has it; names are ASCII.</summary>
    public int CompareTo(ObjectKey other) => string.CompareOrdinal(Path, other.Path);
}
