using System.Text.Json.Nodes;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>A Go struct that knows its JSON, as encoding/json would write it.</summary>
internal interface IJsonBacked : IGoObject
{
    /// <summary>Its JSON, keys in the order in which Go declares them.</summary>
    JsonNode? Json { get; }

    bool IGoObject.TryGetJson(out JsonNode? json)
    {
        json = Json;
        return true;
    }
}
