using System.Text.RegularExpressions;
using IstioGateway.Sandbox;

namespace IstioGateway.Commands.Tests.Rbac;

/// <summary>The smallest part of a rule: one verb on one resource, for one name or all, in one namespace or all.</summary>
internal sealed partial record RbacRight(string Verb, string Group, string Resource, string? Name, string? Namespace)
{
    public AccessRule Rule => new([Verb], [Group], [Resource])
    {
        ResourceNames = Name is null ? [] : [Name],
        Namespace = Namespace,
    };

    public override string ToString() => $"{Verb} {Resource}{(Name is null ? "" : $"/{Name}")}{(Namespace is null ? "" : $" in {Namespace}")}";

    /// <summary>Whether a request needs it. An apply that makes an object needs the right to create it too.</summary>
    public bool Covers(RequestRecord request)
    {
        Match path = ResourcePath().Match(request.Path);
        string resource = path.Groups["part"].Success ? $"{path.Groups["resource"].Value}/{path.Groups["part"].Value}" : path.Groups["resource"].Value;
        string selected = Uri.UnescapeDataString(request.Query) + "&";
        return path.Success
            && (request.Verb == Verb || (Verb == "create" && request is { Verb: "patch", StatusCode: 201 }))
            && path.Groups["group"].Value == Group
            && resource == Resource
            && (Name is null || path.Groups["name"].Value == Name || selected.Contains($"metadata.name={Name}&", StringComparison.Ordinal))
            && (Namespace is null || path.Groups["place"].Value == Namespace);
    }

    /// <summary>Whether a text holds the rule to add for it. Of a right for all names or namespaces the one that was needed is enough.</summary>
    public bool IsNamedIn(string text) => NamedRule().Matches(text).Any(rule =>
        rule.Groups["verb"].Value == Verb
        && rule.Groups["group"].Value == Group
        && rule.Groups["resource"].Value == Resource
        && (Name is null || rule.Groups["name"].Value == Name)
        && (Namespace is null || rule.Groups["place"].Value == Namespace));

    [GeneratedRegex(
        """(ClusterRole|Role in namespace (?<place>[^ :]+)): - \{ apiGroups: \["(?<group>[^"]*)"\], """
        + """resources: \["(?<resource>[^"]+)"\], verbs: \["(?<verb>[^"]+)"\](, resourceNames: \["(?<name>[^"]+)"\])? \}""")]
    private static partial Regex NamedRule();

    [GeneratedRegex(@"^/(api|apis/(?<group>[^/]+))/[^/]+(/namespaces/(?<place>[^/]+))?/(?<resource>[^/]+)(/(?<name>[^/]+)(/(?<part>[^/]+))?)?$")]
    private static partial Regex ResourcePath();
}
