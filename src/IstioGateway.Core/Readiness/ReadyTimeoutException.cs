using IstioGateway.Clusters;

namespace IstioGateway.Readiness;

/// <summary>A resource did not become Ready in time.</summary>
public sealed class ReadyTimeoutException : Exception
{
    internal ReadyTimeoutException(IstioStatus status, TimeSpan timeout, ClusterException? lastFailure)
        : base(Describe(status, timeout), lastFailure) => Status = status;

    /// <summary>What was last seen; its stage is <see cref="ReadyStage.Unseen"/> when nothing was.</summary>
    public IstioStatus Status { get; }

    private static string Describe(IstioStatus status, TimeSpan timeout)
    {
        string conditions = status.Conditions.Count == 0 ? "" : $" Conditions: {string.Join(", ", status.Conditions)}.";
        string what = status.TemplateName is null ? "was not Ready" : $"had not rolled out the change of template '{status.TemplateName}'";
        return FormattableString.Invariant(
            $"istios.sailoperator.io/{status.Name} {what} within {timeout.TotalSeconds:0.###} s. {status.Reason}{conditions}");
    }
}
