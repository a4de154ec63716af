using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Schemas;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>Holds an object against the fields of its type: unknown ones are dropped, warned of or refused; wrong types are refused.</summary>
internal static class FieldValidation
{
    /// <summary>Checks and prunes an object.</summary>
    /// <exception cref="ApiException">400 or 422.</exception>
    public static void Check(ApiCall call, JsonObject value, string name)
    {
        foreach (string field in SchemaPruner.Prune(call.Type.Schema, value))
        {
            call.Warn($"unknown field \"{field}\"");
        }

        List<StatusCause> causes = [];
        foreach (TypeMismatch mismatch in SchemaTypes.Mismatches(call.Type.Schema, value))
        {
            string actual = SchemaTypes.NameOf(mismatch.Value);
            causes.Add(new StatusCause(
                "FieldValueTypeInvalid",
                $"Invalid value: \"{actual}\": {mismatch.Path} in body must be of type {SchemaTypes.NameOf(mismatch.Expected.Kind)}: \"{actual}\"",
                mismatch.Path));
        }

        if (causes.Count > 0)
        {
            throw Refusals.Invalid(call.Type, name, causes);
        }
    }
}
