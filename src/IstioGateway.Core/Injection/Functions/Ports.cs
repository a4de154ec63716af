using System.Collections;
using System.Text.Json.Nodes;

namespace IstioGateway.Injection;

/// <summary>Lists of ports as istiod's templates write them: numbers with commas between.</summary>
internal static class Ports
{
    private const string ProxyContainer = "istio-proxy";

    /// <summary>The ports of containers, without those of UDP and SCTP.</summary>
    /// <param name="containers">A []v1.Container.</param>
    /// <param name="withProxy">Whether the proxy's own container counts.</param>
    public static string Of(IList containers, bool withProxy) => string.Join(
        ',',
        containers.Cast<object?>().Select(GoStructs.Json)
            .Where(container => withProxy || Text(container?["name"]) != ProxyContainer)
            .SelectMany(container => container?["ports"] as JsonArray ?? [])
            .Where(port => Text(port?["protocol"]) is not ("UDP" or "SCTP"))
            .Select(port => port?["containerPort"]?.ToJsonString() ?? "0"));

    /// <summary>Adds a port to a list, unless it is there or is none.</summary>
    public static string Exclude(string port, string list)
    {
        string number = port.Trim();
        string[] ports = list.Split(',');
        return number is "" or "0" || ports.Contains(number)
            ? list
            : string.Join(',', ports.Select(text => text.Trim()).Where(text => text.Length > 0).Append(number));
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
