using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Reading;

/// <summary>Writes stored objects into answers from the bytes they are kept as.</summary>
internal static class ObjectEncoder
{
    /// <summary>A whole object, in the API version it was asked for.</summary>
    public static ReadOnlyMemory<byte> Whole(ResourceDefinition type, StoredObject stored)
    {
        if (!type.IsCustom || !type.HasOtherVersions)
        {
            return stored.Json;
        }

        JsonObject value = stored.Parse();
        value["apiVersion"] = type.ApiVersion;
        return ObjectWriter.Serialize(type, value);
    }

    /// <summary>An item of a list: built-in types leave out kind and apiVersion there.</summary>
    public static void WriteItem(IBufferWriter<byte> output, ResourceDefinition type, StoredObject stored)
    {
        ReadOnlySpan<byte> json = Whole(type, stored).Span;
        if (!type.IsCustom)
        {
            int skipped = Encoding.UTF8.GetByteCount($"{{\"kind\":\"{type.Kind}\",\"apiVersion\":\"{type.ApiVersion}\",");
            output.Write("{"u8);
            json = json[skipped..];
        }

        output.Write(json);
    }

    /// <summary>Metadata alone.</summary>
    public static void WriteMetadata(IBufferWriter<byte> output, StoredObject stored, string version, bool inList)
    {
        if (!inList)
        {
            Write(output, $"{{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/{version}\",\"metadata\":");
        }
        else
        {
            output.Write("{\"metadata\":"u8);
        }

        output.Write(stored.MetadataJson.Span);
        output.Write("}"u8);
    }

    /// <summary>Text as UTF-8.</summary>
    public static void Write(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
