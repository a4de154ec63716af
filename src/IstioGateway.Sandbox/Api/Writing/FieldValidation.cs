using System.Text;
using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>Holds an object against the fields of its type: unknown ones are dropped, warned of or refused; wrong types are refused.</summary>
internal static class FieldValidation
{
    /// <summary>Checks and prunes a whole object that a client has sent.</summary>
    /// <exception cref="ApiException">400 or 422.</exception>
    public static void CheckSent(ApiCall call, JsonObject value, string name) => Check(call, value, name, errors => Refusals.BadRequest(
        $"{call.Type.Kind} in version \"{call.Type.Type.Version}\" cannot be handled as a {call.Type.Kind}: {errors}"));

    /// <summary>Checks and prunes what a patch has made of an object.</summary>
    /// <exception cref="ApiException">422.</exception>
    public static void CheckPatched(ApiCall call, JsonObject value, string name)
    {
        // The refusal quotes the patched object as it was before pruning.
        JsonObject patched = value.DeepClone().AsObject();
        Check(call, value, name, errors =>
        {
            string text = Encoding.UTF8.GetString(ObjectWriter.Serialize(call.Type, patched));
            string message = $"Invalid value: {GoText.Quote(text)}: {errors}";
            return new ApiException(new ApiStatus(422, "Invalid", $" \"\" is invalid: patch: {message}")
            {
                Causes = [new StatusCause("FieldValueInvalid", message, "patch")],
            });
        });
    }

    /// <summary>Checks what an apply has made of an object; unknown fields and wrong types were refused before.</summary>
    /// <exception cref="ApiException">422.</exception>
    public static void CheckApplied(ApiCall call, JsonObject value)
    {
        if (call.Type.IsCustom)
        {
            SchemaDefaults.Fill(call.Type.Schema, value);
            RequireSchema(call.Type, value, call.Key.Name);
            EmptyFields.RemoveFromMetadata(call.Type.Schema, value);
        }
        else
        {
            EmptyFields.RemoveNulls(value);
            EmptyFields.RemoveEmpty(call.Type.Schema, value);
        }
    }

    private static void Check(ApiCall call, JsonObject value, string name, Func<string, ApiException> refuse)
    {
        string mode = call.Query["fieldValidation"] is { Length: > 0 } given ? given : "Warn";
        if (mode is not ("Strict" or "Warn" or "Ignore"))
        {
            throw Refusals.BadRequest($"fieldValidation: Unsupported value: \"{mode}\": supported values: \"Ignore\", \"Strict\", \"Warn\"");
        }

        if (!call.Type.IsCustom)
        {
            EmptyFields.RemoveNulls(value);
        }

        string[] unknown = [.. SchemaPruner.Prune(call.Type.Schema, value).Select(field => $"unknown field \"{field}\"")];
        if (unknown.Length > 0 && mode == "Strict")
        {
            throw refuse("strict decoding error: " + string.Join(", ", unknown));
        }

        if (mode == "Warn")
        {
            foreach (string warning in unknown)
            {
                call.Warn(warning);
            }
        }

        if (call.Type.IsCustom)
        {
            SchemaDefaults.Fill(call.Type.Schema, value);
            RequireSchema(call.Type, value, name);
            EmptyFields.RemoveFromMetadata(call.Type.Schema, value);
        }
        else if (SchemaTypes.Mismatches(call.Type.Schema, value) is [{ } mismatch, ..])
        {
            throw refuse($"json: cannot unmarshal {GoKind(mismatch.Value)} into Go struct field {call.Type.Kind}.{mismatch.Path} of type {GoType(mismatch.Expected)}");
        }
        else
        {
            EmptyFields.RemoveEmpty(call.Type.Schema, value);
        }
    }

    /// <summary>A custom resource is checked against its CRD. Source of the words: k8s.io/kube-openapi pkg/validation.</summary>
    private static void RequireSchema(ResourceDefinition type, JsonObject value, string name)
    {
        List<StatusCause> causes = [];
        foreach (TypeMismatch mismatch in SchemaTypes.Mismatches(type.Schema, value))
        {
            string actual = SchemaTypes.NameOf(mismatch.Value);
            causes.Add(new StatusCause(
                "FieldValueTypeInvalid",
                $"Invalid value: \"{actual}\": {mismatch.Path} in body must be of type {SchemaTypes.NameOf(mismatch.Expected.Kind)}: \"{actual}\"",
                mismatch.Path));
        }

        causes.AddRange(SchemaRequired.Missing(type.Schema, value).Select(path => new StatusCause("FieldValueRequired", "Required value", path)));
        if (causes.Count == 0)
        {
            return;
        }

        if (type.HasRules)
        {
            causes.Add(new StatusCause(
                "FieldValueInvalid",
                "Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors "
                + "to complete validation",
                "<nil>"));
        }

        throw Refusals.Invalid(type, name, causes);
    }

    private static string GoKind(JsonNode? value) => SchemaTypes.NameOf(value) switch
    {
        "boolean" => "bool",
        "integer" => "number",
        string other => other,
    };

    private static string GoType(SchemaNode expected) => expected.Kind switch
    {
        SchemaKind.Boolean => "bool",
        SchemaKind.Integer => "int32",
        SchemaKind.Number => "float64",
        SchemaKind.Map => "map[string]" + GoType(expected.Item!),
        SchemaKind.List => "[]" + GoType(expected.Item!),
        SchemaKind.Object => "struct",
        _ => "string",
    };
}
