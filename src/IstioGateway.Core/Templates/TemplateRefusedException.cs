namespace IstioGateway.Templates;

/// <summary>A template that the transformation does not understand well enough to change. Nothing was changed.</summary>
public sealed class TemplateRefusedException : Exception
{
    /// <summary>The text has Windows line ends; pass it through <see cref="TemplateText"/> first.</summary>
    public const string CarriageReturn = nameof(CarriageReturn);

    /// <summary>An action runs over several lines where lines have to change.</summary>
    public const string ActionInTheWay = nameof(ActionInTheWay);

    /// <summary>The text has no pod <c>spec:</c>, so it is no injection template.</summary>
    public const string NoPodSpec = nameof(NoPodSpec);

    /// <summary>The sysctl is named more than once.</summary>
    public const string SysctlRepeated = nameof(SysctlRepeated);

    /// <summary>The sysctl is named in a form that is not understood.</summary>
    public const string SysctlNotUnderstood = nameof(SysctlNotUnderstood);

    /// <summary>The sysctl is not named, but what the securityContext renders to cannot be told from the text.</summary>
    public const string SysctlUnknown = nameof(SysctlUnknown);

    /// <summary>The pod's securityContext holds capabilities other than the document's.</summary>
    public const string PodCapabilitiesNotUnderstood = nameof(PodCapabilitiesNotUnderstood);

    /// <summary>The <c>istio-proxy</c> container or its securityContext is missing, repeated or in a form that is not understood.</summary>
    public const string ContainerNotUnderstood = nameof(ContainerNotUnderstood);

    /// <summary>The change would reach fields of the gateway's pod that it was not meant for.</summary>
    public const string SideEffect = nameof(SideEffect);

    private readonly string _detail;

    internal TemplateRefusedException(string id, int? line, string message)
        : base(line is null ? message : FormattableString.Invariant($"Line {line}: {message}"))
    {
        Id = id;
        Line = line;
        _detail = message;
    }

    /// <summary>Stable id, one of this class's constants.</summary>
    public string Id { get; }

    /// <summary>Line, from 1, where it stopped.</summary>
    public int? Line { get; }

    /// <summary>The same refusal at another line.</summary>
    internal TemplateRefusedException At(int line) => new(Id, line, _detail);
}
