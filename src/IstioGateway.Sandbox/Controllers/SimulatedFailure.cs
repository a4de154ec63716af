using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Controllers;

/// <summary>
/// The ways in which the simulated mesh can fail, switched on by an annotation of the <c>Istio</c> resource, so that any
/// client can rehearse them: <c>kubectl annotate istio default sandbox.istiogateway.dev/failure=ReconcileError</c>.
/// </summary>
internal enum SimulatedFailure
{
    /// <summary>Nothing fails.</summary>
    None,

    /// <summary>The operator does not run: nothing is observed, no status moves.</summary>
    OperatorGone,

    /// <summary>Helm fails: the revision is not reconciled and the ConfigMap stays, yet Ready stays true (facts of Sail 1.30).</summary>
    ReconcileError,

    /// <summary>
    /// The operator hangs between its two controllers: the revision has the change and the <c>Istio</c> resource claims Ready for it,
    /// but nothing is installed.
    /// </summary>
    RevisionStalled,

    /// <summary>istiod does not become ready.</summary>
    NeverReady,
}

/// <summary>Reads the switch.</summary>
internal static class SimulatedFailures
{
    /// <summary>The annotation that switches a failure on.</summary>
    public const string Annotation = "sandbox.istiogateway.dev/failure";

    /// <summary>The failure an object asks for.</summary>
    public static SimulatedFailure Of(JsonObject resource) =>
        resource["metadata"]?["annotations"]?[Annotation]?.GetValue<string>() is { } text
        && Enum.TryParse(text, ignoreCase: true, out SimulatedFailure failure)
            ? failure
            : SimulatedFailure.None;
}
