using System.Text.RegularExpressions;

namespace IstioGateway.Templates;

/// <summary>What a <c>capabilities:</c> block adds and drops.</summary>
/// <param name="Add">Names under <c>add</c>, in order.</param>
/// <param name="Drop">Names under <c>drop</c>, in order.</param>
internal sealed partial record ContainerCapabilities(IReadOnlyList<string> Add, IReadOnlyList<string> Drop)
{
    /// <summary>
    /// Reads <c>capabilities:</c> with its lines: lists in block or flow style, or all of it in flow style;
    /// <see langword="null"/> when it is anything else.
    /// </summary>
    public static ContainerCapabilities? Read(IReadOnlyList<TemplateLine> entry)
    {
        Dictionary<string, List<string>> lists = new(StringComparer.Ordinal) { ["add"] = [], ["drop"] = [] };
        if (!entry[0].IsKey("capabilities") || entry.Any(line => line.Kind != LineKind.Yaml || line.Actions.Count > 0))
        {
            return null;
        }

        string inline = entry[0].ValueOf("capabilities");
        if (inline.Length > 0)
        {
            Match flow = FlowMapping().Match(inline);
            if (entry.Count > 1 || !flow.Success)
            {
                return null;
            }

            for (int i = 0; i < flow.Groups["key"].Captures.Count; i++)
            {
                lists[flow.Groups["key"].Captures[i].Value].AddRange(Split(flow.Groups["list"].Captures[i].Value));
            }

            return new(lists["add"], lists["drop"]);
        }

        List<string>? current = null;
        foreach (TemplateLine line in entry.Skip(1))
        {
            if (ListHeader().Match(line.Content) is { Success: true } header)
            {
                current = lists[header.Groups["key"].Value];
                current.AddRange(Split(header.Groups["list"].Value));
            }
            else if (current is not null && Item().Match(line.Content) is { Success: true } item)
            {
                current.Add(item.Groups["name"].Value);
            }
            else
            {
                return null;
            }
        }

        return new(lists["add"], lists["drop"]);
    }

    private static IEnumerable<string> Split(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => name.Trim('"', '\''));

    [GeneratedRegex(@"^\{\s*(?<key>add|drop):\s*\[(?<list>[^\[\]]*)\]\s*(,\s*(?<key>add|drop):\s*\[(?<list>[^\[\]]*)\]\s*)?\}$")]
    private static partial Regex FlowMapping();

    [GeneratedRegex(@"^(?<key>add|drop):(\s*\[(?<list>[^\[\]]*)\])?$")]
    private static partial Regex ListHeader();

    [GeneratedRegex("""^-\s+(["']?)(?<name>[A-Za-z_]+)\1$""")]
    private static partial Regex Item();
}
