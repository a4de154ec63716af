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

    /// <summary>Whether a text says that it is missing: as the rule to add, or in the server's words.</summary>
    public bool IsNamedIn(string text) => text.Contains($"resources: [\"{Resource}\"], verbs: [\"{Verb}\"]", StringComparison.Ordinal)
        || text.Contains($"cannot {Verb} resource \"{Resource}\"", StringComparison.Ordinal);

    [GeneratedRegex(@"^/(api|apis/(?<group>[^/]+))/[^/]+(/namespaces/(?<place>[^/]+))?/(?<resource>[^/]+)(/(?<name>[^/]+)(/(?<part>[^/]+))?)?$")]
    private static partial Regex ResourcePath();
}
