using IstioGateway.Sandbox.Api.Selectors;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Reading;

/// <summary>The selectors of a list or watch, and the namespace of its path.</summary>
internal sealed class Selection
{
    private readonly LabelSelector _labels;
    private readonly FieldSelector _fields;
    private readonly string? _namespace;

    private Selection(LabelSelector labels, FieldSelector fields, string? namespaceName, bool everything)
    {
        (_labels, _fields, _namespace, IsEverything) = (labels, fields, namespaceName, everything);
    }

    /// <summary>Whether there are no selectors.</summary>
    public bool IsEverything { get; }

    /// <summary>Reads the selectors of a request.</summary>
    /// <exception cref="ApiException">400, with the API server's words.</exception>
    public static Selection Of(ApiCall call)
    {
        string? labels = call.Query["labelSelector"];
        string? fields = call.Query["fieldSelector"];
        try
        {
            return new Selection(
                LabelSelector.Parse(labels),
                FieldSelector.Parse(fields, call.Type),
                call.Target?.Namespace,
                string.IsNullOrEmpty(labels) && string.IsNullOrEmpty(fields));
        }
        catch (FormatException malformed)
        {
            throw Refusals.BadRequest(malformed.Message);
        }
    }

    /// <summary>Whether an object is selected.</summary>
    public bool Matches(StoredObject stored) =>
        (_namespace is null || stored.Key.Namespace == _namespace) && _labels.Matches(stored.Labels) && _fields.Matches(stored);
}
