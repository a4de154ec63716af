using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Api.Tables;

/// <summary>The printer columns of the Sail Operator's CRDs.</summary>
internal static class SailTables
{
    private const string Namespace = "The namespace for the control plane components.";
    private const string Profile = "The selected profile (collection of value presets).";
    private const string Version = "The version of the control plane installation.";

    /// <summary>Columns of <c>istios</c>.</summary>
    public static TableLayout Istio { get; } = Make(
        ("Namespace", Namespace, "spec.namespace"),
        ("Profile", Profile, "spec.profile"),
        ("Revisions", "Total number of IstioRevision objects currently associated with this object.", "status.revisions.total"),
        ("Ready", "Number of revisions that are ready.", "status.revisions.ready"),
        ("In use", "Number of revisions that are currently being used by workloads.", "status.revisions.inUse"),
        ("Active Revision", "The name of the currently active revision.", "status.activeRevisionName"),
        ("Status", "The current state of the active revision.", "status.state"),
        ("Version", Version, "spec.version"));

    /// <summary>Columns of <c>istiorevisions</c>.</summary>
    public static TableLayout IstioRevision { get; } = Make(
        ("Namespace", Namespace, "spec.namespace"),
        ("Profile", Profile, "spec.values.profile"),
        ("Ready", "Whether the control plane installation is ready to handle requests.", "status.conditions[Ready]"),
        ("Status", "The current state of this object.", "status.state"),
        ("In use", "Whether the revision is being used by workloads.", "status.conditions[InUse]"),
        ("Version", Version, "spec.version"));

    private static TableLayout Make(params (string Name, string Description, string Path)[] columns) => new(
        [
            GenericTable.NameColumn,
            .. columns.Select(column => new TableColumn(column.Name, "string", "", column.Description, 0)),
            new TableColumn("Age", "date", "", "The age of the object", 0),
        ],
        value =>
        [
            GenericTable.Text(value, "metadata.name"),
            .. columns.Select(column => Cell(value, column.Path)),
            TableLayout.Age,
        ]);

    /// <summary>The server prints what a string column finds as text, numbers too.</summary>
    private static JsonValue? Cell(JsonObject value, string path)
    {
        int bracket = path.IndexOf('[', StringComparison.Ordinal);
        JsonNode? found = bracket < 0
            ? GenericTable.At(value, path)
            : Condition(GenericTable.At(value, path[..bracket]), path[(bracket + 1)..^1]);
        return found is null ? null : JsonValue.Create(found.ToString());
    }

    private static JsonNode? Condition(JsonNode? conditions, string type) =>
        (conditions as JsonArray)?.FirstOrDefault(condition => (string?)condition?["type"] == type)?["status"];
}
