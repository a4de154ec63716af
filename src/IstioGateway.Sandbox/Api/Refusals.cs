using IstioGateway.Sandbox.Schemas;

namespace IstioGateway.Sandbox.Api;

/// <summary>The API server's refusals, word for word. Source: k8s.io/apimachinery pkg/api/errors and recorded answers.</summary>
internal static class Refusals
{
    public static ApiException NotFound(ResourceDefinition type, string name) => new(
        new ApiStatus(404, "NotFound", $"{type.Type.QualifiedName} \"{name}\" not found")
        {
            Name = name,
            Group = type.Type.Group,
            Kind = type.Type.Plural,
        });

    public static ApiException Unauthorized() => new(new ApiStatus(401, "Unauthorized", "Unauthorized"));

    public static ApiException BadRequest(string message) => new(new ApiStatus(400, "BadRequest", message));

    public static ApiException AlreadyExists(ResourceDefinition type, string name) => new(
        new ApiStatus(409, "AlreadyExists", $"{type.Type.QualifiedName} \"{name}\" already exists")
        {
            Name = name,
            Group = type.Type.Group,
            Kind = type.Type.Plural,
        });

    public static ApiException Conflict(ResourceDefinition type, string name, string why) => new(
        new ApiStatus(409, "Conflict", $"Operation cannot be fulfilled on {type.Type.QualifiedName} \"{name}\": {why}")
        {
            Name = name,
            Group = type.Type.Group,
            Kind = type.Type.Plural,
        });

    public static ApiException Forbidden(ResourceDefinition type, string name, string why) => new(
        new ApiStatus(403, "Forbidden", $"{type.Type.QualifiedName} \"{name}\" is forbidden: {why}")
        {
            Name = name,
            Group = type.Type.Group,
            Kind = type.Type.Plural,
        });

    public static ApiException Modified(ResourceDefinition type, string name) => Conflict(
        type, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiException TooLarge(int limit) => new(
        new ApiStatus(413, "RequestEntityTooLarge", $"Request entity too large: limit is {limit}"));

    public static ApiException Internal(string message) => new(new ApiStatus(500, null, message));

    public static ApiException MethodNotAllowed() => new(
        new ApiStatus(405, "MethodNotAllowed", "the server does not allow this method on the requested resource") { EmptyDetails = true });

    public static ApiException UnsupportedMediaType(IEnumerable<string> accepted) => new(new ApiStatus(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: " + string.Join(", ", accepted)));

    public static ApiException NotAcceptable(IEnumerable<string> served) => new(new ApiStatus(
        406, "NotAcceptable", "only the following media types are accepted: " + string.Join(", ", served)));

    /// <summary>422 with its causes, listed in the message as Go prints an aggregate.</summary>
    public static ApiException Invalid(ResourceDefinition type, string name, IReadOnlyList<StatusCause> causes)
    {
        string[] parts = [.. causes.Select(cause => $"{cause.Field}: {cause.Message}").Distinct()];
        string list = parts.Length == 1 ? parts[0] : $"[{string.Join(", ", parts)}]";
        return new ApiException(new ApiStatus(422, "Invalid", $"{QualifiedKind(type)} \"{name}\" is invalid: {list}")
        {
            Name = name,
            Group = type.Type.Group,
            Kind = type.Kind,
            Causes = causes,
        });
    }

    /// <summary>How the server names a kind in a message: <c>Istio.sailoperator.io</c>, <c>Pod</c>.</summary>
    public static string QualifiedKind(ResourceDefinition type) =>
        type.Type.Group.Length == 0 ? type.Kind : $"{type.Kind}.{type.Type.Group}";
}
