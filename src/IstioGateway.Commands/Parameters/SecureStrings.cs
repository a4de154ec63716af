using System.Net;
using System.Security;

namespace IstioGateway.Commands.Parameters;

/// <summary>Secrets on their way in: kept from view in PowerShell, plain text only where they are used.</summary>
internal static class SecureStrings
{
    /// <summary>The text of a secret.</summary>
    public static string Reveal(SecureString secret) => new NetworkCredential(userName: null, secret).Password;

    /// <summary>A secret of a text.</summary>
    public static SecureString Hide(string text)
    {
        SecureString secret = new();
        foreach (char c in text)
        {
            secret.AppendChar(c);
        }

        secret.MakeReadOnly();
        return secret;
    }
}
