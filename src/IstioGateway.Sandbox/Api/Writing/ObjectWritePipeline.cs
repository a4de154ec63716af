using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Api.Admission;
using IstioGateway.Sandbox.Api.Validation;
using IstioGateway.Sandbox.Api.Writing.Ownership;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>
/// What happens to every write between its decoding and the store: identity, mutating admission, fields, defaults, ownership,
/// validation, validating admission, generation.
/// </summary>
internal sealed class ObjectWritePipeline(
    ObjectStore store, TypeRegistry types, MutatingAdmission mutating, AdmissionChain admission, TimeProvider clock)
{
    /// <summary>How often a write without an optimistic lock is computed again when another one was faster.</summary>
    private const int Attempts = 100;

    /// <summary>Creates an object.</summary>
    /// <param name="call">The request.</param>
    /// <param name="candidate">The object; used up.</param>
    /// <param name="own">Records who owns its fields.</param>
    public StoredObject Create(ApiCall call, JsonObject candidate, Action<JsonObject> own)
    {
        ObjectIdentity.Require(call, candidate);
        JsonObject metadata = ObjectIdentity.Metadata(candidate);
        string name = call.Target!.Name ?? ObjectIdentity.NewName(call, metadata);
        RequireNamespace(call);
        candidate["apiVersion"] = call.Type.ApiVersion;
        candidate["kind"] = call.Type.Kind;
        metadata.Remove("managedFields");
        metadata.Remove("resourceVersion");
        metadata["name"] = name;
        if (call.Target.Namespace is { } namespaceName)
        {
            metadata["namespace"] = namespaceName;
        }

        candidate = mutating.Admit(call, candidate);
        metadata = ObjectIdentity.Metadata(candidate);
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Now();
        metadata.Remove("generation");
        if (call.Type.CountsGeneration)
        {
            metadata["generation"] = 1;
        }

        if (call.Type.HasStatus)
        {
            candidate.Remove("status");
        }

        own(candidate);
        call.Type.SetDefaults?.Invoke(candidate);
        ObjectValidation.Require(call.Type, candidate, before: null);
        admission.Admit(call, candidate, isNew: true);
        if (store.Find(call.Type, new ObjectKey(call.Target.Namespace ?? "", name)) is not null)
        {
            throw Refusals.AlreadyExists(call.Type, name);
        }

        return call.DryRun ? Unstored(call, candidate) : Write(call, null, candidate) ?? throw Refusals.AlreadyExists(call.Type, name);
    }

    /// <summary>Changes an object.</summary>
    /// <param name="call">The request.</param>
    /// <param name="change">Makes the new state of the present one, which it may use up.</param>
    /// <param name="own">Records, in the new state, who owns its fields now; gets the state before, too.</param>
    public StoredObject Update(ApiCall call, Func<JsonObject, JsonObject> change, Action<JsonObject, JsonObject> own)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            StoredObject present = store.Find(call.Type, call.Key) ?? throw Refusals.NotFound(call.Type, call.Key.Name);
            JsonObject before = present.Parse();
            before["apiVersion"] = call.Type.ApiVersion;
            JsonObject after = change(before.DeepClone().AsObject());
            ObjectIdentity.Require(call, after);
            ObjectIdentity.RequireVersion(call, present, ObjectIdentity.Metadata(after));
            ObjectIdentity.Keep(before, after);
            ObjectState.KeepOtherHalf(call.Type, before, after, call.Target!.Subresource == "status");
            own(before, after);
            call.Type.SetDefaults?.Invoke(after);
            if (call.Target.Subresource is null)
            {
                ObjectValidation.Require(call.Type, after, before);
                admission.Admit(call, after, isNew: false);
            }

            if (ObjectState.AreSame(before, after) && SameOwners(before, after))
            {
                return present;
            }

            ObjectState.CountGeneration(call.Type, before, after);
            StoredObject? stored = call.DryRun
                ? ObjectWriter.Store(call.Type, after, present.ResourceVersion)
                : Write(call, present, after);
            if (stored is not null)
            {
                return stored;
            }
        }

        throw Refusals.Modified(call.Type, call.Key.Name);
    }

    /// <summary>An entry of <c>managedFields</c> for the sender of a request.</summary>
    public FieldOwner Writer(ApiCall call, string operation) => new(
        call.FieldManager, operation, call.Type.ApiVersion, call.Target!.Subresource, Now(), new FieldSet());

    /// <summary>Times alone are no change.</summary>
    private static bool SameOwners(JsonObject before, JsonObject after)
    {
        IEnumerable<string> left = OwnerList.Of(before).Owners.Select(Describe).Order(StringComparer.Ordinal);
        IEnumerable<string> right = OwnerList.Of(after).Owners.Select(Describe).Order(StringComparer.Ordinal);
        return left.SequenceEqual(right, StringComparer.Ordinal);

        static string Describe(FieldOwner owner) => (owner with { Time = null }).ToJson().ToJsonString();
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

    /// <summary>An object that a dry run would create has no version.</summary>
    private static StoredObject Unstored(ApiCall call, JsonObject value)
    {
        StoredObject stored = ObjectWriter.Store(call.Type, value, 0);
        value["metadata"]!.AsObject().Remove("resourceVersion");
        return new StoredObject(stored.Key, 0, stored.Created, value["metadata"]!["labels"], ObjectWriter.Serialize(call.Type, value));
    }

    private string Now() => clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
