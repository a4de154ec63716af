using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Schemas;

namespace IstioGateway.Sandbox.Storage;

/// <summary>
/// Writes objects in the order the API server does: built-in types in the order of their Go structs as far as clients see it
/// (kind, apiVersion, metadata, then the rest), custom resources with sorted keys throughout.
/// </summary>
internal static class ObjectWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly string[] MetadataOrder =
    [
        "name", "generateName", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
        "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers", "managedFields",
    ];

    /// <summary>Makes the stored form of an object, giving it a version.</summary>
    public static StoredObject Store(ResourceDefinition type, JsonObject value, long version)
    {
        JsonObject metadata = value["metadata"]!.AsObject();
        metadata["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        ObjectKey key = new((string?)metadata["namespace"] ?? "", (string)metadata["name"]!);
        DateTimeOffset created = DateTimeOffset.TryParse(
            (string?)metadata["creationTimestamp"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : DateTimeOffset.UnixEpoch;
        return new StoredObject(key, version, created, metadata["labels"], Serialize(type, value));
    }

    /// <summary>The bytes of an object as they are stored and sent.</summary>
    public static byte[] Serialize(ResourceDefinition type, JsonObject value)
    {
        ArrayBufferWriter<byte> buffer = new(4096);
        using (Utf8JsonWriter writer = new(buffer, Options))
        {
            if (type.IsCustom)
            {
                WriteSorted(writer, value);
            }
            else
            {
                WriteBuiltIn(writer, type, value);
            }
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The bytes of any JSON, in the order it has.</summary>
    public static byte[] Serialize(JsonNode value)
    {
        ArrayBufferWriter<byte> buffer = new(1024);
        using (Utf8JsonWriter writer = new(buffer, Options))
        {
            value.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The bytes of any JSON and a line feed, as watches send them.</summary>
    public static byte[] SerializeLine(JsonNode value) => [.. Serialize(value), (byte)'\n'];

    /// <summary>The bytes of any JSON, indented by two.</summary>
    public static byte[] SerializeIndented(JsonNode value)
    {
        ArrayBufferWriter<byte> buffer = new(1024);
        using (Utf8JsonWriter writer = new(buffer, Options with { Indented = true }))
        {
            value.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteBuiltIn(Utf8JsonWriter writer, ResourceDefinition type, JsonObject value)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", type.Kind);
        writer.WriteString("apiVersion", type.ApiVersion);
        writer.WritePropertyName("metadata");
        JsonObject metadata = value["metadata"]!.AsObject();
        writer.WriteStartObject();
        foreach (string name in MetadataOrder)
        {
            WriteMember(writer, name, metadata[name]);
        }

        foreach ((string name, JsonNode? member) in metadata)
        {
            if (!MetadataOrder.Contains(name))
            {
                WriteMember(writer, name, member);
            }
        }

        writer.WriteEndObject();
        foreach ((string name, JsonNode? member) in value)
        {
            if (name is not ("kind" or "apiVersion" or "metadata"))
            {
                // Go writes a null where a time is not set, such as an Event's; what clients send as null was removed before.
                writer.WritePropertyName(name);
                if (member is null)
                {
                    writer.WriteNullValue();
                }
                else
                {
                    member.WriteTo(writer);
                }
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter writer, string name, JsonNode? member)
    {
        if (member is not null)
        {
            writer.WritePropertyName(name);
            member.WriteTo(writer);
        }
    }

    private static void WriteSorted(Utf8JsonWriter writer, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map:
                writer.WriteStartObject();
                foreach ((string name, JsonNode? member) in map.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    WriteSorted(writer, member);
                }

                writer.WriteEndObject();
                break;
            case JsonArray list:
                writer.WriteStartArray();
                foreach (JsonNode? item in list)
                {
                    WriteSorted(writer, item);
                }

                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
