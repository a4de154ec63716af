namespace IstioGateway.Readiness;

/// <summary>What somebody should know while a rollout goes on.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Message">One sentence, with the operator's own words where there are any.</param>
public sealed record RolloutWarning(RolloutWarningKind Kind, string Message);

/// <summary>What a <see cref="RolloutWarning"/> is about.</summary>
public enum RolloutWarningKind
{
    /// <summary>The operator could not install the change, and says so for longer than a moment.</summary>
    ReconcileError,

    /// <summary>The operator does not write the injector ConfigMap (<c>global.omitSidecarInjectorConfigMap</c>).</summary>
    ConfigMapOmitted,

    /// <summary>Revisions other than the active one are in use and do not get the change.</summary>
    OlderRevisionsInUse,
}
