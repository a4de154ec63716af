namespace IstioGateway.Commands.Parameters;

/// <summary>
/// A long secret as a parameter. A SecureString ends at 65,536 characters, which kubeconfigs with inline certificates exceed.
/// It has no property and no text of its own, so that nothing shows what it holds.
/// </summary>
public sealed class SecretText
{
    private readonly string _text;

    internal SecretText(string text) => _text = text;

    /// <summary>Never the text.</summary>
    public override string ToString() => nameof(SecretText);

    internal string Reveal() => _text;
}
