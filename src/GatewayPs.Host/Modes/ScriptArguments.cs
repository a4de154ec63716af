using System.Management.Automation;

namespace GatewayPs.Host.Modes;

/// <summary>Passes the command line's words to a script: <c>-Name value</c> by name, a lone <c>-Name</c> as a switch, the rest by position.</summary>
internal static class ScriptArguments
{
    public static void Add(PowerShell shell, IReadOnlyList<string> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            string word = arguments[i];
            if (!IsName(word))
            {
                shell.AddArgument(word);
                continue;
            }

            int colon = word.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                shell.AddParameter(word[1..colon], Value(word[(colon + 1)..]));
            }
            else if (i + 1 < arguments.Count && !IsName(arguments[i + 1]))
            {
                shell.AddParameter(word[1..], arguments[++i]);
            }
            else
            {
                shell.AddParameter(word[1..]);
            }
        }
    }

    private static bool IsName(string word) => word.Length > 1 && word[0] == '-' && char.IsLetter(word[1]);

    private static object Value(string text) => text.ToUpperInvariant() switch
    {
        "$TRUE" => true,
        "$FALSE" => false,
        _ => text,
    };
}
