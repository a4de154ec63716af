using IstioGateway.Clusters;
using IstioGateway.Patches;

namespace IstioGateway.Gateways;

/// <summary>What a gateway must be so that the API server and istiod take it; checked before anything is made.</summary>
public static class GatewaySpecRules
{
    /// <summary>Throws for the first thing that is wrong.</summary>
    /// <exception cref="GatewaySpecException">Something is.</exception>
    public static void Check(GatewaySpec spec)
    {
        CheckNames(spec);
        CheckPorts(spec);
        CheckScaling(spec);
        CheckNodes(spec);
        CheckTraffic(spec);
        CheckEncryption(spec);
    }

    private static void CheckNames(GatewaySpec spec)
    {
        Named(nameof(spec.Name), spec.Name, "a gateway", WhyNotServiceName);
        Named(nameof(spec.Namespace), spec.Namespace, "a namespace", ResourceName.WhyNotLabel);
        Named(nameof(spec.Revision), spec.Revision, "a revision", ResourceName.WhyNotLabel);
        Named(nameof(spec.ServiceAccount), spec.ServiceAccount, "a ServiceAccount", ResourceName.WhyNotSubdomain);
        Require(spec.Templates.Count > 0, nameof(spec.Templates), "A gateway needs an injection template.");
        foreach (string template in spec.Templates)
        {
            Named(nameof(spec.Templates), template, "a template", TemplateName.WhyNot);
        }
    }

    private static void CheckPorts(GatewaySpec spec)
    {
        const string part = nameof(GatewaySpec.Ports);
        Require(spec.Ports.Count > 0, part, "A gateway needs a port.");
        foreach (GatewayPort port in spec.Ports)
        {
            Require(port.WhyNot() is null, part, port.WhyNot() ?? "");
            Require(
                !spec.Unprivileged || port.TargetFor(unprivileged: true) >= GatewayPort.FirstUnprivileged,
                part,
                $"The proxy cannot listen on {port.Target} as user 1337 without the sysctl; let {port.Number} have a target from "
                + $"{GatewayPort.FirstUnprivileged} up, or run the proxy as root.");
        }

        NoTwo(port => $"{port.Number}", number => $"The port {number} is given twice.");
        NoTwo(port => port.Name, name => $"Two ports have the name '{name}'.");
        NoTwo(
            port => $"{port.TargetFor(spec.Unprivileged)}",
            target => $"Two ports would listen on {target} in the pod; give one a target of its own, such as 80:8081.");

        void NoTwo(Func<GatewayPort, string> key, Func<string, string> message)
        {
            string? twice = spec.Ports.GroupBy(key, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
            Require(twice is null, part, message(twice ?? ""));
        }
    }

    private static void CheckScaling(GatewaySpec spec)
    {
        Require(spec.Replicas is null or >= 0, nameof(spec.Replicas), "The number of pods cannot be below 0.");
        if (spec.MinReplicas is null && spec.MaxReplicas is null)
        {
            return;
        }

        Require(
            spec.MaxReplicas is not null, nameof(spec.MaxReplicas), "To scale the gateway, -MaxReplicas is needed beside -MinReplicas.");
        Require(
            spec.Replicas is null,
            nameof(spec.Replicas),
            "-Replicas cannot go with -MaxReplicas: what scales the gateway sets the number of its pods.");
        int least = spec.MinReplicas ?? 1;
        Require(least >= 1, nameof(spec.MinReplicas), "-MinReplicas must be at least 1.");
        Require(spec.MaxReplicas >= least, nameof(spec.MaxReplicas), $"-MaxReplicas {spec.MaxReplicas} is below -MinReplicas {least}.");
    }

    private static void CheckNodes(GatewaySpec spec)
    {
        foreach ((string key, string value) in spec.NodeSelector)
        {
            Named(nameof(spec.NodeSelector), key, "a label", LabelText.WhyNotKey);
            Named(nameof(spec.NodeSelector), value, $"the label {key}", LabelText.WhyNotValue);
        }
    }

    private static void CheckTraffic(GatewaySpec spec)
    {
        foreach (string host in spec.Hosts)
        {
            string? reason = GatewayHost.WhyNot(host);
            Require(reason is null, nameof(spec.Hosts), $"'{host}' is no host: {reason}.");
            Require(
                spec.Routes.Any(route => GatewayHost.Covers(host, route.Host) || GatewayHost.Covers(route.Host, host)),
                nameof(spec.Hosts),
                $"The host '{host}' has no route; say where its requests go with -Route {host}=service:port.");
        }

        const string part = nameof(GatewaySpec.Routes);
        GatewayRoute? twice = spec.Routes.GroupBy(route => route).FirstOrDefault(group => group.Count() > 1)?.Key;
        Require(twice is null, part, $"The route {twice} is given twice.");
        foreach (IGrouping<string, string> hosts in spec.Routes.Select(route => route.Host).Distinct(StringComparer.Ordinal)
            .GroupBy(host => GatewayTraffic.NameFor(spec, host), StringComparer.Ordinal))
        {
            Require(hosts.Count() == 1, part, $"The routes of {string.Join(" and ", hosts)} would have the same name, {hosts.Key}.");
            Named(part, hosts.Key, "a VirtualService", ResourceName.WhyNotSubdomain);
            Require(
                spec.Kind == GatewayKind.Ingress || hosts.First() != "*",
                part,
                "An egress gateway cannot have a route for '*': sidecars take only hosts they can tell apart.");
        }
    }

    private static void CheckEncryption(GatewaySpec spec)
    {
        const string part = nameof(GatewaySpec.TlsSecret);
        Named(part, spec.TlsSecret, "a Secret", ResourceName.WhyNotSubdomain);
        bool ends = spec.AllHosts.Count > 0 && spec.Ports.Any(port => port.NeedsCertificate);
        Require(
            !ends || spec.Kind == GatewayKind.Ingress,
            nameof(spec.Ports),
            "An egress gateway passes encrypted traffic on; name its port tls instead of https.");
        Require(
            !ends || spec.TlsSecret is not null,
            part,
            "An https port needs a certificate: name its Secret with -TlsSecret, or pass encrypted traffic on with a port named tls.");
        Require(ends || spec.TlsSecret is null, part, "-TlsSecret needs an https port and a -Route; without them nothing would use it.");
    }

    // Kubernetes, validation.IsDNS1035Label: a Service's name begins with a letter. It is a label's value too, at most as long.
    private static string? WhyNotServiceName(string name) =>
        ResourceName.WhyNotLabel(name)
        ?? (char.IsAsciiLetter(name[0]) ? null : "a Service's name must start with a letter (an RFC 1035 label)");

    private static void Named(string part, string? name, string kind, Func<string, string?> whyNot)
    {
        string? reason = name is null ? null : whyNot(name);
        Require(reason is null, part, $"'{name}' cannot name {kind}: {reason}.");
    }

    private static void Require(bool holds, string part, string message)
    {
        if (!holds)
        {
            throw new GatewaySpecException(part, message);
        }
    }
}
