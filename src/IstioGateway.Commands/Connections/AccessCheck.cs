using IstioGateway.Clusters;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Pipeline;

namespace IstioGateway.Commands.Connections;

/// <summary>
/// Asks whether a request would be allowed before any other work for it is done: before a person is asked, before a backup is
/// written. A server that does not answer such questions is no obstacle, for the request itself is judged all the same.
/// </summary>
internal static class AccessCheck
{
    /// <summary>Asks the server; what it does not say counts as a yes.</summary>
    /// <param name="api">The connection.</param>
    /// <param name="cluster">Its name, for messages.</param>
    /// <param name="question">What is to be done.</param>
    /// <param name="pipeline">Where it is told.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns><see langword="null"/>, or the denial in the form in which the request itself would be denied.</returns>
    /// <exception cref="ClusterException">The server cannot be asked anything at all.</exception>
    public static async Task<ClusterException?> DenialAsync(
        IClusterApi api, string cluster, AccessQuestion question, IPipeline pipeline, CancellationToken cancellationToken)
    {
        try
        {
            if (!await api.IsAllowedAsync(question, cancellationToken).ConfigureAwait(false))
            {
                return Denied(question);
            }

            pipeline.WriteVerbose(Messages.Get("PatchWouldBeAllowed", cluster, question.Verb, What(question)));
        }
        catch (ClusterException failure) when (IsNoAnswer(failure.Kind))
        {
            pipeline.WriteVerbose(Messages.Get("AccessUnknown", cluster, question.Verb, What(question), failure.Message));
        }

        return null;
    }

    /// <summary>What is asked about, as kubectl writes it.</summary>
    public static string What(AccessQuestion question) => (question.Name, question.Subresource) switch
    {
        (null, null) => question.Type.QualifiedName,
        (null, { } part) => $"{question.Type.QualifiedName}/{part}",
        ({ } name, _) => $"{question.Type.QualifiedName}/{name}",
    };

    /// <summary>Answers about the review itself, which say nothing of the request.</summary>
    private static bool IsNoAnswer(ClusterErrorKind kind) => kind is ClusterErrorKind.Forbidden or ClusterErrorKind.TypeNotServed
        or ClusterErrorKind.ResourceNotFound or ClusterErrorKind.BadRequest or ClusterErrorKind.Invalid or ClusterErrorKind.BadResponse;

    private static ClusterException Denied(AccessQuestion question) => new(
        ClusterErrorKind.Forbidden, Messages.Get("PatchNotAllowed", question.Verb, What(question)))
    {
        Verb = question.Verb,
        ResourceType = question.Type,
        ResourceName = question.Name,
        Subresource = question.Subresource,
        Namespace = question.Namespace,
    };
}
