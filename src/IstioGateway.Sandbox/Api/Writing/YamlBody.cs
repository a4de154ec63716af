using System.Text;
using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Seeding;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>Reads bodies that may be YAML; JSON, which is YAML too, is read as JSON.</summary>
internal static class YamlBody
{
    /// <summary>Parses a mapping.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static JsonObject ParseObject(ReadOnlyMemory<byte> body)
    {
        if (body.Span.TrimStart(" \t\r\n"u8).StartsWith("{"u8))
        {
            return JsonBody.ParseObject(body, "error decoding YAML");
        }

        try
        {
            return YamlText.ParseObject(Encoding.UTF8.GetString(body.Span));
        }
        catch (FormatException malformed)
        {
            throw Refusals.BadRequest("error decoding YAML: " + malformed.Message);
        }
    }
}
