using System.Text.Json;

namespace IstioGateway.Kubernetes.Nodes;

/// <summary>
/// A value that is mostly the same from node to node (image, runtime, kernel): the text of the node before is used again, so
/// that fifteen thousand nodes do not make fifteen thousand copies.
/// </summary>
internal struct RepeatedText
{
    private string? _last;

    /// <summary>The value of this node; <see langword="null"/> when it has none.</summary>
    public string? Value { get; private set; }

    public void Set(ref Utf8JsonReader reader)
    {
        if (_last is null || !reader.ValueTextEquals(_last))
        {
            _last = reader.GetString();
        }

        Value = _last;
    }

    /// <summary>Goes on to the next node.</summary>
    public void Clear() => Value = null;
}
