using System.Text;
using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Api.Discovery;

/// <summary>
/// Reads the few fields of a SelfSubjectAccessReview out of Kubernetes' protobuf envelope.
/// Source: k8s.io/apimachinery pkg/runtime/generated.proto (Unknown), k8s.io/api authorization/v1/generated.proto.
/// </summary>
internal static class AccessReviewProtobuf
{
    private const int RawOfUnknown = 2;
    private const int SpecOfReview = 2;
    private const int ResourceOfSpec = 1;
    private const int PathOfSpec = 2;

    private static readonly string[] ResourceFields = ["", "namespace", "verb", "group", "version", "resource", "subresource", "name"];
    private static readonly string[] PathFields = ["", "path", "verb"];

    private static ReadOnlySpan<byte> Magic => [0x6b, 0x38, 0x73, 0x00];

    /// <summary>The review's spec as JSON.</summary>
    /// <exception cref="ApiException">400: the bytes are something else.</exception>
    public static JsonObject ReadSpec(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Magic))
        {
            throw Refusals.BadRequest("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }

        ReadOnlySpan<byte> spec = Field(Field(body[Magic.Length..], RawOfUnknown), SpecOfReview);
        JsonObject result = [];
        Add(result, "resourceAttributes", Field(spec, ResourceOfSpec), ResourceFields);
        Add(result, "nonResourceAttributes", Field(spec, PathOfSpec), PathFields);
        return result;
    }

    private static void Add(JsonObject result, string name, ReadOnlySpan<byte> message, string[] fields)
    {
        if (message.IsEmpty)
        {
            return;
        }

        JsonObject attributes = [];
        for (int number = 1; number < fields.Length; number++)
        {
            if (Field(message, number) is { IsEmpty: false } text)
            {
                attributes[fields[number]] = Encoding.UTF8.GetString(text);
            }
        }

        result[name] = attributes;
    }

    /// <summary>The bytes of a length-delimited field; empty when absent.</summary>
    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> message, int number)
    {
        while (!message.IsEmpty)
        {
            ulong tag = Number(ref message);
            switch (tag & 7)
            {
                case 0:
                    Number(ref message);
                    break;
                case 2:
                    ulong length = Number(ref message);
                    if (length > (ulong)message.Length)
                    {
                        throw Malformed();
                    }

                    if (tag >> 3 == (ulong)number)
                    {
                        return message[..(int)length];
                    }

                    message = message[(int)length..];
                    break;
                default:
                    throw Malformed();
            }
        }

        return default;
    }

    private static ulong Number(ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64 && !message.IsEmpty; shift += 7)
        {
            byte part = message[0];
            message = message[1..];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Malformed();
    }

    private static ApiException Malformed() => Refusals.BadRequest("proto: illegal wireType");
}
