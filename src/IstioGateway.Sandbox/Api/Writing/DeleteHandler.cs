using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Api.Reading;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>Deletes objects. Nothing here has finalizers that someone would wait for, so a deletion is at once.</summary>
internal sealed class DeleteHandler(ObjectStore store, TypeRegistry types)
{
    /// <summary>DELETE of an object.</summary>
    public Task DeleteAsync(ApiCall call)
    {
        JsonObject? options = call.Request.Body.IsEmpty || MediaType.Parse(call.Request.Headers["Content-Type"] ?? "").Name != "application/json"
            ? null
            : JsonBody.ParseObject(call.Request.Body, "couldn't get version/kind; json parse error");
        bool dryRun = call.DryRun || (options?["dryRun"] as JsonArray)?.Any(item => (string?)item == "All") == true;
        while (true)
        {
            StoredObject present = store.Find(call.Type, call.Key) ?? throw Refusals.NotFound(call.Type, call.Key.Name);
            RequirePreconditions(call, present, options?["preconditions"]);
            if (!dryRun && (call.Query["propagationPolicy"] ?? (string?)options?["propagationPolicy"]) == "Orphan")
            {
                Orphan(present);
            }

            if (dryRun || store.TryDelete(call.Type, present) is not null)
            {
                if (!dryRun && call.Type == types.Namespaces)
                {
                    Empty(present.Key.Name);
                }

                return call.SendJsonAsync(200, Success(call, present));
            }
        }
    }

    /// <summary>DELETE of a collection: what its selectors let through.</summary>
    public Task DeleteCollectionAsync(ApiCall call)
    {
        Selection selection = Selection.Of(call);
        JsonArray deleted = [];
        foreach (StoredObject present in store.List(call.Type).Objects.Where(selection.Matches))
        {
            if (call.DryRun || store.TryDelete(call.Type, present) is not null)
            {
                deleted.Add(present.Parse());
            }
        }

        return call.SendJsonAsync(200, new JsonObject
        {
            ["kind"] = call.Type.Kind + "List",
            ["apiVersion"] = call.Type.ApiVersion,
            ["metadata"] = new JsonObject { ["resourceVersion"] = store.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            ["items"] = deleted,
        });
    }

    /// <summary>What lives in a namespace goes with it.</summary>
    private void Empty(string namespaceName)
    {
        foreach (ResourceDefinition type in types.All.Where(type => type.Type.Namespaced))
        {
            foreach (StoredObject content in store.List(type).Objects.Where(content => content.Key.Namespace == namespaceName))
            {
                store.TryDelete(type, content);
            }
        }
    }

    /// <summary>What an object owns forgets it first, so that whoever collects garbage leaves it alone.</summary>
    private void Orphan(StoredObject owner)
    {
        string? uid = (string?)owner.Parse()["metadata"]?["uid"];
        foreach (ResourceDefinition type in types.All.Where(type => type.Type.Namespaced))
        {
            foreach (StoredObject content in store.List(type).Objects.Where(content => content.Key.Namespace == owner.Key.Namespace))
            {
                JsonObject value = content.Parse();
                if (value["metadata"]?["ownerReferences"] is JsonArray owners
                    && owners.FirstOrDefault(one => (string?)one?["uid"] == uid) is { } own)
                {
                    owners.Remove(own);
                    store.TryWrite(type, content, value);
                }
            }
        }
    }

    private static void RequirePreconditions(ApiCall call, StoredObject present, JsonNode? wanted)
    {
        JsonNode? metadata = present.Parse()["metadata"];
        foreach ((string field, string label) in new[] { ("uid", "UID"), ("resourceVersion", "ResourceVersion") })
        {
            if ((string?)wanted?[field] is { } value && value != (string?)metadata?[field])
            {
                throw Refusals.Conflict(
                    call.Type,
                    call.Key.Name,
                    $"Precondition failed: {label} in precondition: {value}, {label} in object meta: {(string?)metadata?[field]}");
            }
        }
    }

    private static JsonObject Success(ApiCall call, StoredObject present)
    {
        JsonObject details = new() { ["name"] = present.Key.Name };
        if (call.Type.Type.Group.Length > 0)
        {
            details["group"] = call.Type.Type.Group;
        }

        details["kind"] = call.Type.Type.Plural;
        details["uid"] = (string?)present.Parse()["metadata"]?["uid"];
        return new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        };
    }
}
