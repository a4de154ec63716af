namespace IstioGateway;

/// <summary>The ids of findings. They are a contract: scripts filter by them.</summary>
public static class FindingIds
{
    /// <summary>A template that istiod cannot parse; it would stop istiod at its next start.</summary>
    public const string ParseError = nameof(ParseError);

    /// <summary>A function that istiod does not have; it would stop istiod at its next start.</summary>
    public const string UnknownFunction = nameof(UnknownFunction);

    /// <summary>Capabilities in the pod's securityContext, where they have no effect.</summary>
    public const string PodCapabilities = nameof(PodCapabilities);

    /// <summary>A capability written with <c>CAP_</c>, which Kubernetes does not take.</summary>
    public const string CapabilityPrefix = nameof(CapabilityPrefix);

    /// <summary><c>NET_BIND_SERVICE</c> for a process that is not root, which gets no use of it.</summary>
    public const string CapabilityWithoutRoot = nameof(CapabilityWithoutRoot);

    /// <summary>The sysctl that kernels before 4.11 do not know.</summary>
    public const string SysctlPresent = nameof(SysctlPresent);

    /// <summary>A pod securityContext that can render as null, which deletes the pod's own.</summary>
    public const string SecurityContextNull = nameof(SecurityContextNull);

    /// <summary>A template without content.</summary>
    public const string EmptyTemplate = nameof(EmptyTemplate);

    /// <summary>White space at the end of a line.</summary>
    public const string TrailingSpace = nameof(TrailingSpace);

    /// <summary>Windows line ends.</summary>
    public const string CarriageReturn = nameof(CarriageReturn);

    /// <summary>A template that belongs to another Istio version.</summary>
    public const string VersionMismatch = nameof(VersionMismatch);

    /// <summary>A template that sets no sysctl already.</summary>
    public const string AlreadyApplied = nameof(AlreadyApplied);
}
