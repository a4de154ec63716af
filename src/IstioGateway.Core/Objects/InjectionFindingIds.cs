namespace IstioGateway;

/// <summary>The ids of findings about the injection of a gateway. They are a contract: scripts filter by them.</summary>
public static class InjectionFindingIds
{
    /// <summary>No webhook of Istio's injector is installed.</summary>
    public const string WebhookMissing = nameof(WebhookMissing);

    /// <summary>The API server could not reach istiod's webhook, and refused the pod.</summary>
    public const string WebhookUnreachable = nameof(WebhookUnreachable);

    /// <summary>The namespace is one of Kubernetes' own, where istiod injects nothing.</summary>
    public const string SystemNamespace = nameof(SystemNamespace);

    /// <summary>The namespace's label <c>istio-injection</c> turns injection off.</summary>
    public const string InjectionDisabledNamespace = nameof(InjectionDisabledNamespace);

    /// <summary>Neither the pod nor its namespace has a label that asks for injection.</summary>
    public const string InjectLabelMissing = nameof(InjectLabelMissing);

    /// <summary>The pod asks for injection by annotation, which selects no webhook.</summary>
    public const string InjectAnnotationOnly = nameof(InjectAnnotationOnly);

    /// <summary>The pod's own label or annotation refuses injection.</summary>
    public const string InjectionRefused = nameof(InjectionRefused);

    /// <summary>Only named revisions are installed, and neither the pod nor its namespace names one.</summary>
    public const string RevisionLabelMissing = nameof(RevisionLabelMissing);

    /// <summary>A label names a revision that is not installed.</summary>
    public const string RevisionUnknown = nameof(RevisionUnknown);

    /// <summary>The pod names another revision than its namespace, whose label counts.</summary>
    public const string RevisionConflict = nameof(RevisionConflict);

    /// <summary>The pod uses the node's network, and istiod leaves it alone.</summary>
    public const string HostNetwork = nameof(HostNetwork);

    /// <summary>The pod selects no template, and gets that of sidecars.</summary>
    public const string TemplateAnnotationMissing = nameof(TemplateAnnotationMissing);

    /// <summary>The pod selects a template that the revision does not have.</summary>
    public const string UnknownTemplate = nameof(UnknownTemplate);

    /// <summary>The proxy came out as a sidecar, not as a gateway.</summary>
    public const string SidecarInjected = nameof(SidecarInjected);

    /// <summary>The proxy's container names an image of its own, which stays.</summary>
    public const string ImageNotAuto = nameof(ImageNotAuto);

    /// <summary>The pod's ServiceAccount does not exist.</summary>
    public const string ServiceAccountMissing = nameof(ServiceAccountMissing);

    /// <summary>The API server refuses the pod.</summary>
    public const string PodRefused = nameof(PodRefused);

    /// <summary>istiod could not inject the pod, and it was refused.</summary>
    public const string InjectionError = nameof(InjectionError);

    /// <summary>The pod came back as it was sent.</summary>
    public const string NotInjected = nameof(NotInjected);

    /// <summary>A Service sends traffic to a port below 1024 on which the gateway cannot listen everywhere.</summary>
    public const string TargetPortPrivileged = nameof(TargetPortPrivileged);

    /// <summary>No node can take the pod.</summary>
    public const string NoNode = nameof(NoNode);

    /// <summary>The pod does not start on nodes that can take it.</summary>
    public const string NodesCannotStart = nameof(NodesCannotStart);

    /// <summary>The kernel of nodes that can take the pod cannot be read.</summary>
    public const string KernelUnknown = nameof(KernelUnknown);

    /// <summary>Running pods were made with another security context and have to be recreated.</summary>
    public const string StalePods = nameof(StalePods);

    /// <summary>Something could not be looked at for want of rights.</summary>
    public const string ReadDenied = nameof(ReadDenied);
}
