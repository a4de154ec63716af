namespace IstioGateway.Sandbox.Storage;

/// <summary>All objects of a type as they were at one version, sorted by key.</summary>
internal sealed record ListSnapshot(long Version, StoredObject[] Objects)
{
    /// <summary>Index of the first object whose key is not below a path.</summary>
    public int IndexOf(string path)
    {
        int low = 0;
        int high = Objects.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (string.CompareOrdinal(Objects[middle].Key.Path, path) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
