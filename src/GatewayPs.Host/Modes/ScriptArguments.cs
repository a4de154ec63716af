using System.Collections;

namespace GatewayPs.Host.Modes;

/// <summary>
/// The words after a script's path, as the script gets them: <c>-Name value</c> by name, a <c>-Name</c> that no value follows as
/// a switch, everything else by position.
/// </summary>
/// <param name="Named">By name.</param>
/// <param name="Positional">By position.</param>
internal sealed record ScriptArguments(Hashtable Named, object[] Positional)
{
    public static ScriptArguments Parse(IReadOnlyList<string> words)
    {
        Hashtable named = new(StringComparer.OrdinalIgnoreCase);
        List<object> positional = [];
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i];
            int colon = word.IndexOf(':', StringComparison.Ordinal);
            if (!IsName(word))
            {
                positional.Add(word);
            }
            else if (colon > 0)
            {
                named[word[1..colon]] = Value(word[(colon + 1)..]);
            }
            else if (i + 1 < words.Count && !IsName(words[i + 1]))
            {
                named[word[1..]] = words[++i];
            }
            else
            {
                named[word[1..]] = true;
            }
        }

        return new ScriptArguments(named, [.. positional]);
    }

    private static bool IsName(string word) => word.Length > 1 && word[0] == '-' && char.IsLetter(word[1]);

    private static object Value(string text) => text.ToUpperInvariant() switch
    {
        "$TRUE" => true,
        "$FALSE" => false,
        _ => text,
    };
}
