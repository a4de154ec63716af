using System.Text.Json;
using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Tests.Wire;

/// <summary>Bodies without what differs from run to run: uids, times, versions and field owners.</summary>
internal static class WireComparison
{
    private const string QuotedObject = "Invalid value: \"{";

    /// <summary>A body in a form that can be compared.</summary>
    public static string Normalise(string file, string body, string answered)
    {
        if (!body.TrimStart().StartsWith('{'))
        {
            return body;
        }

        return string.Join('\n', Lines(body).Zip(
            Lines(answered).Concat(Enumerable.Repeat("{}", int.MaxValue)),
            (line, other) => NormaliseObject(file, line, other)));
    }

    /// <summary>A watch's body is one object per line; any other body is one object.</summary>
    private static string[] Lines(string body)
    {
        string[] lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.All(line => line.StartsWith('{') && line.EndsWith('}')) ? lines : [body];
    }

    private static string NormaliseObject(string file, string text, string answered)
    {
        JsonObject value = JsonNode.Parse(text)!.AsObject();
        WireDeviations.Level(file, value, JsonNode.Parse(answered)!.AsObject());
        Strip(value);
        return Sort(value)!.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    private static void Strip(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (string name in new[] { "uid", "resourceVersion", "managedFields", "creationTimestamp" })
                {
                    map.Remove(name);
                }

                if ((string?)(map["message"] as JsonValue) is { } message && message.Contains(QuotedObject, StringComparison.Ordinal))
                {
                    map["message"] = StripQuoted(message);
                }

                foreach ((_, JsonNode? member) in map)
                {
                    Strip(member);
                }

                break;
            case JsonArray list:
                foreach (JsonNode? item in list)
                {
                    Strip(item);
                }

                break;
        }
    }

    /// <summary>A refusal may quote the whole object it is about.</summary>
    private static string StripQuoted(string message)
    {
        int start = message.IndexOf(QuotedObject, StringComparison.Ordinal) + QuotedObject.Length - 2;
        int end = message.LastIndexOf("}\"", StringComparison.Ordinal) + 2;
        JsonNode quoted = JsonNode.Parse(JsonSerializer.Deserialize<string>(message[start..end])!)!;
        Strip(quoted);
        return message[..start] + Sort(quoted)!.ToJsonString() + message[end..];
    }

    private static JsonNode? Sort(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sort(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sort)]),
        _ => node?.DeepClone(),
    };
}
