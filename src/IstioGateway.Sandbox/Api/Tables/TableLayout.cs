using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Tables;

/// <summary>A column of a Table.</summary>
/// <param name="Name">Heading.</param>
/// <param name="Type">OpenAPI type of the cells.</param>
/// <param name="Format">OpenAPI format of the cells; <c>name</c> marks the name.</param>
/// <param name="Description">What it shows.</param>
/// <param name="Priority">0 for always; above for <c>-o wide</c> only.</param>
internal sealed record TableColumn(string Name, string Type, string Format, string Description, int Priority);

/// <summary>The cells of one row as JSON; the age is left out because it changes while the object does not.</summary>
/// <param name="Cells">JSON of each cell; <see langword="null"/> for the age.</param>
internal sealed record TableRow(IReadOnlyList<byte[]?> Cells);

/// <summary>The columns of a type and how its cells are made.</summary>
internal sealed class TableLayout(IReadOnlyList<TableColumn> columns, Func<JsonObject, IReadOnlyList<JsonNode?>> cells)
{
    /// <summary>Stands for the age in what the cell function returns.</summary>
    public static JsonNode Age { get; } = JsonValue.Create("age");

    /// <summary>The columns.</summary>
    public IReadOnlyList<TableColumn> Columns { get; } = columns;

    /// <summary>The cells of an object; made once per version of it.</summary>
    public TableRow Row(StoredObject stored) => stored.Projection(
        source => new TableRow([.. cells(source.Parse()).Select(ToJson)]));

    private static byte[]? ToJson(JsonNode? cell) =>
        ReferenceEquals(cell, Age) ? null : cell is null ? "null"u8.ToArray() : ObjectWriter.Serialize(cell);
}
