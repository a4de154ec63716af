using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Yaml;
using IstioGateway.Testing;

namespace IstioGateway.Commands.Tests.Rbac;

/// <summary>Reads a file of roles as the API server's authorizer does: who is bound to which rules, and where.</summary>
/// <param name="name">Its name under <c>examples</c>.</param>
internal sealed class RbacFile(string name)
{
    /// <summary>What cmdlets cannot do without.</summary>
    public static RbacFile Needed { get; } = new("rbac.yaml");

    /// <summary>What makes them faster, or tells more.</summary>
    public static RbacFile Optional { get; } = new("rbac-optional.yaml");

    private readonly JsonObject[] _objects =
    [
        .. File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "examples", name)).ReplaceLineEndings("\n").Split("\n---\n").Select(text => new YamlCodec().Read(text)).OfType<JsonObject>(),
    ];

    /// <summary>The groups that it binds.</summary>
    public IEnumerable<string> Groups => Bindings.SelectMany(Subjects).Distinct().Order(StringComparer.Ordinal);

    /// <summary>What each of its objects is called.</summary>
    public IEnumerable<string> Objects => _objects.Select(Describe);

    /// <summary>Roles that nobody is bound to, and bindings to roles that are not there.</summary>
    public IEnumerable<string> Loose =>
    [
        .. Roles.Where(role => !Bindings.Any(binding => IsOf(binding, role))).Select(Describe),
        .. Bindings.Where(binding => !Roles.Any(role => IsOf(binding, role))).Select(Describe),
    ];

    /// <summary>What those who are in some groups may do, in the smallest parts.</summary>
    public IReadOnlyList<RbacRight> RightsOf(IEnumerable<string> groups) =>
    [
        .. Bindings.Where(binding => Subjects(binding).Intersect(groups).Any())
            .SelectMany(binding => Roles.Where(role => IsOf(binding, role)).SelectMany(role => Parts(role, binding)))
            .Distinct(),
    ];

    private IEnumerable<JsonObject> Roles => _objects.Where(item => item.Text("kind") is "ClusterRole" or "Role");

    private IEnumerable<JsonObject> Bindings => _objects.Where(item => item.Text("kind") is "ClusterRoleBinding" or "RoleBinding");

    private static IEnumerable<string> Subjects(JsonObject binding) =>
        binding["subjects"]!.AsArray().Select(subject => subject.Text("name")!);

    private static bool IsOf(JsonObject binding, JsonObject role) => binding.Text("roleRef", "kind") == role.Text("kind")
        && binding.Text("roleRef", "name") == role.Text("metadata", "name")
        && (role.Text("kind") == "ClusterRole" || role.Text("metadata", "namespace") == binding.Text("metadata", "namespace"));

    private static IEnumerable<RbacRight> Parts(JsonObject role, JsonObject binding) =>
        from rule in role["rules"]!.AsArray()
        from verb in Texts(rule!, "verbs")
        from @group in Texts(rule!, "apiGroups")
        from resource in Texts(rule!, "resources")
        from name in rule!["resourceNames"] is null ? new string?[] { null } : Texts(rule, "resourceNames")
        select new RbacRight(verb, @group, resource, name, binding.Text("metadata", "namespace"));

    private static string[] Texts(JsonNode rule, string field) => [.. rule[field]!.AsArray().Select(item => item!.GetValue<string>())];

    private static string Describe(JsonObject item) => $"{item.Text("kind")} {item.Text("metadata", "namespace")}/{item.Text("metadata", "name")}";
}
