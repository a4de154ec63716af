using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>A Go type within Kubernetes' Pod, and the Pod itself. Immutable; fields are read when they are first asked for.</summary>
internal sealed class PodType
{
    private readonly PodTypeTable? _table;
    private PodStructFields? _fields;

    internal PodType(PodTypeKind kind, GoType goType, PodType? item = null)
    {
        Kind = kind;
        GoType = goType;
        Item = item;
    }

    private PodType(GoType goType, PodTypeTable table)
    {
        Kind = PodTypeKind.Struct;
        GoType = goType;
        _table = table;
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

    /// <summary>The name without package and pointer: <c>PodSpec</c>.</summary>
    public string Name => Target.Name[(Target.Name.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>
    /// Fields of a struct in declared order, which is that in which <c>encoding/json</c> writes them, those of embedded structs among
    /// them; none for all else.
    /// </summary>
    public PodField[] Fields => Struct.Fields;

    /// <summary>Structs that a struct embeds; Go knows them by their <see cref="Name"/>.</summary>
    public PodType[] Embedded => Struct.Embedded;

    // Two threads may read the same fields at once: what they read is the same, and either will do.
    private PodStructFields Struct => _fields ??= _table is null ? PodStructFields.None : _table.ReadStruct(Name);

    /// <summary>int32, which is what an IntOrString holds where it is a number.</summary>
    internal static PodType Int32 { get; } = new(PodTypeKind.Integer, GoType.Int32);

    /// <summary>The field that a JSON name stands for: the one of that very name, else the first whose name differs in case only.</summary>
    public PodField? FindField(string jsonName)
    {
        int index = IndexOfField(jsonName);
        return index < 0 ? null : Fields[index];
    }

    /// <summary>The place of that field among the <see cref="Fields"/>; less than zero if there is none.</summary>
    public int IndexOfField(string jsonName)
    {
        PodField[] fields = Fields;
        for (int index = 0; index < fields.Length; index++)
        {
            if (fields[index].JsonName == jsonName)
            {
                return index;
            }
        }

        return IndexOfFieldInAnyCase(jsonName);
    }

    /// <summary>The field of a Go name, be it the struct's own or that of an embedded one.</summary>
    public PodField? FindFieldByGoName(string goName)
    {
        foreach (PodField field in Fields)
        {
            if (field.GoName == goName)
            {
                return field;
            }
        }

        return null;
    }

    /// <summary>The embedded struct of a Go name.</summary>
    public PodType? FindEmbedded(string goName) => Array.Find(Embedded, embedded => embedded.Name == goName);

    /// <summary>A struct whose fields are read from a table when they are first asked for.</summary>
    internal static PodType OfStruct(GoType goType, PodTypeTable table) => new(goType, table);

    /// <summary>A pointer to this type.</summary>
    internal PodType Pointer() =>
        _table is null ? new PodType(Kind, GoType.PointerTo(GoType), Item) : new PodType(GoType.PointerTo(GoType), _table);

    private int IndexOfFieldInAnyCase(string jsonName)
    {
        PodField[] fields = Fields;
        int index = 0;
        while (index < fields.Length && !fields[index].JsonName.Equals(jsonName, StringComparison.OrdinalIgnoreCase))
        {
            index++;
        }

        return index < fields.Length ? index : -1;
    }

    /// <summary>The Go type's name.</summary>
    public override string ToString() => GoType.Name;
}
