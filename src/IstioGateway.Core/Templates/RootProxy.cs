using System.Text.RegularExpressions;

namespace IstioGateway.Templates;

/// <summary>
/// Makes the <c>istio-proxy</c> container run as root with the one capability that it needs for ports below 1024, as Istio's
/// own chart did where the sysctl was not to be had (gateway chart 1.20, templates/deployment.yaml). The capability alone
/// does not help another user: container runtimes grant no ambient capabilities.
/// </summary>
internal static partial class RootProxy
{
    /// <summary>What it does, as a sentence.</summary>
    public const string Change =
        "The container istio-proxy runs as user 0, group 1337, with all capabilities dropped but NET_BIND_SERVICE.";

    private const string Id = TemplateRefusedException.ContainerNotUnderstood;

    private static readonly (string Key, string Value)[] Users =
        [("runAsUser", "0"), ("runAsGroup", "1337"), ("runAsNonRoot", "false")];

    /// <summary>The lines with the container changed; <see langword="null"/> when it is like that already.</summary>
    /// <exception cref="TemplateRefusedException">The container has a form that is not understood.</exception>
    public static IReadOnlyList<string>? Apply(TemplateOutline outline)
    {
        TemplateLine context = FindSecurityContext(outline);
        TemplateLine[] block = ReadBlock(outline, context);
        int indent = block.First(line => line.Kind == LineKind.Yaml).Indent;
        string margin = new(' ', indent);

        List<string> result = [];
        HashSet<string> present = [];
        for (int i = 0; i < block.Length;)
        {
            int next = i + 1;
            if (block[i].Kind != LineKind.Yaml)
            {
                result.Add(block[i].Text);
                i = next;
                continue;
            }

            while (next < block.Length && (block[next].Indent > indent || block[next].IsItem))
            {
                next++;
            }

            TemplateLine[] entry = block[i..next];
            Match key = KeyAndValue().Match(entry[0].Content);
            if (!key.Success || entry[0].Indent != indent || !present.Add(key.Groups["key"].Value))
            {
                throw new TemplateRefusedException(Id, entry[0].Number, "this line of the container's securityContext is not understood.");
            }

            result.AddRange(Rewrite(entry, key, margin));
            i = next;
        }

        foreach ((string key, string value) in Users)
        {
            if (!present.Contains(key))
            {
                result.Add($"{margin}{key}: {value}");
            }
        }

        if (!present.Contains("capabilities"))
        {
            result.AddRange(Capabilities(margin));
        }

        List<string> lines = [.. outline.Lines.Select(line => line.Text)];
        lines.RemoveRange(block[0].Index, block.Length);
        lines.InsertRange(block[0].Index, result);
        return lines.Count == outline.Lines.Count && lines.SequenceEqual(outline.Lines.Select(line => line.Text)) ? null : lines;
    }

    private static IEnumerable<string> Rewrite(TemplateLine[] entry, Match key, string margin)
    {
        string name = key.Groups["key"].Value;
        if (name == "capabilities")
        {
            return RewriteCapabilities(entry, margin);
        }

        (string Key, string Value) wanted = Array.Find(Users, user => user.Key == name);
        if (wanted.Key is null)
        {
            return entry.Select(line => line.Text);
        }

        bool plain = entry.Length == 1 && entry[0].Actions.All(action => !TemplateActions.IsSilent(action))
            && !entry[0].Comment.Contains("{{", StringComparison.Ordinal);
        if (!plain)
        {
            throw new TemplateRefusedException(Id, entry[0].Number, $"the value of {name} is not understood.");
        }

        return [key.Groups["value"].Value == wanted.Value ? entry[0].Text : $"{margin}{name}: {wanted.Value}{entry[0].Comment}"];
    }

    private static IEnumerable<string> RewriteCapabilities(TemplateLine[] entry, string margin)
    {
        ContainerCapabilities found = ContainerCapabilities.Read(entry)
            ?? throw new TemplateRefusedException(Id, entry[0].Number, "the container's capabilities are not understood.");
        if (found.Add.Any(name => name is not ("NET_BIND_SERVICE" or "CAP_NET_BIND_SERVICE")) || found.Drop.Any(name => name != "ALL"))
        {
            throw new TemplateRefusedException(Id, entry[0].Number, "the container has other capabilities than NET_BIND_SERVICE already.");
        }

        return found.Add is ["NET_BIND_SERVICE"] && found.Drop is ["ALL"] ? entry.Select(line => line.Text) : Capabilities(margin);
    }

    private static string[] Capabilities(string margin) =>
        [$"{margin}capabilities:", $"{margin}  drop:", $"{margin}  - ALL", $"{margin}  add:", $"{margin}  - NET_BIND_SERVICE"];

    private static TemplateLine FindSecurityContext(TemplateOutline outline)
    {
        TemplateLine[] containers = [.. outline.Lines.Where(line => ContainerName().IsMatch(line.Entry) && IsInContainers(outline, line))];
        if (containers.Length != 1)
        {
            throw new TemplateRefusedException(
                Id,
                containers.Length == 0 ? null : containers[1].Number,
                $"The template has {(containers.Length == 0 ? "no" : "more than one")} container istio-proxy.");
        }

        TemplateLine name = containers[0];
        TemplateLine first = name.IsItem ? name : outline.Parent(name)!;
        TemplateLine[] contexts =
        [
            .. outline.Lines.Skip(first.Index + 1)
                .TakeWhile(line => line.Kind != LineKind.Yaml || line.Indent > first.Indent)
                .Where(line => line.IsKey("securityContext") && line.Indent == first.KeyColumn),
        ];
        return contexts is [var only] && only.IsHeader("securityContext")
            ? only
            : throw new TemplateRefusedException(
                Id, contexts.LastOrDefault()?.Number ?? name.Number, "the container istio-proxy has no single block 'securityContext:'.");
    }

    private static bool IsInContainers(TemplateOutline outline, TemplateLine name)
    {
        TemplateLine? item = name.IsItem ? name : outline.Parent(name);
        return name.Kind == LineKind.Yaml && item is { IsItem: true } && item.KeyColumn == name.KeyColumn
            && outline.ListOf(item) is { } list && list.IsHeader("containers");
    }

    private static TemplateLine[] ReadBlock(TemplateOutline outline, TemplateLine context)
    {
        TemplateLine[] below = [.. outline.Below(context)];
        int count = Array.FindLastIndex(below, line => line.Kind == LineKind.Yaml) + 1;
        TemplateLine? odd = Array.Find(below[..count], line => line.Kind is not (LineKind.Yaml or LineKind.Blank or LineKind.Comment))
            ?? Array.Find(below[count..], line => line.Kind is LineKind.Output or LineKind.Scalar);
        if (odd is not null)
        {
            throw new TemplateRefusedException(Id, odd.Number, "this may belong to the container's securityContext.");
        }

        return count > 0
            ? below[..count]
            : throw new TemplateRefusedException(Id, context.Number, "the container's securityContext is empty.");
    }

    [GeneratedRegex("""^name:\s+(["']?)istio-proxy\1$""")]
    private static partial Regex ContainerName();

    [GeneratedRegex(@"^(?<key>[A-Za-z][A-Za-z0-9]*):(\s+(?<value>\S.*))?$")]
    private static partial Regex KeyAndValue();
}
