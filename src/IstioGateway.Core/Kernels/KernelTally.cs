namespace IstioGateway.Kernels;

/// <summary>What the nodes of one cluster say together about the template.</summary>
public sealed class KernelTally
{
    private const int KernelsNamed = 3;

    private readonly SortedDictionary<KernelVersion, int> _oldKernels = [];

    /// <summary>How many nodes were counted.</summary>
    public int Total { get; private set; }

    /// <summary>How many need the changed template.</summary>
    public int Requiring { get; private set; }

    /// <summary>Of how many the kernel cannot be read.</summary>
    public int Unknown { get; private set; }

    /// <summary>Counts a node.</summary>
    public void Add(NodeKernel node)
    {
        Total++;
        switch (node.RequiresTemplate)
        {
            case TemplateRequirement.Yes:
                Requiring++;
                if (node.Kernel is { } kernel)
                {
                    _oldKernels[kernel] = _oldKernels.GetValueOrDefault(kernel) + 1;
                }

                break;
            case TemplateRequirement.Unknown:
                Unknown++;
                break;
            default:
                break;
        }
    }

    /// <summary>The kernels that need the template, the oldest first: <c>2 x 3.10.0-1160.el7.x86_64, 1 x 4.4.0-210-generic</c>.</summary>
    public string OldKernels()
    {
        IEnumerable<string> named = _oldKernels.Take(KernelsNamed).Select(k => FormattableString.Invariant($"{k.Value} x {k.Key}"));
        string text = string.Join(", ", named);
        return _oldKernels.Count > KernelsNamed
            ? FormattableString.Invariant($"{text} and {_oldKernels.Count - KernelsNamed} more")
            : text;
    }
}
