using System.Collections;
using System.Management.Automation;
using IstioGateway.Commands.Errors;

namespace IstioGateway.Commands.Parameters;

/// <summary>
/// Explains what <c>-Cluster</c> takes. A name, or a cluster that came out of another process, holds no connection; guessing
/// one from a kubeconfig could act on the wrong cluster.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ClusterTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        IEnumerable items = value is IEnumerable many and not string ? many : new[] { inputData };
        foreach (object? item in items)
        {
            PSObject? inspected = item is null ? null : PSObject.AsPSObject(item);
            bool lostConnection = inspected?.TypeNames.Contains("Deserialized." + typeof(IstioCluster).FullName) == true;
            if (inspected?.BaseObject is string || lostConnection)
            {
                throw new ArgumentTransformationMetadataException(Messages.Get("ClusterNotConnected", item));
            }
        }

        return inputData;
    }
}
