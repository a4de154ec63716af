namespace IstioGateway.Readiness;

/// <summary>
/// The port to the only proof there is of what istiod does: a gateway pod that is created in a dry run
/// (<c>POST .../pods?dryRun=All</c>), which the injection webhook mutates and nobody stores.
/// </summary>
public interface IInjectionProbe
{
    /// <summary>Asks once. Which replica of istiod answers is not ours to choose.</summary>
    /// <param name="question">What to look for.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Clusters.ClusterException">
    /// The server gave no answer about a pod. What may pass by itself is asked again; no such namespace, no right and the like end
    /// the wait.
    /// </exception>
    Task<InjectionSighting> ProbeAsync(InjectionQuestion question, CancellationToken cancellationToken);
}

/// <summary>What a probe is to look for.</summary>
/// <param name="Goal">The template and its text's hash.</param>
/// <param name="Text">The text as the <c>Istio</c> resource has it; <see langword="null"/> when the override is to be gone.</param>
/// <param name="Revision">The revision whose webhook is to inject.</param>
/// <param name="IstioNamespace">Where its istiod runs.</param>
public sealed record InjectionQuestion(RolloutGoal Goal, string? Text, string Revision, string IstioNamespace);

/// <summary>What one dry-run pod showed.</summary>
/// <param name="Carries">Whether the pod was made with the template that is wanted.</param>
/// <param name="Reason">One sentence that says why not, or by whom it was injected.</param>
public sealed record InjectionSighting(bool Carries, string Reason);
