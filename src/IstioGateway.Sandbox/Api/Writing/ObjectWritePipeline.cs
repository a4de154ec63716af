using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>What happens to every write between its decoding and the store: identity, fields, generation, ownership, limits.</summary>
internal sealed class ObjectWritePipeline(ObjectStore store, TypeRegistry types, TimeProvider clock)
{
    /// <summary>How often a write without an optimistic lock is computed again when another one was faster.</summary>
    private const int Attempts = 20;

    /// <summary>Creates an object.</summary>
    public StoredObject Create(ApiCall call, JsonObject body)
    {
        JsonObject candidate = body;
        JsonObject metadata = Metadata(candidate);
        string name = NameOf(metadata);
        RequireNamespace(call);
        RequireIdentity(call, candidate, name);
        FieldValidation.Check(call, candidate, name);
        candidate["apiVersion"] = call.Type.ApiVersion;
        candidate["kind"] = call.Type.Kind;
        metadata["name"] = name;
        if (call.Target!.Namespace is { } namespaceName)
        {
            metadata["namespace"] = namespaceName;
        }

        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Now();
        metadata.Remove("resourceVersion");
        metadata.Remove("managedFields");
        if (call.Type.HasStatus && call.Type.IsCustom)
        {
            candidate.Remove("status");
        }

        call.Type.SetDefaults?.Invoke(candidate);
        if (call.Type.CountsGeneration)
        {
            metadata["generation"] = 1;
        }
        else
        {
            metadata.Remove("generation");
        }

        ManagedFields.RecordUpdate(call, null, candidate, Now());
        ObjectKey key = new(call.Target.Namespace ?? "", name);
        if (store.Find(call.Type, key) is not null)
        {
            throw Refusals.AlreadyExists(call.Type, name);
        }

        return call.DryRun ? Unstored(call, candidate) : Write(call, null, candidate) ?? throw Refusals.AlreadyExists(call.Type, name);
    }

    /// <summary>Changes an object.</summary>
    /// <param name="call">The request.</param>
    /// <param name="change">Makes the new state of the present one, which it may use up.</param>
    public StoredObject Update(ApiCall call, Func<JsonObject, JsonNode?> change)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            StoredObject present = store.Find(call.Type, call.Key) ?? throw Refusals.NotFound(call.Type, call.Key.Name);
            JsonObject before = present.Parse();
            before["apiVersion"] = call.Type.ApiVersion;
            JsonObject candidate = change(before.DeepClone().AsObject()) as JsonObject
                ?? throw Refusals.BadRequest("error decoding patch: the patched object is no object");
            if (Prepare(call, present, before, candidate) is not { } prepared)
            {
                return present;
            }

            if (call.DryRun)
            {
                return Unstored(call, prepared, present.ResourceVersion);
            }

            if (Write(call, present, prepared) is { } stored)
            {
                return stored;
            }
        }

        throw Refusals.Modified(call.Type, call.Key.Name);
    }

    /// <summary>Completes a changed object; <see langword="null"/> when nothing has changed.</summary>
    private JsonObject? Prepare(ApiCall call, StoredObject present, JsonObject before, JsonObject candidate)
    {
        JsonObject metadata = Metadata(candidate);
        RequireIdentity(call, candidate, call.Key.Name);
        RequireVersion(call, present, metadata);
        FieldValidation.Check(call, candidate, call.Key.Name);
        KeepIdentity(before["metadata"]!.AsObject(), metadata);
        bool status = call.Target!.Subresource == "status";
        KeepOtherHalf(call, before, candidate, status);
        call.Type.SetDefaults?.Invoke(candidate);
        if (call.Type.CountsGeneration && !SameDesiredState(before, candidate))
        {
            metadata = Metadata(candidate);
            metadata["generation"] = ((long?)metadata["generation"] ?? 0) + 1;
        }

        if (SameButForBookkeeping(before, candidate))
        {
            return null;
        }

        ManagedFields.RecordUpdate(call, before, candidate, Now());
        return candidate;
    }

    private static void KeepIdentity(JsonObject before, JsonObject after)
    {
        foreach (string name in new[] { "name", "namespace", "uid", "creationTimestamp", "generation", "resourceVersion", "managedFields" })
        {
            after.Remove(name);
            if (before[name] is { } value)
            {
                after[name] = value.DeepClone();
            }
        }
    }

    /// <summary>A write to the object leaves its status alone, and the other way round.</summary>
    private static void KeepOtherHalf(ApiCall call, JsonObject before, JsonObject candidate, bool status)
    {
        if (!call.Type.HasStatus)
        {
            return;
        }

        foreach (string name in before.Concat(candidate).Select(member => member.Key).Distinct().ToArray())
        {
            if (name == "status" == status)
            {
                continue;
            }

            candidate.Remove(name);
            if (before[name] is { } value)
            {
                candidate[name] = value.DeepClone();
            }
        }
    }

    private static bool SameDesiredState(JsonObject before, JsonObject after)
    {
        foreach (string name in before.Concat(after).Select(member => member.Key).Distinct())
        {
            if (name is not ("metadata" or "status" or "apiVersion" or "kind") && !JsonNode.DeepEquals(before[name], after[name]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameButForBookkeeping(JsonObject before, JsonObject after)
    {
        JsonObject left = before.DeepClone().AsObject();
        JsonObject right = after.DeepClone().AsObject();
        left["metadata"]!.AsObject().Remove("managedFields");
        right["metadata"]!.AsObject().Remove("managedFields");
        return JsonNode.DeepEquals(left, right);
    }

    private static void RequireVersion(ApiCall call, StoredObject present, JsonObject metadata)
    {
        string version = present.ResourceVersion.ToString(CultureInfo.InvariantCulture);
        if ((string?)metadata["resourceVersion"] is { Length: > 0 } wanted && wanted != version)
        {
            throw Refusals.Modified(call.Type, call.Key.Name);
        }
    }

    private static void RequireIdentity(ApiCall call, JsonObject body, string name)
    {
        string? kind = (string?)body["kind"];
        string? apiVersion = (string?)body["apiVersion"];
        if ((kind is not null && kind != call.Type.Kind) || (apiVersion is not null && apiVersion != call.Type.ApiVersion))
        {
            throw Refusals.BadRequest(
                $"{kind ?? call.Type.Kind} in version \"{apiVersion ?? call.Type.ApiVersion}\" cannot be handled as a {call.Type.Kind}: "
                + $"no kind \"{kind}\" is registered for version \"{apiVersion}\"");
        }

        string? bodyNamespace = (string?)body["metadata"]?["namespace"];
        if (!string.IsNullOrEmpty(bodyNamespace) && call.Target!.Namespace is { } wanted && bodyNamespace != wanted)
        {
            throw Refusals.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        if (call.Target!.Name is { } target && (string?)body["metadata"]?["name"] is { } own && own != target)
        {
            throw Refusals.BadRequest($"the name of the object ({own}) does not match the name on the URL ({target})");
        }

        _ = name;
    }

    private static JsonObject Metadata(JsonObject value)
    {
        if (value["metadata"] is not JsonObject metadata)
        {
            metadata = [];
            value["metadata"] = metadata;
        }

        return metadata;
    }

    private static string NameOf(JsonObject metadata)
    {
        if ((string?)metadata["name"] is { Length: > 0 } name)
        {
            return name;
        }

        return (string?)metadata["generateName"] is { Length: > 0 } prefix
            ? prefix + Guid.NewGuid().ToString("N")[..5]
            : throw Refusals.BadRequest("name or generateName is required");
    }

    private void RequireNamespace(ApiCall call)
    {
        if (call.Target!.Namespace is { } name && store.Find(types.Namespaces, new ObjectKey("", name)) is null)
        {
            throw Refusals.NotFound(types.Namespaces, name);
        }
    }

    private StoredObject? Write(ApiCall call, StoredObject? before, JsonObject after)
    {
        try
        {
            return store.TryWrite(call.Type, before, after);
        }
        catch (StoreException refused)
        {
            throw Refusals.Internal(refused.Message);
        }
    }

    /// <summary>What a dry run answers: the present version, and none for an object that would be new.</summary>
    private static StoredObject Unstored(ApiCall call, JsonObject value, long? version = null)
    {
        if (version is { } present)
        {
            return ObjectWriter.Store(call.Type, value, present);
        }

        StoredObject stored = ObjectWriter.Store(call.Type, value, 0);
        value["metadata"]!.AsObject().Remove("resourceVersion");
        return new StoredObject(stored.Key, 0, stored.Created, value["metadata"]!["labels"], ObjectWriter.Serialize(call.Type, value));
    }

    private string Now() => clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
