using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Api.Access;
using IstioGateway.Sandbox.Api.Writing.Ownership;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>Server-side apply: lays an object over the stored one, minds other managers' fields, drops what its manager no longer names.</summary>
internal sealed class ApplyHandler(ObjectStore store, ObjectWritePipeline pipeline)
{
    /// <summary>Applies the body of a request.</summary>
    /// <returns>The object, and whether it is new.</returns>
    public (StoredObject Stored, bool Created) Apply(ApiCall call)
    {
        if (string.IsNullOrEmpty(call.Query["fieldManager"]))
        {
            const string Required = "Required value: is required for apply patch";
            throw new ApiException(new ApiStatus(
                422, "Invalid", $"PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: {Required}")
            {
                Group = "meta.k8s.io",
                Kind = "PatchOptions",
                Causes = [new StatusCause("FieldValueRequired", Required, "fieldManager")],
            });
        }

        JsonObject applied = YamlBody.ParseObject(call.Request.Body);
        if ((applied["metadata"] as JsonObject)?["managedFields"] is not null)
        {
            throw Refusals.BadRequest("metadata.managedFields must be nil");
        }

        RequireTyped(call, applied);
        FieldOwner writer = pipeline.Writer(call, FieldOwner.Apply) with
        {
            Fields = TypedValue.Fields(call.Type.Schema, FieldOwnership.Owned(applied, ReachesStatus(call))),
        };
        if (store.Find(call.Type, call.Key) is null)
        {
            Authorizer.RequireCreate(call.User, call.Target!);
            JsonObject fresh = applied.DeepClone().AsObject();
            FieldValidation.CheckApplied(call, fresh);
            return (pipeline.Create(call, fresh, created => RecordNew(created, writer)), true);
        }

        return (pipeline.Update(call, current => Merge(call, current, applied, writer), (before, after) => Record(call, before, after, writer)), false);
    }

    private static void RecordNew(JsonObject created, FieldOwner writer)
    {
        OwnerList owners = OwnerList.Of(null);
        owners.Put(writer);
        owners.WriteTo(created);
    }

    private static JsonObject Merge(ApiCall call, JsonObject current, JsonObject applied, FieldOwner writer)
    {
        OwnerList owners = OwnerList.Of(current);
        JsonObject merged = TypedValue.Merge(call.Type.Schema, current, applied)!.AsObject();
        FieldSet dropped = owners.FieldsOf(writer).Without(writer.Fields);
        foreach (FieldOwner other in owners.Owners.Where(owner => !owner.IsSameWriter(writer)))
        {
            dropped = dropped.Without(other.Fields);
        }

        TypedValue.Remove(call.Type.Schema, merged, dropped);
        if (!call.Query.Flag("force"))
        {
            RequireNoConflict(call, current, merged, owners, writer);
        }

        FieldValidation.CheckApplied(call, merged);
        return merged;
    }

    private static void Record(ApiCall call, JsonObject before, JsonObject after, FieldOwner writer)
    {
        (FieldSet changed, FieldSet removed) = Differences(call, before, after);
        OwnerList owners = OwnerList.Of(before);
        owners.TakeFromAll(removed);
        owners.TakeFromOthers(writer, changed);
        owners.Put(writer);
        owners.WriteTo(after);
    }

    private static void RequireNoConflict(ApiCall call, JsonObject before, JsonObject after, OwnerList owners, FieldOwner writer)
    {
        FieldSet changed = Differences(call, before, after).Changed;
        List<(FieldOwner Owner, string Path)> conflicts = [];
        foreach (FieldOwner other in owners.Owners.Where(owner => !owner.IsSameWriter(writer)))
        {
            foreach (IReadOnlyList<string> path in other.Fields.Intersect(changed).Paths())
            {
                conflicts.Add((other, string.Concat(path.Select(ListItems.Describe))));
            }
        }

        if (conflicts.Count > 0)
        {
            throw ApplyConflict.Refuse(conflicts);
        }
    }

    private static (FieldSet Changed, FieldSet Removed) Differences(ApiCall call, JsonObject before, JsonObject after) => TypedValue.Compare(
        call.Type.Schema,
        FieldOwnership.Owned(before, ReachesStatus(call)),
        FieldOwnership.Owned(after, ReachesStatus(call)));

    private static bool ReachesStatus(ApiCall call) => !call.Type.HasStatus || call.Target!.Subresource == "status";

    private static void RequireTyped(ApiCall call, JsonObject applied)
    {
        try
        {
            TypedValue.Check(call.Type.Schema, applied);
        }
        catch (TypedValueException wrong)
        {
            string name = call.Target!.Namespace is { } space ? $"{space}/{call.Key.Name}" : $"/{call.Key.Name}";
            string version = call.Type.Type.Group.Length == 0 ? "/" + call.Type.ApiVersion : call.Type.ApiVersion;
            throw Refusals.Internal($"failed to create typed patch object ({name}; {version}, Kind={call.Type.Kind}): {wrong.Message}");
        }
    }
}
