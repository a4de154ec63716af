using System.Text.Json.Nodes;
using IstioGateway.Admission;

namespace IstioGateway.Core.Tests.Admission;

public sealed class NodePlacementTests
{
    private const string Node =
        """
        {
          "metadata": { "name": "n1", "labels": { "pool": "edge", "rank": "5" } },
          "spec": { "taints": [ { "key": "dedicated", "value": "edge", "effect": "NoSchedule" }, { "key": "soft", "effect": "PreferNoSchedule" } ] },
          "status": { "nodeInfo": { "operatingSystem": "linux" } }
        }
        """;

    private const string Tolerates = "\"tolerations\":[{\"key\":\"dedicated\",\"value\":\"edge\"}]";

    // The pod's spec; whether the node takes it. Expectations follow the scheduler's documentation.
    [Theory]
    [InlineData("{}", false)]
    [InlineData("{" + Tolerates + "}", true)]
    [InlineData("""{"tolerations":[{"operator":"Exists"}]}""", true)]
    [InlineData("""{"tolerations":[{"key":"dedicated","operator":"Exists","effect":"NoSchedule"}]}""", true)]
    [InlineData("""{"tolerations":[{"key":"dedicated","operator":"Exists","effect":"NoExecute"}]}""", false)]
    [InlineData("""{"tolerations":[{"key":"dedicated","value":"other"}]}""", false)]
    [InlineData("{" + Tolerates + ",\"nodeName\":\"n1\"}", true)]
    [InlineData("{" + Tolerates + ",\"nodeName\":\"n2\"}", false)]
    [InlineData("{" + Tolerates + ",\"nodeSelector\":{\"pool\":\"edge\"}}", true)]
    [InlineData("{" + Tolerates + ",\"nodeSelector\":{\"pool\":\"edge\",\"zone\":\"a\"}}", false)]
    public void Name_selector_and_taints_decide(string spec, bool takes) => Assert.Equal(takes, WhyNot(spec) is null);

    [Theory]
    [InlineData("""[{"matchExpressions":[{"key":"pool","operator":"In","values":["edge","x"]}]}]""", true)]
    [InlineData("""[{"matchExpressions":[{"key":"pool","operator":"NotIn","values":["edge"]}]}]""", false)]
    [InlineData("""[{"matchExpressions":[{"key":"zone","operator":"NotIn","values":["a"]}]}]""", true)]
    [InlineData("""[{"matchExpressions":[{"key":"pool","operator":"Exists"},{"key":"zone","operator":"DoesNotExist"}]}]""", true)]
    [InlineData("""[{"matchExpressions":[{"key":"rank","operator":"Gt","values":["4"]},{"key":"rank","operator":"Lt","values":["6"]}]}]""", true)]
    [InlineData("""[{"matchExpressions":[{"key":"rank","operator":"Gt","values":["5"]}]}]""", false)]
    [InlineData("""[{"matchExpressions":[{"key":"pool","operator":"Gt","values":["5"]}]}]""", false)]
    [InlineData("""[{"matchFields":[{"key":"metadata.name","operator":"In","values":["n1"]}]}]""", true)]
    [InlineData("""[{"matchFields":[{"key":"metadata.name","operator":"In","values":["n2"]}]},{"matchExpressions":[{"key":"pool","operator":"Exists"}]}]""", true)]
    [InlineData("""[{}]""", false)]
    public void One_term_of_the_required_affinity_has_to_hold(string terms, bool takes)
    {
        string spec = "{" + Tolerates + ",\"affinity\":{\"nodeAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":{\"nodeSelectorTerms\":" + terms + "}}}}";

        Assert.Equal(takes, WhyNot(spec) is null);
    }

    [Fact]
    public void A_cordoned_node_takes_only_pods_that_tolerate_it()
    {
        JsonObject node = JsonNode.Parse(Node)!.AsObject();
        node["spec"]!["unschedulable"] = true;

        Assert.Equal(
            "the pod does not tolerate its taint node.kubernetes.io/unschedulable:NoSchedule",
            NodePlacement.WhyNot(Pod("{" + Tolerates + "}"), node));
        Assert.Null(NodePlacement.WhyNot(Pod("""{"tolerations":[{"operator":"Exists"}]}"""), node));
    }

    [Fact]
    public void A_Windows_node_takes_no_gateway()
    {
        JsonObject node = JsonNode.Parse("""{"metadata":{"name":"w"},"status":{"nodeInfo":{"operatingSystem":"windows"}}}""")!.AsObject();

        Assert.Equal("it is a windows node", NodePlacement.WhyNot(Pod("{}"), node));
    }

    private static string? WhyNot(string spec) => NodePlacement.WhyNot(Pod(spec), JsonNode.Parse(Node)!.AsObject());

    private static JsonObject Pod(string spec) => new() { ["spec"] = JsonNode.Parse(spec) };
}
