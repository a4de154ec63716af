namespace IstioGateway.Kubernetes.Http;

/// <summary>What an answer's body may cost.</summary>
/// <param name="Idle">Longest time without a byte; infinite for a watch, which may have nothing to say.</param>
/// <param name="MaximumBytes">Most bytes, after decompression.</param>
/// <param name="Clock">The clock of <paramref name="Idle"/>.</param>
internal sealed record BodyLimits(TimeSpan Idle, long MaximumBytes, TimeProvider Clock)
{
    /// <summary>
    /// Forty times what etcd stores as one object (1.5 MiB); a page of a list is below it too. Beyond it, something else answers.
    /// </summary>
    public const long OneDocument = 64L * 1024 * 1024;

    /// <summary>For what is read as a stream and not kept.</summary>
    public const long Unlimited = long.MaxValue;
}
