using System.Management.Automation;
using IstioGateway.Commands.Errors;
using IstioGateway.Kernels;

namespace IstioGateway.Commands.Parameters;

/// <summary>Reads a kernel version from text such as <c>4.11</c>, or from a number as PowerShell makes of it (<c>4.11</c> unquoted).</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class KernelVersionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is KernelVersion)
        {
            return value;
        }

        // An unquoted 4.10 arrives as the number 4.1, wrapped with the text as it was typed; a number from a variable has lost it.
        string? text = value is string or Version ? value.ToString() : inputData is PSObject typed ? typed.ToString() : null;
        if (text is null)
        {
            throw new ArgumentTransformationMetadataException(Messages.Get("KernelVersionNeedsText", value));
        }

        return KernelVersion.TryParse(text, out KernelVersion? version)
            ? version
            : throw new ArgumentTransformationMetadataException(Messages.Get("KernelVersionUnreadable", value));
    }
}
