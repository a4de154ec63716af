using System.Management.Automation;
using System.Text;

namespace GatewayPs.Host.Help;

/// <summary>One way of calling a cmdlet.</summary>
internal sealed record SyntaxFacts(string Command, IReadOnlyList<SyntaxParameter> Parameters)
{
    private const int Width = 110;

    /// <summary>Orders the parameters of a set as Get-Command does: by position, then what is required, then the rest.</summary>
    public static SyntaxFacts Of(
        string command, IEnumerable<CommandParameterInfo> parameters, IReadOnlyDictionary<string, ParameterFacts> facts) => new(
        command,
        [
            .. parameters
                .Select(p => new SyntaxParameter(facts[p.Name], p.IsMandatory, p.Position >= 0 ? p.Position : null))
                .OrderBy(p => p.Position ?? int.MaxValue).ThenBy(p => p.IsMandatory ? 0 : 1),
        ]);

    /// <summary>The call as text, wrapped.</summary>
    public string Text()
    {
        StringBuilder text = new(Command);
        int column = Command.Length;
        foreach (string word in Parameters.Select(parameter => parameter.Text).Append("[<CommonParameters>]"))
        {
            bool wraps = column + 1 + word.Length > Width;
            text.Append(wraps ? "\n    " : " ").Append(word);
            column = wraps ? 4 + word.Length : column + 1 + word.Length;
        }

        return text.ToString();
    }
}

/// <summary>A parameter in one parameter set.</summary>
internal sealed record SyntaxParameter(ParameterFacts Facts, bool IsMandatory, int? Position)
{
    /// <summary>As Get-Command writes it: <c>[[-Name] &lt;String[]&gt;]</c>.</summary>
    public string Text
    {
        get
        {
            string name = Position is null ? $"-{Facts.Name}" : $"[-{Facts.Name}]";
            string text = Facts.Value is null ? name : $"{name} {Facts.Value}";
            return IsMandatory ? text : $"[{text}]";
        }
    }
}
