using System.Text.Json;
using System.Text.Json.Nodes;

namespace IstioGateway.Kubernetes.Http;

/// <summary>The parts of a <c>meta.k8s.io/v1 Status</c> object that we use.</summary>
/// <param name="Code">HTTP status code as the object repeats it; 0 where it does not.</param>
/// <param name="Reason">Machine-readable reason, such as <c>NotFound</c>.</param>
/// <param name="Message">The server's words.</param>
/// <param name="Causes"><c>details.causes</c> as <c>field: message</c>.</param>
/// <param name="Name"><c>details.name</c>.</param>
/// <param name="Continue"><c>metadata.continue</c>.</param>
/// <param name="RetryAfter"><c>details.retryAfterSeconds</c>.</param>
internal sealed record ServerStatus(
    int Code, string? Reason, string? Message, IReadOnlyList<string> Causes, string? Name, string? Continue, TimeSpan? RetryAfter)
{
    /// <summary>Reads a Status; <see langword="null"/> if the text is anything else.</summary>
    public static ServerStatus? Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 64 });
            return From(JsonNode.Parse(ref reader) as JsonObject);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Reads a Status; <see langword="null"/> if the object is anything else.</summary>
    public static ServerStatus? From(JsonObject? status)
    {
        if (status is null || Text(status, "kind") != "Status")
        {
            return null;
        }

        var details = status["details"] as JsonObject;
        List<string> causes = [];
        if (details?["causes"] is JsonArray array)
        {
            foreach (JsonNode? item in array)
            {
                if (item is JsonObject cause)
                {
                    string? field = Text(cause, "field");
                    string message = Text(cause, "message") ?? Text(cause, "reason") ?? "";
                    causes.Add(field is null ? message : $"{field}: {message}");
                }
            }
        }

        int retryAfter = Number(details, "retryAfterSeconds");
        return new ServerStatus(
            Number(status, "code"),
            Text(status, "reason"),
            Text(status, "message"),
            causes,
            Text(details, "name"),
            Text(status["metadata"] as JsonObject, "continue"),
            retryAfter > 0 ? TimeSpan.FromSeconds(retryAfter) : null);
    }

    private static string? Text(JsonObject? node, string key) =>
        node?[key] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    private static int Number(JsonObject? node, string key) =>
        node?[key] is JsonValue value && value.TryGetValue(out int number) ? number : 0;
}
