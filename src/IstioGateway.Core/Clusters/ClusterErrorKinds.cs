namespace IstioGateway.Clusters;

/// <summary>What the classes of failures have in common.</summary>
internal static class ClusterErrorKinds
{
    /// <summary>Whether what failed so may succeed a little later, without anybody doing anything about it.</summary>
    public static bool IsTransient(this ClusterErrorKind kind) => kind is ClusterErrorKind.Unreachable or ClusterErrorKind.ServerError
        or ClusterErrorKind.TooManyRequests or ClusterErrorKind.Timeout or ClusterErrorKind.BadResponse or ClusterErrorKind.Expired;
}
