namespace IstioGateway.Injection;

/// <summary>Fields of a struct in declared order, with the embedded structs whose fields are among them.</summary>
internal sealed class StructFields(IReadOnlyList<PodField> fields, IReadOnlyDictionary<string, PodType> embedded)
{
    /// <summary>No fields.</summary>
    public static StructFields None { get; } = new([], new Dictionary<string, PodType>());

    /// <summary>In declared order.</summary>
    public IReadOnlyList<PodField> InOrder { get; } = fields;

    /// <summary>By JSON name.</summary>
    public IReadOnlyDictionary<string, PodField> ByJsonName { get; } =
        fields.ToDictionary(field => field.JsonName, StringComparer.Ordinal);

    /// <summary>By Go name.</summary>
    public IReadOnlyDictionary<string, PodField> ByGoName { get; } =
        fields.ToDictionary(field => field.GoName, StringComparer.Ordinal);

    /// <summary>Embedded structs by their Go name.</summary>
    public IReadOnlyDictionary<string, PodType> Embedded { get; } = embedded;

    /// <summary>For each field of an embedded struct, that struct's Go name, by JSON name.</summary>
    public IReadOnlyDictionary<string, string> Origins { get; } = embedded
        .SelectMany(pair => pair.Value.Fields.Keys.Select(name => (name, pair.Key)))
        .ToDictionary(origin => origin.name, origin => origin.Key, StringComparer.Ordinal);
}
