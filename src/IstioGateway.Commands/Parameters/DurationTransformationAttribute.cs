using System.Management.Automation;
using IstioGateway.Commands.Errors;

namespace IstioGateway.Commands.Parameters;

/// <summary>
/// Reads a parameter of type <see cref="TimeSpan"/> from seconds, a TimeSpan or text such as <c>3m</c>. Bare numbers are
/// seconds: PowerShell's own conversion would take them for ticks.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (!Durations.TryRead(value, out TimeSpan duration))
        {
            throw new ArgumentTransformationMetadataException(Messages.Get("DurationUnreadable", value));
        }

        if (duration <= TimeSpan.Zero || duration > Durations.Maximum)
        {
            throw new ArgumentTransformationMetadataException(Messages.Get("DurationOutOfRange", value, Durations.Text(Durations.Maximum)));
        }

        return duration;
    }
}
