namespace IstioGateway.Clusters;

/// <summary>
/// Names the class through which an adapter assembly offers a port. The module's edge reads it after loading the assembly
/// into its own load context, so that nothing compiles against an adapter.
/// </summary>
/// <param name="port">The port, an interface of this assembly.</param>
/// <param name="implementation">A class with a public parameterless constructor that implements it.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class AdapterAttribute(Type port, Type implementation) : Attribute
{
    /// <summary>The port.</summary>
    public Type Port { get; } = port;

    /// <summary>The implementation.</summary>
    public Type Implementation { get; } = implementation;
}
