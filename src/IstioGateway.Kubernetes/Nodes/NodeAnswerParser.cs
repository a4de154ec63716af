using System.Text.Json;
using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Nodes;

/// <summary>
/// Picks nodes out of the tokens of whatever a server (or kubectl) gives when asked for nodes: a server-side <c>Table</c>, a
/// <c>NodeList</c>, a <c>List</c> or one <c>Node</c>. Of a node's 12 KB it keeps the ten values that matter.
/// </summary>
/// <remarks>
/// Each open object or array is a scope; what a child is follows from its parent and its name. Everything unknown, images and
/// managed fields above all, is a scope in which nothing happens.
/// </remarks>
/// <param name="labels">Whether the nodes' labels are kept too, which a Table has in the metadata beside its cells.</param>
internal sealed class NodeAnswerParser(bool labels = false) : IJsonTokenSink
{
    private readonly Stack<Scope> _scopes = new();
    private readonly TableRows _table = new();
    private readonly NodeFields _node = new();
    private readonly List<NodeRecord> _ready = [];
    private Scope _scope = Scope.Outside;
    private Field _field;
    private string _label = "";
    private bool _hasList;

    private enum Scope
    {
        Outside,
        Ignored,
        Document,
        Columns,
        Column,
        Rows,
        Row,
        RowObject,
        Cells,
        Items,
        Node,
        Metadata,
        Labels,
        Spec,
        Status,
        NodeInfo,
        Conditions,
        Condition,
    }

    private enum Field
    {
        None,
        Kind,
        Metadata,
        Continue,
        Columns,
        Rows,
        Cells,
        Object,
        Items,
        Name,
        Labels,
        Role,
        NodeRole,
        OsLabel,
        ArchLabel,
        Spec,
        Unschedulable,
        Status,
        NodeInfo,
        KernelVersion,
        OSImage,
        OperatingSystem,
        Architecture,
        KubeletVersion,
        ContainerRuntime,
        Conditions,
        Type,
    }

    /// <summary>The document's <c>kind</c>, once seen.</summary>
    public string? Kind { get; private set; }

    /// <summary>Where the next page starts; <see langword="null"/> on the last one.</summary>
    public string? Continue { get; private set; }

    /// <summary>Why a Table cannot be used; <see langword="null"/> as long as it can. Nothing more becomes ready then.</summary>
    public string? Unusable => _table.Unusable;

    /// <summary>Whether the document is a list or table of anything, or a node.</summary>
    public bool IsAboutNodes => Kind == "Node" || (_hasList && Kind is null or "List" or "NodeList" or "Table");

    /// <summary>Hands over the nodes read since the last call.</summary>
    public IReadOnlyList<NodeRecord> TakeReady()
    {
        if (_ready.Count == 0)
        {
            return [];
        }

        NodeRecord[] ready = [.. _ready];
        _ready.Clear();
        return ready;
    }

    /// <inheritdoc/>
    public void Token(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _field = _scope == Scope.Ignored ? Field.None : Named(ref reader);
                break;
            case JsonTokenType.StartObject:
            case JsonTokenType.StartArray:
                Enter(Child(reader.TokenType == JsonTokenType.StartArray));
                break;
            case JsonTokenType.EndObject:
            case JsonTokenType.EndArray:
                Leave();
                break;
            default:
                Value(ref reader);
                break;
        }
    }

    private Scope Child(bool isArray) => (_scope, _field, isArray) switch
    {
        (Scope.Outside, _, false) => Scope.Document,
        (Scope.Document, Field.Columns, true) => Scope.Columns,
        (Scope.Document, Field.Rows, true) => Scope.Rows,
        (Scope.Document, Field.Items, true) => Scope.Items,
        (Scope.Document or Scope.Node, Field.Metadata, false) => Scope.Metadata,
        (Scope.Document or Scope.Node, Field.Spec, false) => Scope.Spec,
        (Scope.Document or Scope.Node, Field.Status, false) => Scope.Status,
        (Scope.Columns, _, false) => Scope.Column,
        (Scope.Rows, _, false) => Scope.Row,
        (Scope.Row, Field.Cells, true) => Scope.Cells,
        (Scope.Row, Field.Object, false) when labels => Scope.RowObject,
        (Scope.RowObject, Field.Metadata, false) => Scope.Metadata,
        (Scope.Items, _, false) => Scope.Node,
        (Scope.Metadata, Field.Labels, false) => Scope.Labels,
        (Scope.Status, Field.NodeInfo, false) => Scope.NodeInfo,
        (Scope.Status, Field.Conditions, true) => Scope.Conditions,
        (Scope.Conditions, _, false) => Scope.Condition,
        _ => Scope.Ignored,
    };

    private void Enter(Scope next)
    {
        switch (next)
        {
            case Scope.Items:
                // What the document's own metadata said was the list's.
                _hasList = true;
                _node.Clear();
                break;
            case Scope.Rows:
                _hasList = true;
                _table.StartRows();
                break;
            case Scope.Column:
                _table.StartColumn();
                break;
            case Scope.Cells:
                _table.StartRow();
                break;
            case Scope.Condition:
                _node.StartCondition();
                break;
            case Scope.Ignored when _scope == Scope.Cells:
                _table.UnreadableCell();
                break;
        }

        _scopes.Push(_scope);
        _scope = next;
        _field = Field.None;
    }

    private void Leave()
    {
        switch (_scope)
        {
            case Scope.Row:
                EndRow();
                break;
            case Scope.Node:
                Add(_node.Take());
                break;
            case Scope.Condition:
                _node.EndCondition();
                break;
            case Scope.Document when !_hasList && Kind == "Node":
                Add(_node.Take());
                break;
        }

        _scope = _scopes.Pop();
        _field = Field.None;
    }

    private void EndRow()
    {
        NodeRecord? node = _table.EndRow();
        Add(node is not null && labels ? node with { Labels = _node.TakeLabels() } : node);
    }

    private void Add(NodeRecord? node)
    {
        if (node is not null)
        {
            _ready.Add(node);
        }
    }

    private void Value(ref Utf8JsonReader reader)
    {
        switch (_scope)
        {
            case Scope.Cells:
                _table.Cell(ref reader);
                break;
            case Scope.Column when _field == Field.Name && reader.TokenType == JsonTokenType.String:
                _table.ColumnName(ref reader);
                break;
            case Scope.Document when _field == Field.Kind && reader.TokenType == JsonTokenType.String:
                Kind = reader.GetString();
                break;
            case Scope.Metadata when _field == Field.Continue && reader.TokenType == JsonTokenType.String:
                string? next = reader.GetString();
                Continue = string.IsNullOrEmpty(next) ? null : next;
                break;
            default:
                NodeValue(ref reader);
                break;
        }
    }

    private void NodeValue(ref Utf8JsonReader reader)
    {
        bool isString = reader.TokenType == JsonTokenType.String;
        if (labels && isString && _scope == Scope.Labels)
        {
            _node.AddLabel(_label, reader.GetString()!);
        }

        switch (_scope, _field)
        {
            case (Scope.Node, Field.Kind) when isString && !reader.ValueTextEquals("Node"u8):
                _node.Disqualify();
                break;
            case (Scope.Metadata, Field.Name) when isString:
                _node.Name = reader.GetString();
                break;
            case (Scope.Labels, Field.Role) when isString:
                _node.AddRole(reader.GetString()!);
                break;
            case (Scope.Labels, Field.OsLabel) when isString:
                _node.OperatingSystemLabel.Set(ref reader);
                break;
            case (Scope.Labels, Field.ArchLabel) when isString:
                _node.ArchitectureLabel.Set(ref reader);
                break;
            case (Scope.Spec, Field.Unschedulable):
                _node.Unschedulable = reader.TokenType == JsonTokenType.True;
                break;
            case (Scope.NodeInfo, Field.KernelVersion) when isString:
                _node.Kernel.Set(ref reader);
                break;
            case (Scope.NodeInfo, Field.OSImage) when isString:
                _node.OSImage.Set(ref reader);
                break;
            case (Scope.NodeInfo, Field.OperatingSystem) when isString:
                _node.OperatingSystem.Set(ref reader);
                break;
            case (Scope.NodeInfo, Field.Architecture) when isString:
                _node.Architecture.Set(ref reader);
                break;
            case (Scope.NodeInfo, Field.KubeletVersion) when isString:
                _node.KubeletVersion.Set(ref reader);
                break;
            case (Scope.NodeInfo, Field.ContainerRuntime) when isString:
                _node.ContainerRuntime.Set(ref reader);
                break;
            case (Scope.Condition, Field.Type):
                _node.ConditionIsReady = isString && reader.ValueTextEquals("Ready"u8);
                break;
            case (Scope.Condition, Field.Status):
                _node.ConditionIsTrue = isString && reader.ValueTextEquals("True"u8);
                break;
        }
    }

    private Field Named(ref Utf8JsonReader reader)
    {
        switch (_scope)
        {
            case Scope.Document or Scope.Node:
                return reader.ValueTextEquals("kind"u8) ? Field.Kind
                    : reader.ValueTextEquals("metadata"u8) ? Field.Metadata
                    : reader.ValueTextEquals("spec"u8) ? Field.Spec
                    : reader.ValueTextEquals("status"u8) ? Field.Status
                    : reader.ValueTextEquals("columnDefinitions"u8) ? Field.Columns
                    : reader.ValueTextEquals("rows"u8) ? Field.Rows
                    : reader.ValueTextEquals("items"u8) ? Field.Items
                    : Field.None;
            case Scope.Column:
                return reader.ValueTextEquals("name"u8) ? Field.Name : Field.None;
            case Scope.Row:
                return reader.ValueTextEquals("cells"u8) ? Field.Cells
                    : reader.ValueTextEquals("object"u8) ? Field.Object
                    : Field.None;
            case Scope.RowObject:
                return reader.ValueTextEquals("metadata"u8) ? Field.Metadata : Field.None;
            case Scope.Metadata:
                return reader.ValueTextEquals("name"u8) ? Field.Name
                    : reader.ValueTextEquals("labels"u8) ? Field.Labels
                    : reader.ValueTextEquals("continue"u8) ? Field.Continue
                    : Field.None;
            case Scope.Labels:
                return Label(ref reader);
            case Scope.Spec:
                return reader.ValueTextEquals("unschedulable"u8) ? Field.Unschedulable : Field.None;
            case Scope.Status:
                return reader.ValueTextEquals("nodeInfo"u8) ? Field.NodeInfo
                    : reader.ValueTextEquals("conditions"u8) ? Field.Conditions
                    : Field.None;
            case Scope.NodeInfo:
                return reader.ValueTextEquals("kernelVersion"u8) ? Field.KernelVersion
                    : reader.ValueTextEquals("osImage"u8) ? Field.OSImage
                    : reader.ValueTextEquals("operatingSystem"u8) ? Field.OperatingSystem
                    : reader.ValueTextEquals("architecture"u8) ? Field.Architecture
                    : reader.ValueTextEquals("kubeletVersion"u8) ? Field.KubeletVersion
                    : reader.ValueTextEquals("containerRuntimeVersion"u8) ? Field.ContainerRuntime
                    : Field.None;
            case Scope.Condition:
                return reader.ValueTextEquals("type"u8) ? Field.Type
                    : reader.ValueTextEquals("status"u8) ? Field.Status
                    : Field.None;
            default:
                return Field.None;
        }
    }

    /// <summary>Roles as kubectl finds them (kubernetes <c>printers/internalversion.findNodeRoles</c>).</summary>
    private Field Label(ref Utf8JsonReader reader)
    {
        if (labels)
        {
            _label = reader.GetString()!;
        }

        ReadOnlySpan<byte> rolePrefix = "node-role.kubernetes.io/"u8;
        ReadOnlySpan<byte> key = reader.ValueSpan;
        if (key.StartsWith(rolePrefix))
        {
            if (key.Length > rolePrefix.Length)
            {
                _node.AddRole(reader.GetString()![rolePrefix.Length..]);
            }

            return Field.NodeRole;
        }

        return reader.ValueTextEquals("kubernetes.io/role"u8) ? Field.Role
            : reader.ValueTextEquals("kubernetes.io/os"u8) ? Field.OsLabel
            : reader.ValueTextEquals("kubernetes.io/arch"u8) ? Field.ArchLabel
            : Field.None;
    }
}
