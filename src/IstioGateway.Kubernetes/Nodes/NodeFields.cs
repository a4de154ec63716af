using System.Collections.ObjectModel;
using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Nodes;

/// <summary>The values of one Node object while it is being read.</summary>
internal sealed class NodeFields
{
    private readonly SortedSet<string> _roles = new(StringComparer.Ordinal);
    private Dictionary<string, string>? _labels;
    private bool _disqualified;
    private bool? _ready;

    public RepeatedText Kernel;
    public RepeatedText OSImage;
    public RepeatedText OperatingSystem;
    public RepeatedText OperatingSystemLabel;
    public RepeatedText Architecture;
    public RepeatedText ArchitectureLabel;
    public RepeatedText KubeletVersion;
    public RepeatedText ContainerRuntime;

    public string? Name { get; set; }

    public bool Unschedulable { get; set; }

    public bool ConditionIsReady { get; set; }

    public bool ConditionIsTrue { get; set; }

    private IReadOnlyDictionary<string, string> Labels => _labels is null ? ReadOnlyDictionary<string, string>.Empty : _labels;

    public void AddRole(string role)
    {
        if (role.Length > 0)
        {
            _roles.Add(role);
        }
    }

    public void AddLabel(string key, string value) => (_labels ??= new(StringComparer.Ordinal))[key] = value;

    /// <summary>The labels; the next ones can be read then.</summary>
    public IReadOnlyDictionary<string, string> TakeLabels()
    {
        IReadOnlyDictionary<string, string> labels = Labels;
        Clear();
        return labels;
    }

    /// <summary>The object is no node: a List may hold others beside.</summary>
    public void Disqualify() => _disqualified = true;

    public void StartCondition() => (ConditionIsReady, ConditionIsTrue) = (false, false);

    public void EndCondition()
    {
        if (ConditionIsReady)
        {
            _ready = ConditionIsTrue;
        }
    }

    /// <summary>The node, if it is one; the next one can be read then.</summary>
    public NodeRecord? Take()
    {
        NodeRecord? node = _disqualified || string.IsNullOrEmpty(Name)
            ? null
            : new NodeRecord
            {
                Name = Name,
                KernelVersion = Kernel.Value ?? "",
                OSImage = OSImage.Value,
                OperatingSystem = OperatingSystem.Value ?? OperatingSystemLabel.Value ?? NodeText.OperatingSystemOf(OSImage.Value),
                Architecture = Architecture.Value ?? ArchitectureLabel.Value,
                Labels = Labels,
                Roles = _roles.Count == 0 ? [] : [.. _roles],
                Status = Status(),
                KubeletVersion = KubeletVersion.Value,
                ContainerRuntime = ContainerRuntime.Value,
            };
        Clear();
        return node;
    }

    public void Clear()
    {
        Name = null;
        _labels = null;
        Unschedulable = false;
        _disqualified = false;
        _ready = null;
        _roles.Clear();
        Kernel.Clear();
        OSImage.Clear();
        OperatingSystem.Clear();
        OperatingSystemLabel.Clear();
        Architecture.Clear();
        ArchitectureLabel.Clear();
        KubeletVersion.Clear();
        ContainerRuntime.Clear();
    }

    /// <summary>As kubectl shows it (kubernetes <c>printers/internalversion.printNode</c>).</summary>
    private string Status()
    {
        string ready = _ready switch { true => "Ready", false => "NotReady", null => "Unknown" };
        return Unschedulable ? ready + ",SchedulingDisabled" : ready;
    }
}
