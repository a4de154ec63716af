using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Api.Writing.Ownership;

/// <summary>One entry of <c>metadata.managedFields</c>.</summary>
/// <param name="Manager">Who.</param>
/// <param name="Operation"><c>Apply</c> or <c>Update</c>.</param>
/// <param name="ApiVersion">In which version of the type.</param>
/// <param name="Subresource">Through which subresource.</param>
/// <param name="Time">When, as RFC 3339 text.</param>
/// <param name="Fields">What.</param>
internal sealed record FieldOwner(string Manager, string Operation, string ApiVersion, string? Subresource, string? Time, FieldSet Fields)
{
    /// <summary>The word for server-side apply.</summary>
    public const string Apply = "Apply";

    /// <summary>The word for every other write.</summary>
    public const string Update = "Update";

    /// <summary>As it appears in a conflict: an updater with its version and time, an applier by name alone.</summary>
    public string Describe()
    {
        string name = GoText.Quote(Manager) + (Subresource is null ? "" : $" with subresource {GoText.Quote(Subresource)}");
        return Operation == Apply ? name : Time is null ? $"{name} using {ApiVersion}" : $"{name} using {ApiVersion} at {Time}";
    }

    /// <summary>Whether another entry is the same writer by the same way.</summary>
    public bool IsSameWriter(FieldOwner other) =>
        (Manager, Operation, ApiVersion, Subresource) == (other.Manager, other.Operation, other.ApiVersion, other.Subresource);

    /// <summary>Reads an entry.</summary>
    public static FieldOwner Parse(JsonObject entry) => new(
        (string?)entry["manager"] ?? "",
        (string?)entry["operation"] ?? Update,
        (string?)entry["apiVersion"] ?? "",
        (string?)entry["subresource"],
        (string?)entry["time"],
        FieldSet.Parse(entry["fieldsV1"] as JsonObject ?? []));

    /// <summary>Writes an entry.</summary>
    public JsonObject ToJson()
    {
        JsonObject entry = new()
        {
            ["manager"] = Manager,
            ["operation"] = Operation,
            ["apiVersion"] = ApiVersion,
        };
        if (Time is not null)
        {
            entry["time"] = Time;
        }

        entry["fieldsType"] = "FieldsV1";
        entry["fieldsV1"] = Fields.ToJson();
        if (Subresource is not null)
        {
            entry["subresource"] = Subresource;
        }

        return entry;
    }
}
