using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Api.Admission;

/// <summary>
/// The checks of the Pod Security Standards, newest version, in their order and words; AppArmor, SELinux, Windows and probe hosts,
/// which no gateway sets, are left out. Source: k8s.io/pod-security-admission policy/check_*.go and registry.go (baseline checks
/// first, those that a stricter one covers only at the baseline level).
/// </summary>
internal static class PodSecurityChecks
{
    private const string NetBindService = "NET_BIND_SERVICE";

    private static readonly string[] DefaultCapabilities =
    [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", NetBindService, "SETFCAP", "SETGID", "SETPCAP",
        "SETUID", "SYS_CHROOT",
    ];

    private static readonly string[] SafeSysctls =
    [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
    ];

    private static readonly string[] HostNamespaceFields = ["hostNetwork", "hostPID", "hostIPC"];

    private static readonly string[] PlainVolumes =
        ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"];

    /// <summary>What the baseline standard has against a pod's spec.</summary>
    public static IEnumerable<string> Baseline(JsonObject spec) =>
        Present(Common(spec).Concat([NonDefaultCapabilities(spec), SeccompProfile(spec, required: false)]));

    /// <summary>What the restricted standard has against a pod's spec.</summary>
    public static IEnumerable<string> Restricted(JsonObject spec) => Present(Common(spec).Concat(
    [
        PrivilegeEscalation(spec), UnrestrictedCapabilities(spec), RestrictedVolumes(spec), NonRoot(spec), RootUser(spec),
        SeccompProfile(spec, required: true),
    ]));

    private static IEnumerable<string> Present(IEnumerable<string?> results) => results.OfType<string>();

    private static IEnumerable<string?> Common(JsonObject spec) =>
        [HostNamespaces(spec), HostPathVolumes(spec), HostPorts(spec), Privileged(spec), Sysctls(spec)];

    private static string? HostNamespaces(JsonObject spec)
    {
        string[] set = [.. HostNamespaceFields.Where(name => Flag(spec[name]) == true).Select(name => name + "=true")];
        return set.Length == 0 ? null : $"host namespaces ({string.Join(", ", set)})";
    }

    private static string? HostPathVolumes(JsonObject spec)
    {
        string[] names = [.. Items(spec, "volumes").Where(volume => volume["hostPath"] is not null).Select(Name)];
        return names.Length == 0 ? null : $"hostPath volumes ({Plural("volume", names)} {Quoted(names)})";
    }

    private static string? HostPorts(JsonObject spec)
    {
        JsonObject[] bad = [.. Containers(spec).Where(container => Ports(container).Any())];
        string[] ports = Distinct(bad.SelectMany(Ports));
        string[] names = [.. bad.Select(Name)];
        return names.Length == 0
            ? null
            : $"hostPort ({Plural("container", names)} {Quoted(names)} {(names.Length == 1 ? "uses" : "use")} "
                + $"{Plural("hostPort", ports)} {string.Join(", ", ports)})";

        static IEnumerable<string> Ports(JsonObject container) => Items(container, "ports")
            .Select(port => port.Number("hostPort") ?? 0)
            .Where(port => port != 0)
            .Select(port => port.ToString(CultureInfo.InvariantCulture));
    }

    private static string? Privileged(JsonObject spec) => Refuse(
        spec,
        container => Flag(container.At("securityContext", "privileged")) == true,
        "privileged",
        "must not set securityContext.privileged=true");

    private static string? Sysctls(JsonObject spec)
    {
        JsonObject context = spec["securityContext"] as JsonObject ?? [];
        string[] names = [.. Items(context, "sysctls").Select(Name).Where(name => !SafeSysctls.Contains(name))];
        return names.Length == 0 ? null : $"forbidden sysctls ({string.Join(", ", names)})";
    }

    private static string? NonDefaultCapabilities(JsonObject spec)
    {
        string[] names = [.. Containers(spec).Where(container => Added(container, DefaultCapabilities).Any()).Select(Name)];
        string[] added = Distinct(Containers(spec).SelectMany(container => Added(container, DefaultCapabilities)));
        return names.Length == 0
            ? null
            : $"non-default capabilities ({Plural("container", names)} {Quoted(names)} must not include {Quoted(added)} "
                + "in securityContext.capabilities.add)";
    }

    private static string? UnrestrictedCapabilities(JsonObject spec)
    {
        string[] keeping = [.. Containers(spec).Where(container => !Capabilities(container, "drop").Contains("ALL")).Select(Name)];
        string[] adding = [.. Containers(spec).Where(container => Added(container, [NetBindService]).Any()).Select(Name)];
        string[] added = Distinct(Containers(spec).SelectMany(container => Added(container, [NetBindService])));
        List<string> details = [];
        if (keeping.Length > 0)
        {
            details.Add($"{Plural("container", keeping)} {Quoted(keeping)} must set securityContext.capabilities.drop=[\"ALL\"]");
        }

        if (adding.Length > 0)
        {
            details.Add($"{Plural("container", adding)} {Quoted(adding)} must not include {Quoted(added)} in securityContext.capabilities.add");
        }

        return details.Count == 0 ? null : $"unrestricted capabilities ({string.Join("; ", details)})";
    }

    private static string? PrivilegeEscalation(JsonObject spec) => Refuse(
        spec,
        container => Flag(container.At("securityContext", "allowPrivilegeEscalation")) != false,
        "allowPrivilegeEscalation != false",
        "must set securityContext.allowPrivilegeEscalation=false");

    private static string? RestrictedVolumes(JsonObject spec)
    {
        string[] bad =
        [
            .. Items(spec, "volumes")
                .Select(volume => (Name: Name(volume), Source: volume.Select(member => member.Key).FirstOrDefault(key => key != "name")))
                .Where(volume => !PlainVolumes.Contains(volume.Source ?? "emptyDir"))
                .Select(volume => $"volume \"{volume.Name}\" uses restricted volume type \"{volume.Source}\""),
        ];
        return bad.Length == 0 ? null : $"restricted volume types ({string.Join(", ", bad)})";
    }

    private static string? NonRoot(JsonObject spec)
    {
        bool? whole = Flag(spec.At("securityContext", "runAsNonRoot"));
        string[] saying = [.. Containers(spec).Where(container => Of(container) == false).Select(Name)];
        string[] silent = [.. Containers(spec).Where(container => Of(container) is null && whole != true).Select(Name)];
        return Setters(whole == false, saying) is { } setters
            ? $"runAsNonRoot != true ({setters} must not set securityContext.runAsNonRoot=false)"
            : silent.Length > 0
                ? $"runAsNonRoot != true (pod or {Plural("container", silent)} {Quoted(silent)} must set securityContext.runAsNonRoot=true)"
                : null;

        static bool? Of(JsonObject container) => Flag(container.At("securityContext", "runAsNonRoot"));
    }

    private static string? RootUser(JsonObject spec)
    {
        string[] names = [.. Containers(spec).Where(container => container.Number("securityContext", "runAsUser") == 0).Select(Name)];
        return Setters(spec.Number("securityContext", "runAsUser") == 0, names) is { } setters
            ? $"runAsUser=0 ({setters} must not set runAsUser=0)"
            : null;
    }

    private static string? SeccompProfile(JsonObject spec, bool required)
    {
        const string Allowed = "\"RuntimeDefault\" or \"Localhost\"";
        string? whole = spec.Text("securityContext", "seccompProfile", "type");
        string[] bad = [.. Containers(spec).Where(container => Of(container) is { } type && !IsAllowed(type)).Select(Name)];
        string[] silent = [.. Containers(spec).Where(container => Of(container) is null && !IsAllowed(whole)).Select(Name)];
        string[] values = Distinct(Containers(spec).Select(Of).Append(whole).OfType<string>().Where(type => !IsAllowed(type)));
        return Setters(whole is not null && !IsAllowed(whole), bad) is { } setters
            ? $"seccompProfile ({setters} must not set securityContext.seccompProfile.type to {Quoted(values)})"
            : required && silent.Length > 0
                ? $"seccompProfile (pod or {Plural("container", silent)} {Quoted(silent)} must set "
                    + $"securityContext.seccompProfile.type to {Allowed})"
                : null;

        static string? Of(JsonObject container) => container.Text("securityContext", "seccompProfile", "type");
        static bool IsAllowed(string? type) => type is "RuntimeDefault" or "Localhost";
    }

    /// <summary>Who set something, the pod or containers; <see langword="null"/> when nobody did.</summary>
    private static string? Setters(bool pod, string[] containers)
    {
        List<string> setters = pod ? ["pod"] : [];
        if (containers.Length > 0)
        {
            setters.Add($"{Plural("container", containers)} {Quoted(containers)}");
        }

        return setters.Count == 0 ? null : string.Join(" and ", setters);
    }

    private static string? Refuse(JsonObject spec, Func<JsonObject, bool> isBad, string reason, string demand)
    {
        string[] names = [.. Containers(spec).Where(isBad).Select(Name)];
        return names.Length == 0 ? null : $"{reason} ({Plural("container", names)} {Quoted(names)} {demand})";
    }

    private static IEnumerable<JsonObject> Containers(JsonObject spec) =>
        Items(spec, "initContainers").Concat(Items(spec, "containers")).Concat(Items(spec, "ephemeralContainers"));

    private static IEnumerable<string> Added(JsonObject container, string[] allowed) => Capabilities(container, "add").Except(allowed);

    private static IEnumerable<string> Capabilities(JsonObject container, string which) =>
        (container.At("securityContext", "capabilities", which) as JsonArray ?? []).Select(name => name?.ToString() ?? "");

    private static IEnumerable<JsonObject> Items(JsonObject value, string name) => (value[name] as JsonArray ?? []).OfType<JsonObject>();

    private static string[] Distinct(IEnumerable<string> texts) => [.. texts.Distinct().Order(StringComparer.Ordinal)];

    private static string Name(JsonObject named) => named.Text("name") ?? "";

    private static bool? Flag(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static string Plural(string word, string[] of) => of.Length == 1 ? word : word + "s";

    private static string Quoted(string[] texts) => string.Join(", ", texts.Select(text => $"\"{text}\""));
}
