using IstioGateway.Sandbox.Api.Writing.Ownership;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>
/// The refusal of an apply that would change other managers' fields.
/// Source: k8s.io/apimachinery pkg/util/managedfields/internal/conflict.go.
/// </summary>
internal static class ApplyConflict
{
    /// <summary>409, with one cause per field.</summary>
    public static ApiException Refuse(IReadOnlyList<(FieldOwner Owner, string Path)> conflicts) => new(
        new ApiStatus(409, "Conflict", Message(conflicts))
        {
            Causes = [.. conflicts.Select(conflict => new StatusCause(
                "FieldManagerConflict", "conflict with " + conflict.Owner.Describe(), conflict.Path))],
        });

    private static string Message(IReadOnlyList<(FieldOwner Owner, string Path)> conflicts)
    {
        if (conflicts.Count == 1)
        {
            return $"Apply failed with 1 conflict: conflict with {conflicts[0].Owner.Describe()}: {conflicts[0].Path}";
        }

        IEnumerable<string> lines = conflicts
            .GroupBy(conflict => conflict.Owner.Describe(), conflict => "- " + conflict.Path)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .SelectMany(group => group.Prepend($"conflicts with {group.Key}:"));
        return $"Apply failed with {conflicts.Count} conflicts: {string.Join('\n', lines)}";
    }
}
