using System.Text.Json.Nodes;

namespace IstioGateway.Injection;

/// <summary>A pod as istiod holds it after decoding.</summary>
/// <param name="Pod">The pod as <c>encoding/json</c> writes the typed value. It shares no node with what was decoded.</param>
/// <param name="Dropped">Paths of fields that the type does not have: <c>spec.securityContext.capabilities</c>.</param>
internal sealed record PodDecodeResult(JsonObject Pod, IReadOnlyList<string> Dropped);
