using System.Text.RegularExpressions;

namespace IstioGateway.Templates;

/// <summary>
/// The document's capability lines under the pod's securityContext, beside <c>sysctls:</c>. They have no effect: the API
/// knows no such field there, and istiod drops it when it reads the merged pod into its type.
/// </summary>
internal static partial class PodCapabilities
{
    /// <summary>What is to be said about them, in one sentence, and what works instead.</summary>
    public const string NoEffect =
        "Capabilities in the pod's securityContext have no effect (Kubernetes knows them only in a container's), "
        + "so the gateway cannot listen on ports below 1024.";

    /// <summary>What works instead.</summary>
    public const string WhatWorks =
        "Listen on ports from 1024 up (-PrivilegedPort None, Service targetPort 8080 and 8443), "
        + "or run the proxy as root (-PrivilegedPort Root).";

    /// <summary>Puts the document's lines beside the list of sysctls; <see langword="null"/> when they are there or no such list is.</summary>
    /// <exception cref="TemplateRefusedException">There are other capabilities already.</exception>
    public static IReadOnlyList<string>? Add(TemplateOutline outline)
    {
        if (FindSysctls(outline) is not { } sysctls)
        {
            return null;
        }

        if (FindHeader(outline, sysctls) is { } header)
        {
            return DocumentedValue(outline, header) is not null
                ? null
                : throw new TemplateRefusedException(
                    TemplateRefusedException.PodCapabilitiesNotUnderstood,
                    header.Number,
                    "the pod's securityContext holds capabilities already.");
        }

        int at = outline.Below(sysctls, isList: true).LastOrDefault(line => line.Kind == LineKind.Yaml)?.Index ?? sysctls.Index;
        string indent = new(' ', sysctls.Indent);
        List<string> lines = [.. outline.Lines.Select(line => line.Text)];
        lines.InsertRange(at + 1, [$"{indent}capabilities:", $"{indent}  add: [CAP_NET_BIND_SERVICE]"]);
        return lines;
    }

    /// <summary>
    /// Takes the document's lines away, and the white space it left behind <c>sysctls: []</c>; <see langword="null"/> when
    /// there is neither. Other capabilities stay.
    /// </summary>
    public static IReadOnlyList<string>? Remove(TemplateOutline outline)
    {
        if (FindSysctls(outline) is not { } sysctls)
        {
            return null;
        }

        List<string> lines = [.. outline.Lines.Select(line => line.Text)];
        lines[sysctls.Index] = sysctls.Text.TrimEnd(' ');
        if (FindHeader(outline, sysctls) is { } header && DocumentedValue(outline, header) is { } value)
        {
            lines.RemoveRange(header.Index, value.Index - header.Index + 1);
        }

        return lines.Count == outline.Lines.Count && lines[sysctls.Index] == sysctls.Text ? null : lines;
    }

    private static TemplateLine? FindSysctls(TemplateOutline outline)
    {
        TemplateLine[] found = [.. outline.PodSecurityContexts()
            .SelectMany(context => outline.Below(context).Where(line => line.IsKey("sysctls") && outline.Parent(line) == context))];
        return found.Length switch
        {
            0 => null,
            1 => found[0],
            _ => throw new TemplateRefusedException(
                TemplateRefusedException.SysctlNotUnderstood,
                found[1].Number,
                "the pod's securityContext has more than one list of sysctls."),
        };
    }

    private static TemplateLine? FindHeader(TemplateOutline outline, TemplateLine sysctls) =>
        outline.Below(outline.Parent(sysctls)!).FirstOrDefault(line => line.IsKey("capabilities") && line.Indent == sysctls.Indent);

    // The one line below the header, if it is the document's.
    private static TemplateLine? DocumentedValue(TemplateOutline outline, TemplateLine header)
    {
        TemplateLine[] below =
        [
            .. outline.Below(header)
                .Where(line => line.Kind is LineKind.Yaml or LineKind.Output or LineKind.Scalar)
                .TakeWhile(line => line.Depth > header.Indent),
        ];
        return header.IsHeader("capabilities") && below is [{ Kind: LineKind.Yaml } only]
            && only.Index == header.Index + 1 && DocumentedAdd().IsMatch(only.Content)
            ? only
            : null;
    }

    [GeneratedRegex(@"^add:\s*\[\s*(CAP_)?NET_BIND_SERVICE\s*\]$")]
    private static partial Regex DocumentedAdd();
}
