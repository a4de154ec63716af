namespace IstioGateway.Templates;

/// <summary>Findings about Linux capabilities.</summary>
internal static class CapabilityLint
{
    public static IEnumerable<TemplateFinding> Check(TemplateOutline outline)
    {
        foreach (TemplateLine header in outline.Lines.Where(line => line.IsKey("capabilities") && !line.IsItem))
        {
            if (outline.Parent(header) is not { } context || !context.IsHeader("securityContext"))
            {
                continue;
            }

            IEnumerable<TemplateFinding> findings = outline.IsInPodSpec(context) ? [InPod(header)] : InContainer(outline, context, header);
            foreach (TemplateFinding finding in findings)
            {
                yield return finding;
            }
        }
    }

    private static TemplateFinding InPod(TemplateLine header) => TemplateLint.Finding(
        FindingIds.PodCapabilities,
        FindingSeverity.Warning,
        header.Number,
        header.Indent + 1,
        PodCapabilities.NoEffect,
        PodCapabilities.WhatWorks);

    private static IEnumerable<TemplateFinding> InContainer(TemplateOutline outline, TemplateLine context, TemplateLine header)
    {
        TemplateLine[] entry = [header, .. outline.Below(header, isList: false).Where(line => line.Kind == LineKind.Yaml)];
        foreach (TemplateLine line in entry)
        {
            int at = line.Content.IndexOf("CAP_", StringComparison.Ordinal);
            if (at >= 0)
            {
                yield return TemplateLint.Finding(
                    FindingIds.CapabilityPrefix,
                    FindingSeverity.Warning,
                    line.Number,
                    line.Indent + at + 1,
                    "Kubernetes takes capabilities without 'CAP_': containerd ignores this one, "
                        + "and the baseline Pod Security Standard refuses the pod.",
                    "Leave 'CAP_' out.");
            }
        }

        bool adds = ContainerCapabilities.Read(entry)?.Add.Any(name => name is "NET_BIND_SERVICE" or "CAP_NET_BIND_SERVICE") == true;
        bool isRoot = outline.Below(context)
            .Any(line => line.IsKey("runAsUser") && line.Indent == header.Indent && line.ValueOf("runAsUser") is "0" or "\"0\"" or "'0'");
        if (adds && !isRoot)
        {
            yield return TemplateLint.Finding(
                FindingIds.CapabilityWithoutRoot,
                FindingSeverity.Warning,
                header.Number,
                header.Indent + 1,
                "NET_BIND_SERVICE is of no use to a user other than 0: container runtimes grant no ambient capabilities.",
                PodCapabilities.WhatWorks);
        }
    }
}
