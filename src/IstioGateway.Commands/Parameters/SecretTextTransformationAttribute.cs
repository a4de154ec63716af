using System.Collections;
using System.Management.Automation;
using System.Security;
using IstioGateway.Commands.Errors;

namespace IstioGateway.Commands.Parameters;

/// <summary>
/// Reads a long secret from a text, from its lines, as Get-Content gives them, or from a SecureString. The messages quote
/// nothing of it.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class SecretTextTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Plain(inputData) switch
    {
        SecretText known => known,
        SecureString secret => new SecretText(SecureStrings.Reveal(secret)),
        string text => new SecretText(text),
        IEnumerable lines => new SecretText(string.Join('\n', lines.Cast<object?>().Select(Line))),
        var other => throw Unreadable(other),
    };

    private static string Line(object? value) => Plain(value) is string line ? line : throw Unreadable(value);

    private static object? Plain(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static ArgumentTransformationMetadataException Unreadable(object? value) =>
        new(Messages.Get("TextUnreadable", Plain(value)?.GetType().Name ?? "null"));
}
