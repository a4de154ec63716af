namespace IstioGateway.Sandbox.Faults;

/// <summary>Which requests a fault hits; what is not set matches everything.</summary>
public sealed record FaultRule
{
    /// <summary>What happens to them.</summary>
    public required FaultEffect Effect { get; init; }

    /// <summary>HTTP method in capitals.</summary>
    public string? Method { get; init; }

    /// <summary>Regular expression found in the path, the question mark and the query.</summary>
    public string? Path { get; init; }

    /// <summary>Kubernetes verb: get, list, watch, create, update, patch, delete.</summary>
    public string? Verb { get; init; }

    /// <summary>Plural of the resource, such as <c>nodes</c>.</summary>
    public string? Resource { get; init; }

    /// <summary>Name of the sender.</summary>
    public string? User { get; init; }

    /// <summary>How many matching requests pass first.</summary>
    public int Skip { get; init; }

    /// <summary>How many matching requests are hit; <see langword="null"/> for all.</summary>
    public int? Count { get; init; }
}
