using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Schemas;

namespace IstioGateway.Sandbox.Api.Writing.Ownership;

/// <summary>Keeps account of who wrote which field last.</summary>
internal static class FieldOwnership
{
    /// <summary>Fields of <c>metadata</c> that nobody owns.</summary>
    private static readonly string[] Unowned =
    [
        "name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "resourceVersion",
        "generation", "selfLink", "managedFields",
    ];

    /// <summary>Records what a create, replace or patch has changed.</summary>
    /// <param name="writer">Who writes; its fields are not looked at.</param>
    /// <param name="type">Type of the object.</param>
    /// <param name="before">The object before; <see langword="null"/> when it is new.</param>
    /// <param name="after">The object after; its <c>managedFields</c> are written here.</param>
    public static void RecordUpdate(FieldOwner writer, ResourceDefinition type, JsonObject? before, JsonObject after)
    {
        // A new object of a built-in kind starts as an empty struct: its spec and status are there, and so nobody's.
        JsonObject start = before ?? (type.IsCustom ? [] : new JsonObject { ["spec"] = new JsonObject(), ["status"] = new JsonObject() });
        (FieldSet changed, FieldSet removed) = TypedValue.Compare(type.Schema, Owned(start, withStatus: true), Owned(after, withStatus: true));
        OwnerList owners = OwnerList.Of(before);
        owners.TakeFromAll(removed);
        owners.TakeFromOthers(writer, changed);
        owners.Put(writer with { Fields = owners.FieldsOf(writer).Union(changed) });
        owners.WriteTo(after);
    }

    /// <summary>The part of an object that can be owned.</summary>
    /// <param name="value">The object.</param>
    /// <param name="withStatus">Whether its status counts; an apply to an object whose status is a subresource does not reach it.</param>
    public static JsonObject Owned(JsonObject value, bool withStatus)
    {
        JsonObject owned = value.DeepClone().AsObject();
        owned.Remove("apiVersion");
        owned.Remove("kind");
        if (owned["metadata"] is JsonObject metadata)
        {
            foreach (string name in Unowned)
            {
                metadata.Remove(name);
            }

            if (metadata.Count == 0)
            {
                owned.Remove("metadata");
            }
        }

        if (!withStatus)
        {
            owned.Remove("status");
        }

        return owned;
    }
}
