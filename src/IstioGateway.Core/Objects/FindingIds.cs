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

    /// <summary>A template that istiod cannot render for some pod.</summary>
    public const string RenderError = nameof(RenderError);

    /// <summary>A template that prints, for some pod, what is no YAML.</summary>
    public const string InvalidYaml = nameof(InvalidYaml);

    /// <summary>A template whose YAML cannot be merged into some pod.</summary>
    public const string MergeError = nameof(MergeError);

    /// <summary>A template that makes of some pod what the API server refuses.</summary>
    public const string InvalidPod = nameof(InvalidPod);

    /// <summary>A field that no pod has, which istiod drops.</summary>
    public const string UnknownField = nameof(UnknownField);

    /// <summary>A template so large that istiod's ConfigMap cannot hold it.</summary>
    public const string TemplateTooLarge = nameof(TemplateTooLarge);

    /// <summary>A proxy that runs as root, in a Deployment that forbids it.</summary>
    public const string RunAsNonRoot = nameof(RunAsNonRoot);

    /// <summary>A proxy that runs as root, which the restricted Pod Security Standard refuses.</summary>
    public const string RunsAsRoot = nameof(RunsAsRoot);

    /// <summary>The security contexts that the gateway's pod and container end up with.</summary>
    public const string PodSecurity = nameof(PodSecurity);

    /// <summary>Whether the gateway can listen on ports below 1024 on a kernel before 4.11.</summary>
    public const string OldKernelPorts = nameof(OldKernelPorts);

    /// <summary>Whether the gateway can listen on ports below 1024 on a kernel from 4.11 on.</summary>
    public const string NewKernelPorts = nameof(NewKernelPorts);
}
