using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Schemas;

namespace IstioGateway.Sandbox.Api.Validation;

/// <summary>Holds a complete object against the rules of its kind, after its defaults are filled.</summary>
internal static class ObjectValidation
{
    /// <summary>Refuses an object that breaks a rule.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="after">The object.</param>
    /// <param name="before">The object before; <see langword="null"/> when it is new.</param>
    /// <exception cref="ApiException">422 with every cause.</exception>
    public static void Require(ResourceDefinition type, JsonObject after, JsonObject? before)
    {
        string name = after.Text("metadata", "name") ?? "";
        StatusCause[] causes =
        [
            .. before is null ? FieldCauses.OfName(name, type.Names) : [],
            .. type.Validate?.Invoke(after, before) ?? [],
        ];
        if (causes.Length > 0)
        {
            throw Refusals.Invalid(type, name, causes);
        }
    }
}
