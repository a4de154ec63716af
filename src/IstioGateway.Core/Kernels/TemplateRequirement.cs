namespace IstioGateway;

/// <summary>Whether gateway pods on a node need the changed template.</summary>
public enum TemplateRequirement
{
    /// <summary>The node's kernel knows the sysctl, or the node runs no Linux.</summary>
    No = 0,

    /// <summary>The node's kernel does not know the sysctl: a gateway pod of the default template never starts there.</summary>
    Yes,

    /// <summary>The node's kernel version is missing or cannot be read.</summary>
    Unknown,
}
