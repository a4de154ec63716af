namespace IstioGateway.Clusters;

/// <summary>
/// Tells a missing right from a refusal of the content: both are 403. The authorizer says "cannot VERB resource" (apiserver
/// pkg/endpoints/handlers/responsewriters/errors.go), or nothing at all where an apply would have to create the object (update.go,
/// <c>withAuthorization</c>); quota, Pod Security and policies use words of their own.
/// </summary>
internal static class Denial
{
    private const string Cannot = " cannot ";
    private const string Nothing = " is forbidden:";

    /// <summary>Whether admission refused the content, and no right is missing.</summary>
    public static bool IsByAdmission(ClusterException failure) =>
        failure.Kind == ClusterErrorKind.Forbidden && failure.ServerMessage is not null && DeniedVerb(failure) is null;

    /// <summary>Whether the server judged the object that was sent, and not who sent it.</summary>
    public static bool IsOfContent(ClusterException failure) =>
        failure.Kind is ClusterErrorKind.Invalid or ClusterErrorKind.BadRequest || IsByAdmission(failure);

    /// <summary>
    /// The denial as it is about the verb that was denied: an apply of what is not there needs the right to create, too, which no
    /// rule can give for one name.
    /// </summary>
    public static ClusterException OfItsVerb(ClusterException failure)
    {
        if (failure.Kind != ClusterErrorKind.Forbidden || DeniedVerb(failure) is not { } verb || verb == failure.Verb)
        {
            return failure;
        }

        return With(failure, verb, failure.ResourceType, verb == "create" ? null : failure.ResourceName, failure.Namespace);
    }

    /// <summary>The denial of a request that selects one resource by its name, so that the rule to add is for that name alone.</summary>
    public static ClusterException About(ClusterException failure, string verb, ResourceRef resource) =>
        With(failure, verb, resource.Type, resource.Name, resource.Namespace);

    private static ClusterException With(ClusterException failure, string verb, ResourceType? type, string? name, string? place) =>
        new(failure.Kind, failure.Message, failure)
        {
            StatusCode = failure.StatusCode,
            Reason = failure.Reason,
            ServerMessage = failure.ServerMessage,
            Causes = failure.Causes,
            Verb = verb,
            ResourceType = type,
            ResourceName = name,
            Namespace = place,
        };

    private static string? DeniedVerb(ClusterException failure)
    {
        string words = failure.ServerMessage ?? failure.Message;
        if (words.TrimEnd().EndsWith(Nothing, StringComparison.Ordinal))
        {
            return "create";
        }

        int start = words.IndexOf(Cannot, StringComparison.Ordinal);
        int end = start < 0 ? -1 : words.IndexOf(" resource", start, StringComparison.Ordinal);
        return end < 0 ? null : words[(start + Cannot.Length)..end];
    }
}
