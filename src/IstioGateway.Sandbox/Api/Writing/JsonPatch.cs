using System.Globalization;
using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>JSON patch, RFC 6902.</summary>
internal static class JsonPatch
{
    /// <summary>The API server gives up on longer patches.</summary>
    private const int MostOperations = 10000;

    /// <summary>Applies every operation, or none.</summary>
    /// <exception cref="ApiException">400 for a patch that is none; 422 for one that does not fit or whose test fails.</exception>
    public static JsonNode? Apply(JsonNode target, JsonNode? patch)
    {
        if (patch is not JsonArray operations)
        {
            throw Refusals.BadRequest("error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch");
        }

        if (operations.Count > MostOperations)
        {
            throw new ApiException(new ApiStatus(
                413,
                "RequestEntityTooLarge",
                $"Request entity too large: The allowed maximum operations in a JSON patch is {MostOperations}, got {operations.Count}"));
        }

        // A holder, so that the whole document can be replaced as any member can.
        JsonObject holder = new() { ["doc"] = target.DeepClone() };
        foreach (JsonNode? operation in operations)
        {
            Run(holder, operation as JsonObject ?? throw Misfit());
        }

        JsonNode? result = holder["doc"];
        holder.Remove("doc");
        return result;
    }

    private static void Run(JsonObject holder, JsonObject operation)
    {
        string[] path = Pointer((string?)operation["path"]);
        switch ((string?)operation["op"])
        {
            case "add":
                Add(holder, path, operation["value"]?.DeepClone());
                break;
            case "remove":
                Remove(holder, path);
                break;
            case "replace":
                JsonNode? value = operation["value"]?.DeepClone();
                if (path.Length == 1)
                {
                    holder["doc"] = value;
                    break;
                }

                Replace(holder, path, value);
                break;
            case "move":
                string[] from = Pointer((string?)operation["from"]);
                JsonNode? moved = Find(holder, from)?.DeepClone();
                Remove(holder, from);
                Add(holder, path, moved);
                break;
            case "copy":
                Add(holder, path, Find(holder, Pointer((string?)operation["from"]))?.DeepClone());
                break;
            case "test":
                if (!JsonNode.DeepEquals(Find(holder, path, orNull: true), operation["value"]))
                {
                    throw Misfit();
                }

                break;
            default:
                throw Misfit();
        }
    }

    private static string[] Pointer(string? text)
    {
        if (text is null || (text.Length > 0 && text[0] != '/'))
        {
            throw Misfit();
        }

        string[] parts = text.Split('/');
        parts[0] = "doc";
        return [.. parts.Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
    }

    private static JsonNode? Find(JsonObject holder, string[] path, bool orNull = false)
    {
        JsonNode? node = holder;
        foreach (string part in path)
        {
            switch (node)
            {
                case JsonObject map when map.TryGetPropertyValue(part, out JsonNode? member):
                    node = member;
                    break;
                case JsonObject when orNull:
                    return null;
                case JsonArray list:
                    node = list[Index(list, part, list.Count - 1)];
                    break;
                default:
                    throw Misfit();
            }
        }

        return node;
    }

    private static void Add(JsonObject holder, string[] path, JsonNode? value)
    {
        switch (Find(holder, path[..^1]))
        {
            case JsonObject map:
                map[path[^1]] = value;
                break;
            case JsonArray list:
                list.Insert(path[^1] == "-" ? list.Count : Index(list, path[^1], list.Count), value);
                break;
            default:
                throw Misfit();
        }
    }

    private static void Remove(JsonObject holder, string[] path)
    {
        switch (Find(holder, path[..^1]))
        {
            case JsonObject map when map.Remove(path[^1]):
                break;
            case JsonArray list:
                list.RemoveAt(Index(list, path[^1], list.Count - 1));
                break;
            default:
                throw Misfit();
        }
    }

    private static void Replace(JsonObject holder, string[] path, JsonNode? value)
    {
        switch (Find(holder, path[..^1]))
        {
            case JsonObject map when map.ContainsKey(path[^1]):
                map[path[^1]] = value;
                break;
            case JsonArray list:
                list[Index(list, path[^1], list.Count - 1)] = value;
                break;
            default:
                throw Misfit();
        }
    }

    private static int Index(JsonArray list, string text, int last) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index <= last && list.Count >= index
            ? index
            : throw Misfit();

    private static ApiException Misfit() => new(
        new ApiStatus(422, "Invalid", "the server rejected our request due to an error in our request") { EmptyDetails = true });
}
