using System.Security;

namespace IstioGateway.Commands.Parameters;

/// <summary>
/// A long secret as a parameter: a text, its lines, or a SecureString. A SecureString itself ends at 65,536 characters, which
/// kubeconfigs with inline certificates exceed. It has no property, so that nothing shows what it holds.
/// </summary>
public sealed class SecretText
{
    private readonly string _text;

    /// <summary>Takes a text.</summary>
    /// <param name="text">The text.</param>
    public SecretText(string text) => _text = text;

    /// <summary>Takes the lines of a text, as Get-Content gives them.</summary>
    /// <param name="lines">The lines.</param>
    public SecretText(object[] lines) => _text = string.Join('\n', lines ?? []);

    /// <summary>Takes a SecureString.</summary>
    /// <param name="secret">The secret.</param>
    public SecretText(SecureString secret) => _text = SecureStrings.Reveal(secret);

    /// <summary>Never the text.</summary>
    public override string ToString() => nameof(SecretText);

    internal string Reveal() => _text;
}
