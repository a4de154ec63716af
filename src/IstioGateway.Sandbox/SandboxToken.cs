using System.Security.Cryptography;

namespace IstioGateway.Sandbox;

/// <summary>A right: verbs on resources of groups, as in an RBAC ClusterRole; <c>*</c> stands for all.</summary>
/// <param name="Verbs">Such as <c>get</c>, <c>list</c>, <c>watch</c>, <c>patch</c>.</param>
/// <param name="Groups">API groups; the empty string is the core group.</param>
/// <param name="Resources">Plural names; a subresource is written <c>istios/status</c>.</param>
public sealed record AccessRule(IReadOnlyList<string> Verbs, IReadOnlyList<string> Groups, IReadOnlyList<string> Resources)
{
    /// <summary>Everything.</summary>
    public static AccessRule All { get; } = new(["*"], ["*"], ["*"]);

    /// <summary>The only names the rule covers; empty for all.</summary>
    public IReadOnlyList<string> ResourceNames { get; init; } = [];

    /// <summary>The namespace the rule covers, as a Role does; <see langword="null"/> for the whole cluster.</summary>
    public string? Namespace { get; init; }

    internal bool Covers(string verb, string group, string resource, string? namespaceName, string? name) =>
        Has(Verbs, verb)
        && Has(Groups, group)
        && Has(Resources, resource)
        && (ResourceNames.Count == 0 || (name is not null && ResourceNames.Contains(name)))
        && (Namespace is null || Namespace == namespaceName);

    private static bool Has(IReadOnlyList<string> list, string value) => list.Contains("*") || list.Contains(value);
}

/// <summary>A user of the sandbox and what it may do.</summary>
/// <param name="Name">User name, as it appears in refusals.</param>
/// <param name="Rules">Its rights; discovery is everyone's.</param>
public sealed record SandboxToken(string Name, IReadOnlyList<AccessRule> Rules)
{
    /// <summary>The bearer token; made up when not given.</summary>
    public string Token { get; init; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Never the token.</summary>
    public override string ToString() => Name;
}
