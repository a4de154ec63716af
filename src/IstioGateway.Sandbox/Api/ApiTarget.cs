namespace IstioGateway.Sandbox.Api;

/// <summary>What the path and query of a resource request name, whether or not the type is served.</summary>
/// <param name="Verb">Kubernetes verb: get, list, watch, create, update, patch, delete, deletecollection.</param>
/// <param name="Group">API group.</param>
/// <param name="Version">API version.</param>
/// <param name="Resource">Plural.</param>
/// <param name="Namespace">Namespace in the path.</param>
/// <param name="Name">Name in the path.</param>
/// <param name="Subresource">Subresource in the path.</param>
internal sealed record ApiTarget(
    string Verb, string Group, string Version, string Resource, string? Namespace, string? Name, string? Subresource)
{
    /// <summary>The resource as RBAC names it: <c>istios/status</c>.</summary>
    public string QualifiedResource => Subresource is null ? Resource : $"{Resource}/{Subresource}";

    /// <summary>
    /// Reads a path below <c>/api/v1/</c> or <c>/apis/group/version/</c>; <see langword="null"/> when it names no resource.
    /// Source: k8s.io/apiserver pkg/endpoints/request/requestinfo.go.
    /// </summary>
    public static ApiTarget? Parse(string method, IReadOnlyList<string> segments, QueryString query)
    {
        int prefix = segments.Count > 0 && segments[0] == "api" ? 2 : segments.Count > 0 && segments[0] == "apis" ? 3 : 0;
        if (prefix == 0 || segments.Count <= prefix)
        {
            return null;
        }

        (string group, string version) = prefix == 2 ? ("", segments[1]) : (segments[1], segments[2]);
        string[] rest = [.. segments.Skip(prefix)];
        string? namespaceName = null;
        if (rest.Length > 2 && rest[0] == "namespaces" && rest[2] is not ("status" or "finalize"))
        {
            namespaceName = rest[1];
            rest = rest[2..];
        }

        if (rest.Length > 3)
        {
            return null;
        }

        string? name = rest.Length > 1 ? rest[1] : null;
        string? subresource = rest.Length > 2 ? rest[2] : null;
        return new ApiTarget(VerbOf(method, name, query), group, version, rest[0], namespaceName, name, subresource);
    }

    private static string VerbOf(string method, string? name, QueryString query) => method switch
    {
        "GET" or "HEAD" when query.Flag("watch") => "watch",
        "GET" or "HEAD" => name is null ? "list" : "get",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => name is null ? "deletecollection" : "delete",
        _ => "",
    };
}
