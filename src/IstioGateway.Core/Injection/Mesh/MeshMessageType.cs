namespace IstioGateway.Injection;

/// <summary>A message of the mesh configuration.</summary>
/// <param name="name">Its name.</param>
internal sealed class MeshMessageType(string name)
{
    private readonly List<MeshField> _fields = [];

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>The field that Go knows by a name; <see langword="null"/> if there is none.</summary>
    public MeshField? FindByGoName(string goName)
    {
        for (int index = 0; index < _fields.Count; index++)
        {
            if (_fields[index].GoName == goName)
            {
                return _fields[index];
            }
        }

        return null;
    }

    /// <summary>The field that protobuf's JSON knows by a name, be it either of its two; <see langword="null"/> if there is none.</summary>
    public MeshField? FindByJsonName(string jsonName)
    {
        for (int index = 0; index < _fields.Count; index++)
        {
            if (_fields[index].JsonName == jsonName || _fields[index].ProtoName == jsonName)
            {
                return _fields[index];
            }
        }

        return null;
    }

    internal void Add(MeshField field) => _fields.Add(field);
}
