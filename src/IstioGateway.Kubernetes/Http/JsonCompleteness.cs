using System.Text.Json;

namespace IstioGateway.Kubernetes.Http;

/// <summary>Tells JSON that was cut off from JSON that is wrong.</summary>
internal static class JsonCompleteness
{
    /// <summary>Whether the text is the beginning of a JSON document and not a whole one.</summary>
    public static bool IsCutOff(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(
            utf8, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 512 }));
        try
        {
            bool any = false;
            while (reader.Read())
            {
                any = true;
            }

            return !any || reader.CurrentDepth > 0 || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
