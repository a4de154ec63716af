using System.Management.Automation.Language;

namespace IstioGateway.Commands.Parameters;

/// <summary>Helpers of the completers.</summary>
internal static class Completion
{
    /// <summary>Quotes a value if PowerShell would read it as anything but one plain word.</summary>
    public static string Quote(string value) =>
        value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':')
            ? value
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'";
}
