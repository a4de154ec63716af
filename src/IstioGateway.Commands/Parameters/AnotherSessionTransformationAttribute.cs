using System.Management.Automation;

namespace IstioGateway.Commands.Parameters;

/// <summary>
/// Takes the module's own objects also as they come out of a job, a remote session or a CLIXML file. Anything else is left to the
/// engine, as if this were not there.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class AnotherSessionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether the parameter wants an object's cluster, as <c>-Cluster</c> does.</summary>
    public bool Cluster { get; set; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Plain(inputData) switch
    {
        object?[] several when several.Any(item => One(item) is not null) => several.Select(item => One(item) ?? item).ToArray(),
        _ => One(inputData) ?? inputData,
    };

    private object? One(object? value) => Cluster ? AnotherSession.ClusterOf(value) : AnotherSession.Restore(value);

    private static object? Plain(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
