using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Api.Writing.Ownership;

/// <summary>The owners of an object's fields: <c>metadata.managedFields</c> as a whole.</summary>
internal sealed class OwnerList
{
    private readonly List<FieldOwner> _owners;

    private OwnerList(IEnumerable<FieldOwner> owners) => _owners = [.. owners];

    /// <summary>The owners.</summary>
    public IReadOnlyList<FieldOwner> Owners => _owners;

    /// <summary>Reads the owners of an object.</summary>
    public static OwnerList Of(JsonObject? value) => new(
        (value?["metadata"]?["managedFields"] as JsonArray ?? []).OfType<JsonObject>().Select(FieldOwner.Parse));

    /// <summary>Takes fields from everyone but one writer.</summary>
    public void TakeFromOthers(FieldOwner writer, FieldSet fields)
    {
        for (int i = 0; i < _owners.Count; i++)
        {
            if (!_owners[i].IsSameWriter(writer))
            {
                _owners[i] = _owners[i] with { Fields = _owners[i].Fields.Without(fields) };
            }
        }
    }

    /// <summary>Takes fields from everyone.</summary>
    public void TakeFromAll(FieldSet fields)
    {
        for (int i = 0; i < _owners.Count; i++)
        {
            _owners[i] = _owners[i] with { Fields = _owners[i].Fields.Without(fields) };
        }
    }

    /// <summary>What a writer owns so far.</summary>
    public FieldSet FieldsOf(FieldOwner writer) => _owners.Find(owner => owner.IsSameWriter(writer))?.Fields ?? new FieldSet();

    /// <summary>Puts a writer's entry in place of its former one; its time moves only when its fields have changed.</summary>
    public void Put(FieldOwner writer)
    {
        int index = _owners.FindIndex(owner => owner.IsSameWriter(writer));
        if (index < 0)
        {
            _owners.Add(writer);
        }
        else
        {
            bool same = JsonNode.DeepEquals(_owners[index].Fields.ToJson(), writer.Fields.ToJson());
            _owners[index] = same ? _owners[index] : writer;
        }
    }

    /// <summary>Writes the owners into an object: appliers first, then by time and name, those without fields left out.</summary>
    public void WriteTo(JsonObject value)
    {
        JsonObject metadata = value["metadata"]!.AsObject();
        metadata.Remove("managedFields");
        JsonObject[] entries =
        [
            .. _owners
                .Where(owner => !owner.Fields.IsEmpty)
                .OrderBy(owner => owner.Operation == FieldOwner.Apply ? 0 : 1)
                .ThenBy(owner => owner.Time, StringComparer.Ordinal)
                .ThenBy(owner => owner.Manager, StringComparer.Ordinal)
                .Select(owner => owner.ToJson()),
        ];
        if (entries.Length > 0)
        {
            metadata["managedFields"] = new JsonArray([.. entries]);
        }
    }
}
