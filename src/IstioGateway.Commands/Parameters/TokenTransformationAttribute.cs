using System.Management.Automation;
using System.Security;
using IstioGateway.Commands.Errors;

namespace IstioGateway.Commands.Parameters;

/// <summary>
/// Reads a token from a SecureString, as Get-AzAccessToken and Get-Secret give it, or from text, as other tools do. The
/// messages quote nothing of it.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class TokenTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>More than any API server takes in a header, and no more than a SecureString holds.</summary>
    private const int MaximumCharacters = 65_536;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            SecureString secret => secret,
            string { Length: <= MaximumCharacters } text => SecureStrings.Hide(text),
            var other => throw new ArgumentTransformationMetadataException(Messages.Get("TokenUnreadable", Describe(other))),
        };

    private static string Describe(object? value) => value switch
    {
        null => "null",
        string => "text of that length",
        _ => value.GetType().Name,
    };
}
