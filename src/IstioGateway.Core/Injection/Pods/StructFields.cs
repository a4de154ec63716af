namespace IstioGateway.Injection;

/// <summary>
/// Fields of a struct in declared order, with the embedded structs whose fields are among them. Filled by loops: the first
/// use of the same queries would take longer than reading all structs of a pod.
/// </summary>
internal sealed class StructFields
{
    private readonly Dictionary<string, PodField> _byJsonName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PodField> _byGoName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _origins = new(StringComparer.Ordinal);

    /// <summary>Creates the fields of a struct.</summary>
    /// <param name="fields">In declared order, those of embedded structs among them.</param>
    /// <param name="embedded">Embedded structs by their Go name.</param>
    public StructFields(IReadOnlyList<PodField> fields, IReadOnlyDictionary<string, PodType> embedded)
    {
        InOrder = fields;
        Embedded = embedded;
        foreach (PodField field in fields)
        {
            _byJsonName.Add(field.JsonName, field);
            _byGoName.Add(field.GoName, field);
        }

        foreach (string name in embedded.Keys)
        {
            foreach (PodField field in embedded[name].FieldsInOrder)
            {
                _origins.Add(field.JsonName, name);
            }
        }
    }

    /// <summary>No fields.</summary>
    public static StructFields None { get; } = new([], new Dictionary<string, PodType>());

    /// <summary>In declared order.</summary>
    public IReadOnlyList<PodField> InOrder { get; }

    /// <summary>By JSON name.</summary>
    public IReadOnlyDictionary<string, PodField> ByJsonName => _byJsonName;

    /// <summary>By Go name.</summary>
    public IReadOnlyDictionary<string, PodField> ByGoName => _byGoName;

    /// <summary>Embedded structs by their Go name.</summary>
    public IReadOnlyDictionary<string, PodType> Embedded { get; }

    /// <summary>For each field of an embedded struct, that struct's Go name, by JSON name.</summary>
    public IReadOnlyDictionary<string, string> Origins => _origins;
}
