using System.Text.Json;
using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Nodes;

/// <summary>
/// The rows of a server-side Table of nodes. Columns are found by name, whatever their order; a Table that lacks one that we
/// cannot do without, or holds a cell that we cannot read, is unusable, and the caller asks for the objects instead.
/// </summary>
internal sealed class TableRows
{
    private readonly List<string?> _columns = [];
    private readonly List<Column> _meanings = [];
    private readonly RepeatedText[] _cells = new RepeatedText[(int)Column.Count];
    private (string Cell, string Kernel, string? Architecture) _lastKernel = ("", "", null);
    private (string Cell, IReadOnlyList<string> Roles) _lastRoles = ("", []);
    private string? _name;
    private int _index;

    private enum Column
    {
        Other,
        Name,
        Status,
        Roles,
        Version,
        OSImage,
        Kernel,
        Runtime,
        Count,
    }

    /// <summary>Why this Table cannot be used; <see langword="null"/> as long as it can.</summary>
    public string? Unusable { get; private set; }

    public void StartColumn() => _columns.Add(null);

    public void ColumnName(ref Utf8JsonReader reader) => _columns[^1] = reader.GetString();

    public void StartRows()
    {
        _meanings.Clear();
        foreach (string? column in _columns)
        {
            _meanings.Add(Meaning(column));
        }

        foreach (Column needed in (ReadOnlySpan<Column>)[Column.Name, Column.Kernel])
        {
            if (!_meanings.Contains(needed))
            {
                Unusable ??= $"its Table has no {needed} column";
            }
        }
    }

    public void StartRow()
    {
        _index = 0;
        _name = null;
        for (int i = 0; i < _cells.Length; i++)
        {
            _cells[i].Clear();
        }
    }

    public void Cell(ref Utf8JsonReader reader)
    {
        Column column = Next();
        if (column == Column.Other)
        {
            return;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            Unreadable(column);
        }
        else if (column == Column.Name)
        {
            _name = reader.GetString();
        }
        else
        {
            _cells[(int)column].Set(ref reader);
        }
    }

    /// <summary>A cell that is an object or an array.</summary>
    public void UnreadableCell() => Unreadable(Next());

    /// <summary>The node of the row; <see langword="null"/> if the Table is unusable.</summary>
    public NodeRecord? EndRow()
    {
        string? kernelCell = Text(Column.Kernel);
        if (Unusable is null && (string.IsNullOrEmpty(_name) || kernelCell is null))
        {
            Unusable = "a row of its Table is too short";
        }

        if (Unusable is not null)
        {
            return null;
        }

        (string kernel, string? architecture) = Kernel(kernelCell!);
        string? osImage = NodeText.Known(Text(Column.OSImage));
        return new NodeRecord
        {
            Name = _name!,
            KernelVersion = kernel,
            Architecture = architecture,
            OSImage = osImage,
            OperatingSystem = NodeText.OperatingSystemOf(osImage),
            Roles = Roles(Text(Column.Roles)),
            Status = NodeText.Known(Text(Column.Status)),
            KubeletVersion = NodeText.Known(Text(Column.Version)),
            ContainerRuntime = NodeText.Known(Text(Column.Runtime)),
        };
    }

    /// <summary>The names that kubernetes gives its node columns (<c>printers/internalversion.AddHandlers</c>).</summary>
    private static Column Meaning(string? name) => name switch
    {
        "Name" => Column.Name,
        "Status" => Column.Status,
        "Roles" => Column.Roles,
        "Version" => Column.Version,
        "OS-Image" => Column.OSImage,
        "Kernel-Version" => Column.Kernel,
        "Container-Runtime" => Column.Runtime,
        _ => Column.Other,
    };

    private string? Text(Column column) => _cells[(int)column].Value;

    private Column Next()
    {
        Column column = _index < _meanings.Count ? _meanings[_index] : Column.Other;
        _index++;
        return column;
    }

    private void Unreadable(Column column)
    {
        if (column is Column.Name or Column.Kernel)
        {
            Unusable ??= $"a {column} cell of its Table is no text";
        }
    }

    private (string Kernel, string? Architecture) Kernel(string cell)
    {
        if (!ReferenceEquals(cell, _lastKernel.Cell))
        {
            (string kernel, string? architecture) = NodeText.Kernel(cell);
            _lastKernel = (cell, kernel, architecture);
        }

        return (_lastKernel.Kernel, _lastKernel.Architecture);
    }

    private IReadOnlyList<string> Roles(string? cell)
    {
        if (cell is null)
        {
            return [];
        }

        if (!ReferenceEquals(cell, _lastRoles.Cell))
        {
            _lastRoles = (cell, NodeText.Roles(cell));
        }

        return _lastRoles.Roles;
    }
}
