using IstioGateway.Clusters;

namespace IstioGateway.Commands.Errors;

/// <summary>Writes of which nobody knows whether they were done.</summary>
internal static class OpenOutcome
{
    /// <summary>Whether the server may have done what was asked, although no answer says so.</summary>
    public static bool Leaves(Exception exception) => exception is OperationCanceledException
        or ClusterException { Kind: ClusterErrorKind.Timeout or ClusterErrorKind.Unreachable or ClusterErrorKind.BadResponse };
}
