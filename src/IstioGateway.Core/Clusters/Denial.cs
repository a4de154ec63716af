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

        return new ClusterException(failure.Kind, failure.Message, failure)
        {
            StatusCode = failure.StatusCode,
            Reason = failure.Reason,
            ServerMessage = failure.ServerMessage,
            Causes = failure.Causes,
            Verb = verb,
            ResourceType = failure.ResourceType,
            ResourceName = verb == "create" ? null : failure.ResourceName,
            Namespace = failure.Namespace,
        };
    }

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
