using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Api;

/// <summary>One reason in the details of a refusal.</summary>
/// <param name="Reason">Machine word, such as <c>FieldValueInvalid</c>; may be empty.</param>
/// <param name="Message">For people.</param>
/// <param name="Field">Path of the field; empty when it is about none.</param>
internal sealed record StatusCause(string Reason, string Message, string Field);

/// <summary>A refusal, as the API server writes it: a <c>Status</c> object.</summary>
internal sealed record ApiStatus(int Code, string? Reason, string Message)
{
    /// <summary>Name of the object it is about.</summary>
    public string? Name { get; init; }

    /// <summary>Group of the object it is about.</summary>
    public string? Group { get; init; }

    /// <summary>Kind, or resource, of the object it is about.</summary>
    public string? Kind { get; init; }

    /// <summary>Its reasons.</summary>
    public IReadOnlyList<StatusCause> Causes { get; init; } = [];

    /// <summary>Seconds after which a retry may help.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Writes <c>details</c> even when they are empty.</summary>
    public bool EmptyDetails { get; init; }

    /// <summary>Continue token inside <c>metadata</c>, for an expired list that may go on inconsistently.</summary>
    public string? Continue { get; init; }

    /// <summary>The Status object.</summary>
    public JsonObject ToJson()
    {
        JsonObject metadata = [];
        if (Continue is not null)
        {
            metadata["continue"] = Continue;
        }

        JsonObject status = new()
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = metadata,
            ["status"] = "Failure",
            ["message"] = Message,
        };
        if (Reason is not null)
        {
            status["reason"] = Reason;
        }

        JsonObject details = Details();
        if (details.Count > 0 || EmptyDetails)
        {
            status["details"] = details;
        }

        status["code"] = Code;
        return status;
    }

    private JsonObject Details()
    {
        JsonObject details = [];
        AddText(details, "name", Name);
        AddText(details, "group", Group);
        AddText(details, "kind", Kind);
        if (Causes.Count > 0)
        {
            details["causes"] = new JsonArray([.. Causes.Select(Written)]);
        }

        if (RetryAfterSeconds is { } seconds)
        {
            details["retryAfterSeconds"] = seconds;
        }

        return details;
    }

    private static JsonObject Written(StatusCause cause)
    {
        JsonObject written = [];
        AddText(written, "reason", cause.Reason);
        AddText(written, "message", cause.Message);
        AddText(written, "field", cause.Field);
        return written;
    }

    private static void AddText(JsonObject details, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            details[name] = value;
        }
    }
}

/// <summary>Ends a request with a refusal.</summary>
internal sealed class ApiException(ApiStatus status) : Exception(status.Message)
{
    /// <summary>The answer.</summary>
    public ApiStatus Status { get; } = status;
}
