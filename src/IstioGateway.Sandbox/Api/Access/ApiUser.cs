namespace IstioGateway.Sandbox.Api.Access;

/// <summary>Who a request comes from.</summary>
internal sealed record ApiUser(string Name, IReadOnlyList<AccessRule> Rules)
{
    /// <summary>The name of those who bring no credentials.</summary>
    public const string AnonymousName = "system:anonymous";

    /// <summary>Whether the request brought credentials.</summary>
    public bool IsAnonymous => Name == AnonymousName;

    /// <summary>Whether the user may do something.</summary>
    public bool May(string verb, string group, string resource, string? namespaceName, string? name) =>
        Rules.Any(rule => rule.Covers(verb, group, resource, namespaceName, name));
}
