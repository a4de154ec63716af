using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Api.Tables;

/// <summary>What tables have in common.</summary>
internal static class GenericTable
{
    /// <summary>The name column of every type.</summary>
    public static TableColumn NameColumn { get; } = new(
        "Name",
        "string",
        "name",
        "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to "
        + "request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and "
        + "configuration definition. Cannot be updated. More info: "
        + "https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names",
        0);

    /// <summary>The description of the age column of built-in types.</summary>
    public const string AgeDescription =
        "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set "
        + "in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and "
        + "is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: "
        + "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

    /// <summary>Name and age, which every type has.</summary>
    public static TableLayout NameAndAge { get; } = new(
        [NameColumn, new("Age", "string", "", AgeDescription, 0)],
        value => [Text(value, "metadata.name"), TableLayout.Age]);

    /// <summary>The text at a path; <see langword="null"/> when absent.</summary>
    public static JsonNode? Text(JsonObject value, string path) => At(value, path)?.DeepClone();

    /// <summary>The node at a path; <see langword="null"/> when absent.</summary>
    public static JsonNode? At(JsonNode? value, string path)
    {
        foreach (string part in path.Split('.'))
        {
            value = (value as JsonObject)?[part];
        }

        return value;
    }
}
