using IstioGateway.Clusters;

namespace IstioGateway.Publishing;

/// <summary>A field of which another manager holds a different value.</summary>
/// <param name="Manager">The manager, as the server describes it: <c>kubectl-client-side-apply</c>.</param>
/// <param name="Field">The field's path: <c>.spec.replicas</c>.</param>
internal sealed record FieldConflict(string Manager, string Field)
{
    private const string Between = ": conflict with \"";

    /// <summary>
    /// Reads the causes of a 409 that answers an apply: <c>FIELD: conflict with "MANAGER" using VERSION at TIME</c>
    /// (apimachinery pkg/util/managedfields/internal/conflict.go). None where the 409 is about something else.
    /// </summary>
    public static IReadOnlyList<FieldConflict> Of(ClusterException failure) => failure.Kind != ClusterErrorKind.Conflict
        ? []
        : [.. failure.Causes.Select(Parse).OfType<FieldConflict>()];

    private static FieldConflict? Parse(string cause)
    {
        int start = cause.LastIndexOf(Between, StringComparison.Ordinal);
        int end = start < 0 ? -1 : cause.IndexOf('"', start + Between.Length);
        return end < 0 ? null : new FieldConflict(cause[(start + Between.Length)..end], cause[..start]);
    }
}
