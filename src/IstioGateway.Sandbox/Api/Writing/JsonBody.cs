using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>
/// Reads JSON as Go's decoder does: of a field that occurs twice the last one counts (a <see cref="JsonNode"/> would refuse
/// it when it is touched), and refusals are in its words.
/// </summary>
internal static class JsonBody
{
    private const int Depth = 128;

    /// <summary>Parses JSON.</summary>
    /// <param name="body">UTF-8.</param>
    /// <param name="what">What the refusal begins with.</param>
    /// <exception cref="ApiException">400.</exception>
    public static JsonNode? Parse(ReadOnlyMemory<byte> body, string what)
    {
        try
        {
            Utf8JsonReader reader = new(body.Span, new JsonReaderOptions { MaxDepth = Depth });
            reader.Read();
            JsonNode? value = Read(ref reader);
            return reader.Read() ? throw new JsonException("trailing data") : value;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw Refusals.BadRequest($"{what}: {Describe(body.Span)}");
        }
    }

    /// <summary>Parses a JSON object.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static JsonObject ParseObject(ReadOnlyMemory<byte> body, string what) =>
        Parse(body, what) as JsonObject
        ?? throw Refusals.BadRequest($"{what}: json: cannot unmarshal into Go value of type map[string]interface {{}}");

    private static JsonNode? Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                JsonObject map = [];
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    string name = reader.GetString()!;
                    reader.Read();
                    map.Remove(name);
                    map.Add(name, Read(ref reader));
                }

                return map;
            case JsonTokenType.StartArray:
                JsonArray list = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    list.Add(Read(ref reader));
                }

                return list;
            case JsonTokenType.String:
                return JsonValue.Create(reader.GetString());
            case JsonTokenType.Null:
                return null;
            default:
                return JsonValue.Create(JsonElement.ParseValue(ref reader));
        }
    }

    /// <summary>Go tells a text that ends too early apart from one with a wrong character.</summary>
    private static string Describe(ReadOnlySpan<byte> body)
    {
        Utf8JsonReader reader = new(body, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = Depth }));
        try
        {
            while (reader.Read())
            {
                // Only how far it can be read matters.
            }
        }
        catch (JsonException malformed)
        {
            int at = OffsetOf(body, malformed);
            Rune.DecodeFromUtf8(body[at..], out Rune wrong, out _);
            return $"invalid character {QuoteCharacter(wrong)} {Place(body[..at], reader.TokenType)}";
        }

        return "unexpected end of JSON input";
    }

    private static int OffsetOf(ReadOnlySpan<byte> body, JsonException malformed)
    {
        int offset = 0;
        for (long line = malformed.LineNumber ?? 0; line > 0; line--)
        {
            offset += body[offset..].IndexOf((byte)'\n') + 1;
        }

        return (int)Math.Min(offset + (malformed.BytePositionInLine ?? 0), body.Length - 1);
    }

    private static string QuoteCharacter(Rune character) => character.Value switch
    {
        '\'' => @"'\''",
        '"' => "'\"'",
        _ => $"'{GoText.Quote(character.ToString())[1..^1]}'",
    };

    private static string Place(ReadOnlySpan<byte> before, JsonTokenType last)
    {
        foreach (string literal in new[] { "true", "false", "null" })
        {
            for (int read = literal.Length - 1; read > 0; read--)
            {
                if (before.EndsWith(Encoding.ASCII.GetBytes(literal[..read])))
                {
                    return $"in literal {literal} (expecting '{literal[read]}')";
                }
            }
        }

        return last == JsonTokenType.StartObject ? "looking for beginning of object key string" : "looking for beginning of value";
    }
}
