namespace IstioGateway.Sandbox.Schemas;

/// <summary>What a field may hold.</summary>
internal enum SchemaKind
{
    /// <summary>Anything; unknown fields below it are kept.</summary>
    Any,

    /// <summary>An object with declared fields.</summary>
    Object,

    /// <summary>An object with free keys and values of one type.</summary>
    Map,

    /// <summary>A list.</summary>
    List,

    /// <summary>A string.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A whole number or a string, such as a port or a quantity.</summary>
    IntOrString,
}

/// <summary>How server-side apply sees a list or an object: as one value, or item by item.</summary>
internal enum Granularity
{
    /// <summary>One value with one owner.</summary>
    Atomic,

    /// <summary>Each member has its own owners: objects, maps, and lists whose items are found by key.</summary>
    Granular,

    /// <summary>A list whose items are their own keys.</summary>
    Set,
}

/// <summary>The declared type of a field: names and types only, as pruning, validation and field ownership need them.</summary>
internal sealed class SchemaNode
{
    private readonly Lazy<IReadOnlyDictionary<string, SchemaNode>> _fields;

    private SchemaNode(SchemaKind kind, Granularity granularity, Func<IReadOnlyDictionary<string, SchemaNode>>? fields, SchemaNode? item)
    {
        (Kind, Granularity, Item) = (kind, granularity, item);
        _fields = new Lazy<IReadOnlyDictionary<string, SchemaNode>>(fields ?? (() => new Dictionary<string, SchemaNode>()));
    }

    /// <summary>Anything.</summary>
    public static SchemaNode Any { get; } = new(SchemaKind.Any, Granularity.Atomic, null, null);

    /// <summary>What it may hold.</summary>
    public SchemaKind Kind { get; }

    /// <summary>How apply sees it.</summary>
    public Granularity Granularity { get; }

    /// <summary>Declared fields of an object.</summary>
    public IReadOnlyDictionary<string, SchemaNode> Fields => _fields.Value;

    /// <summary>Type of a list's items or a map's values.</summary>
    public SchemaNode? Item { get; }

    /// <summary>Fields that tell the items of a granular list apart.</summary>
    public IReadOnlyList<string> Keys { get; private init; } = [];

    /// <summary>Fields that must be there.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>JSON text of the value that an absent field gets; <see langword="null"/> for none.</summary>
    public string? Default { get; init; }

    /// <summary>An object; its fields are asked for when they are first needed, so that types may contain themselves.</summary>
    public static SchemaNode Object(
        Func<IReadOnlyDictionary<string, SchemaNode>> fields,
        bool atomic = false,
        IReadOnlyList<string>? required = null,
        string? defaultJson = null) =>
        new(SchemaKind.Object, atomic ? Granularity.Atomic : Granularity.Granular, fields, null)
        {
            Required = required ?? [],
            Default = defaultJson,
        };

    /// <summary>A map.</summary>
    public static SchemaNode Map(SchemaNode value, bool atomic = false) =>
        new(SchemaKind.Map, atomic ? Granularity.Atomic : Granularity.Granular, null, value);

    /// <summary>A list with one owner.</summary>
    public static SchemaNode List(SchemaNode item) => new(SchemaKind.List, Granularity.Atomic, null, item);

    /// <summary>A list whose items are found by key.</summary>
    public static SchemaNode ListByKey(SchemaNode item, IReadOnlyList<string> keys) =>
        new(SchemaKind.List, Granularity.Granular, null, item) { Keys = keys };

    /// <summary>A list without duplicates.</summary>
    public static SchemaNode ListAsSet(SchemaNode item) => new(SchemaKind.List, Granularity.Set, null, item);

    /// <summary>An object with these fields.</summary>
    public static SchemaNode Struct(params (string Name, SchemaNode Type)[] fields)
    {
        Dictionary<string, SchemaNode> declared = fields.ToDictionary(field => field.Name, field => field.Type, StringComparer.Ordinal);
        return Object(() => declared);
    }

    /// <summary>A value without parts.</summary>
    public static SchemaNode Scalar(SchemaKind kind, string? defaultJson = null) =>
        new(kind, Granularity.Atomic, null, null) { Default = defaultJson };
}
