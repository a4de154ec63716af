using System.Text.Json.Nodes;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>A Go value that templates hand to functions which write JSON or YAML (<c>structToJSON</c>, <c>toYaml</c>).</summary>
internal interface IJsonBacked : IGoObject
{
    /// <summary>
    /// The value as <c>encoding/json</c> writes it (a protobuf message: as it was given): fields in declared order, empty ones
    /// left out where they are <c>omitempty</c>. It belongs to the value: clone it before changing it or giving it a parent.
    /// </summary>
    JsonNode? Json { get; }

    /// <inheritdoc/>
    bool IGoObject.TryGetJson(out JsonNode? json)
    {
        json = Json;
        return true;
    }
}
