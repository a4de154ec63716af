using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>A Go type within Kubernetes' Pod, and the Pod itself. Immutable; fields are read when they are first asked for.</summary>
internal sealed class PodType
{
    private readonly Lazy<StructFields>? _fields;

    internal PodType(PodTypeKind kind, GoType goType, PodType? item = null)
    {
        Kind = kind;
        GoType = goType;
        Item = item;
    }

    private PodType(GoType goType, Lazy<StructFields> fields)
    {
        Kind = PodTypeKind.Struct;
        GoType = goType;
        _fields = fields;
    }

    /// <summary>The type of a Pod: <c>v1.Pod</c>.</summary>
    public static PodType Pod => PodTypeTable.Pod;

    /// <summary>What it is made of, pointers looked through.</summary>
    public PodTypeKind Kind { get; }

    /// <summary>The type's own name and kind: <c>v1.PodSpec</c>, <c>[]v1.Container</c>, <c>*int64</c>, <c>v1.PullPolicy</c>.</summary>
    public GoType GoType { get; }

    /// <summary>Whether it is a pointer, whose absence is nil and no zero value.</summary>
    public bool IsPointer => GoType.Kind == GoKind.Ptr;

    /// <summary>The type without its pointer.</summary>
    public GoType Target => IsPointer ? GoType.Element! : GoType;

    /// <summary>Type of a list's items or a map's values; <see langword="null"/> for all else.</summary>
    public PodType? Item { get; }

    /// <summary>Fields of a struct by JSON name, those of embedded structs among them; none for all else.</summary>
    public IReadOnlyDictionary<string, PodField> Fields => Struct.ByJsonName;

    /// <summary>The same in declared order, which is that in which <c>encoding/json</c> writes them.</summary>
    public IReadOnlyList<PodField> FieldsInOrder => Struct.InOrder;

    /// <summary>The same by Go name.</summary>
    public IReadOnlyDictionary<string, PodField> FieldsByGoName => Struct.ByGoName;

    /// <summary>Structs that a struct embeds, by the name under which Go knows them: <c>VolumeSource</c>.</summary>
    public IReadOnlyDictionary<string, PodType> Embedded => Struct.Embedded;

    private StructFields Struct => _fields?.Value ?? StructFields.None;

    /// <summary>int32, which is what an IntOrString holds where it is a number.</summary>
    internal static PodType Int32 { get; } = new(PodTypeKind.Integer, GoType.Parse("int32"));

    /// <summary>The field that a JSON name stands for: the one of that very name, else the first whose name differs in case only.</summary>
    public PodField? FindField(string jsonName)
    {
        if (Fields.TryGetValue(jsonName, out PodField? exact))
        {
            return exact;
        }

        foreach (PodField field in FieldsInOrder)
        {
            if (field.JsonName.Equals(jsonName, StringComparison.OrdinalIgnoreCase))
            {
                return field;
            }
        }

        return null;
    }

    /// <summary>The Go name of the embedded struct that a field comes from; <see langword="null"/> for the struct's own.</summary>
    public string? EmbeddedOf(PodField field) => Struct.Origins.GetValueOrDefault(field.JsonName);

    /// <summary>A struct whose fields are read when they are first asked for.</summary>
    internal static PodType OfStruct(GoType goType, Func<StructFields> read) => new(goType, new Lazy<StructFields>(read));

    /// <summary>A pointer to this type.</summary>
    internal PodType Pointer() =>
        _fields is null ? new PodType(Kind, GoType.PointerTo(GoType), Item) : new PodType(GoType.PointerTo(GoType), _fields);

    /// <summary>The Go type's name.</summary>
    public override string ToString() => GoType.Name;
}
