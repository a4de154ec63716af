namespace IstioGateway.Reports;

/// <summary>
/// What is known of one cluster. Nodes are counted by their kernels and only those that need something are kept, so that a fleet of any
/// size takes little memory. Safe to be told things by several threads; to be read when all have been told.
/// </summary>
/// <param name="name">Name of the cluster.</param>
/// <param name="server">Address of its API server; empty where it is not known.</param>
public sealed class ReportedCluster(string name, string server = "")
{
    /// <summary>How many nodes are kept by name. The others are counted.</summary>
    public const int NodesKept = 500;

    /// <summary>How many gateway pods are kept. The others are counted.</summary>
    public const int GatewaysKept = 500;

    private readonly object _gate = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Version, TemplateRequirement Requirement), KernelCount> _kernels = [];
    private readonly List<ReportedNode> _nodes = [];
    private readonly List<IstioGatewayTemplate> _templates = [];
    private readonly List<GatewayWorkloadStatus> _gateways = [];
    private readonly List<ReportError> _errors = [];
    private readonly List<string> _notes = [];
    private readonly HashSet<string> _gatewayNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _notStarting = new(StringComparer.Ordinal);
    private readonly SortedDictionary<GatewayWorkloadAction, int> _actions = [];

    /// <summary>Name of the cluster.</summary>
    public string Name { get; } = name;

    /// <summary>Address of its API server; empty where it is not known.</summary>
    public string Server { get; } = server;

    /// <summary>Whether the nodes are part of the report.</summary>
    public bool HasNodes { get; private set; }

    /// <summary>Whether the templates are part of the report.</summary>
    public bool HasTemplates { get; private set; }

    /// <summary>Whether the gateways are part of the report.</summary>
    public bool HasGateways { get; private set; }

    /// <summary>How many nodes there are.</summary>
    public int Nodes => _kernels.Values.Sum(kernel => kernel.Nodes);

    /// <summary>How many nodes need the template.</summary>
    public int NodesNeedingTemplate => Count(TemplateRequirement.Yes);

    /// <summary>Of how many nodes the kernel cannot be read.</summary>
    public int NodesUnknown => Count(TemplateRequirement.Unknown);

    /// <summary>The kernels, the oldest first; those that cannot be read last.</summary>
    public IReadOnlyList<KernelCount> Kernels =>
    [
        .. _kernels.Values.OrderBy(kernel => kernel.Kernel is null).ThenBy(kernel => kernel.Kernel)
            .ThenBy(kernel => kernel.Version, StringComparer.Ordinal).ThenBy(kernel => kernel.Requirement),
    ];

    /// <summary>Nodes that need the template or whose kernel cannot be read, in order of arrival; at most <see cref="NodesKept"/>.</summary>
    public IReadOnlyList<ReportedNode> NodesListed => _nodes;

    /// <summary>The templates.</summary>
    public IReadOnlyList<IstioGatewayTemplate> Templates => _templates;

    /// <summary>Pods, and Deployments without pods, about which something is to be done; at most <see cref="GatewaysKept"/>.</summary>
    public IReadOnlyList<GatewayWorkloadStatus> GatewaysListed => _gateways;

    /// <summary>How many gateways there are.</summary>
    public int Gateways => _gatewayNames.Count;

    /// <summary>How many gateways have a pod that does not start, or none where there should be one.</summary>
    public int GatewaysNotStarting => _notStarting.Count;

    /// <summary>How many pods, and Deployments without pods, need each action.</summary>
    public IReadOnlyDictionary<GatewayWorkloadAction, int> Actions => _actions;

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<ReportError> Errors => _errors;

    /// <summary>What else is to be known about how the cluster was read.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>How many templates have drifted.</summary>
    public int Drifted => _templates.Count(template => template.Drift == TemplateDrift.Drifted);

    /// <summary>Says that the nodes were read, even where there are none.</summary>
    public void NodesRead()
    {
        lock (_gate)
        {
            HasNodes = true;
        }
    }

    /// <summary>Says that the templates were read, even where there are none.</summary>
    public void TemplatesRead()
    {
        lock (_gate)
        {
            HasTemplates = true;
        }
    }

    /// <summary>Says that the gateways were read, even where there are none.</summary>
    public void GatewaysRead()
    {
        lock (_gate)
        {
            HasGateways = true;
        }
    }

    /// <summary>Counts a node; the second of a name is the first again.</summary>
    public void Add(NodeKernel node)
    {
        lock (_gate)
        {
            HasNodes = true;
            if (!_seen.Add("node\n" + node.Name))
            {
                return;
            }

            (string, TemplateRequirement) key = (node.KernelVersion, node.RequiresTemplate);
            KernelCount counted = _kernels.GetValueOrDefault(key) ?? new KernelCount(node.KernelVersion, node.Kernel, node.RequiresTemplate, 0);
            _kernels[key] = counted with { Nodes = counted.Nodes + 1 };
            if (node.RequiresTemplate != TemplateRequirement.No && _nodes.Count < NodesKept)
            {
                _nodes.Add(new ReportedNode(node.Name, node.KernelVersion, node.RequiresTemplate, node.OSImage ?? "", node.Status ?? ""));
            }
        }
    }

    /// <summary>Adds a template; the second of a name is the first again.</summary>
    public void Add(IstioGatewayTemplate template)
    {
        lock (_gate)
        {
            HasTemplates = true;
            if (_seen.Add($"template\n{template.Name}\n{template.TemplateName}"))
            {
                _templates.Add(template);
            }
        }
    }

    /// <summary>Adds a gateway's pod, or a Deployment without pods; the second of a name is the first again.</summary>
    public void Add(GatewayWorkloadStatus gateway)
    {
        lock (_gate)
        {
            HasGateways = true;
            if (!_seen.Add($"gateway\n{gateway.Namespace}\n{gateway.Owner}\n{gateway.Pod}"))
            {
                return;
            }

            string owner = $"{gateway.Namespace}\n{(gateway.Owner.Length > 0 ? gateway.Owner : gateway.Pod)}";
            _gatewayNames.Add(owner);
            if (DoesNotStart(gateway))
            {
                _notStarting.Add(owner);
            }

            if (gateway.Action == GatewayWorkloadAction.None && !DoesNotStart(gateway))
            {
                return;
            }

            _actions[gateway.Action] = _actions.GetValueOrDefault(gateway.Action) + 1;
            if (_gateways.Count < GatewaysKept)
            {
                _gateways.Add(gateway);
            }
        }
    }

    /// <summary>Adds what could not be read.</summary>
    public void Add(ReportError error)
    {
        lock (_gate)
        {
            _errors.Add(error);
        }
    }

    /// <summary>Adds what is to be known about how the cluster was read; the same sentence once.</summary>
    public void AddNote(string note)
    {
        lock (_gate)
        {
            if (!_notes.Contains(note, StringComparer.Ordinal))
            {
                _notes.Add(note);
            }
        }
    }

    /// <summary>Whether a gateway does not run and will not by itself.</summary>
    private static bool DoesNotStart(GatewayWorkloadStatus gateway) =>
        !gateway.Ready && (gateway.CanStart == false || gateway.Action != GatewayWorkloadAction.None);

    private int Count(TemplateRequirement requirement) =>
        _kernels.Values.Where(kernel => kernel.Requirement == requirement).Sum(kernel => kernel.Nodes);
}
