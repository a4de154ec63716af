using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Core.Tests.Templates;
using IstioGateway.Publishing;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Publishing;

/// <summary>What may be published, in which order, and as which type.</summary>
public sealed class ManifestTests
{
    [Fact]
    public void A_list_is_its_items_and_what_the_server_owns_is_not_sent()
    {
        IReadOnlyList<ManifestObject> found = ManifestObject.From(JsonNode.Parse("""
            {"apiVersion":"v1","kind":"List","items":[
              {"apiVersion":"v1","kind":"ConfigMapList","items":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","managedFields":[{}]}}]},
              {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"b","namespace":"n"}}]}
            """));

        Assert.Equal(["ConfigMap a  v1", "Deployment n/b apps v1"], found.Select(item => $"{item} {item.Group} {item.Version}"));
        Assert.DoesNotContain("managedFields", found[0].Body.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"kind":"A","metadata":{"name":"a"}}""", "The A a has no apiVersion.")]
    [InlineData("""{"apiVersion":"v1","metadata":{"name":"a"}}""", "The object a has no kind.")]
    [InlineData("""{"apiVersion":"v1","kind":"A","metadata":{"generateName":"a-"}}""", "The A has no metadata.name.")]
    [InlineData("\"text\"", "It is no object but a single value; an object has apiVersion, kind and metadata.")]
    public void What_is_no_object_with_a_name_is_refused(string json, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => ManifestObject.From(JsonNode.Parse(json))).Message);

    [Fact]
    public void What_others_need_comes_first_routing_last_and_the_rest_stays()
    {
        string[] given =
        [
            "networking.istio.io/v1 VirtualService", "apps/v1 Deployment", "v1 Service", "policy/v1 PodDisruptionBudget", "v1 ServiceAccount",
            "rbac.authorization.k8s.io/v1 RoleBinding", "gateway.networking.k8s.io/v1 Gateway", "rbac.authorization.k8s.io/v1 Role", "v1 Namespace",
        ];

        Assert.Equal(
            ["Namespace", "ServiceAccount", "Role", "RoleBinding", "Deployment", "Service", "PodDisruptionBudget", "Gateway", "VirtualService"],
            ManifestOrder.Sort(given.Select(item => Made(item.Split(' ')[0], item.Split(' ')[1]))).Select(item => item.Kind));
    }

    [Fact]
    public async Task Types_of_gateways_are_known_and_others_are_asked_for_once()
    {
        FakeClusterApi api = new();
        api.Types.Add(new ResourceType("example.com", "v2", "widgets", "Widget", Namespaced: false));
        ManifestTypes types = new(api);

        ResourceType gateway = await types.FindAsync(Made("networking.istio.io/v1beta1", "Gateway"), TestContext.Current.CancellationToken);
        ResourceType widget = await types.FindAsync(Made("example.com/v2", "Widget"), TestContext.Current.CancellationToken);
        ClusterException unknown = await Assert.ThrowsAsync<ClusterException>(
            () => types.FindAsync(Made("example.com/v2", "Policy"), TestContext.Current.CancellationToken));

        Assert.Equal("apis/networking.istio.io/v1beta1/namespaces/n/gateways", gateway.CollectionPath("n"));
        Assert.Equal("apis/example.com/v2/widgets", widget.CollectionPath());
        Assert.Equal((ClusterErrorKind.TypeNotServed, "policies.example.com"), (unknown.Kind, unknown.ResourceType!.QualifiedName));
        Assert.Single(api.Requests);
    }

    [Fact]
    public void What_the_server_keeps_for_itself_is_no_difference()
    {
        JsonObject live = Json("""
            {"kind":"Service","metadata":{"name":"a","uid":"1","resourceVersion":"7","generation":2,"creationTimestamp":"x","managedFields":[],
             "annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}"}},"spec":{"a":1},"status":{"b":2}}
            """);

        Assert.True(ObjectContent.AreSame(live, Json("""{"kind":"Service","metadata":{"name":"a"},"spec":{"a":1}}""")));
        Assert.False(ObjectContent.AreSame(live, Json("""{"kind":"Service","metadata":{"name":"a"},"spec":{"a":2}}""")));
    }

    [Fact]
    public void Values_of_secrets_become_stars_that_still_tell_what_changes()
    {
        string diff = ObjectContent.Diff(
            Json("""{"kind":"Secret","data":{"same":"c2FtZQ==","other":"b25l","gone":"Z29uZQ=="}}"""),
            Json("""{"kind":"Secret","data":{"same":"c2FtZQ==","other":"dHdv","new":"bmV3"}}"""),
            "secrets/s",
            new JsonOnlyYaml(),
            new BothTexts());

        Assert.Equal(
            """{"kind":"Secret","data":{"same":"***","other":"*** (before)","gone":"***"}} {"kind":"Secret","data":{"same":"***","other":"*** (after)","new":"***"}}""",
            diff);
    }

    [Fact]
    public void The_causes_of_a_conflict_name_field_and_manager()
    {
        ClusterException conflict = new(ClusterErrorKind.Conflict, "x")
        {
            Causes =
            [
                ".spec.replicas: conflict with \"autopilot\" using apps/v1 at 2026-11-23T04:50:35Z",
                ".spec.ports[port=80,protocol=\"TCP\"].targetPort: conflict with \"kubectl\"",
            ],
        };

        Assert.Equal(
            [(".spec.replicas", "autopilot"), (".spec.ports[port=80,protocol=\"TCP\"].targetPort", "kubectl")],
            FieldConflict.Of(conflict).Select(item => (item.Field, item.Manager)));
        Assert.Empty(FieldConflict.Of(new ClusterException(ClusterErrorKind.Invalid, "x") { Causes = conflict.Causes }));
    }

    [Theory]
    [InlineData("pods \"gw\" is forbidden: exceeded quota: q, requested: pods=1", true, "patch")]
    [InlineData("pods \"gw\" is forbidden: violates PodSecurity \"restricted:latest\": x", true, "patch")]
    [InlineData("deployments.apps \"a\" is forbidden: User \"u\" cannot patch resource \"deployments\" in API group \"apps\"", false, "patch")]
    [InlineData("deployments.apps \"a\" is forbidden: User \"u\" cannot create resource \"deployments\" in API group \"apps\"", false, "create")]
    [InlineData("deployments.apps \"a\" is forbidden: ", false, "create")]
    public void A_missing_right_is_told_from_a_refusal(string words, bool byAdmission, string verb)
    {
        ClusterException denied = new(ClusterErrorKind.Forbidden, words) { ServerMessage = words, Verb = "patch", ResourceName = "a" };

        Assert.Equal(byAdmission, Denial.IsByAdmission(denied));
        Assert.Equal((verb, verb == "create" ? null : "a"), (Denial.OfItsVerb(denied).Verb, Denial.OfItsVerb(denied).ResourceName));
    }

    private static ManifestObject Made(string apiVersion, string kind) => Assert.Single(ManifestObject.From(new JsonObject
    {
        ["apiVersion"] = apiVersion,
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = "a" },
    }));

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private sealed class BothTexts : ITextDiffer
    {
        public string Unified(string? before, string? after, string beforeLabel, string afterLabel) => $"{before} {after}";
    }
}
