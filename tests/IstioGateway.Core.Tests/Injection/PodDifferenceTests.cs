using System.Text.Json.Nodes;
using CsCheck;
using IstioGateway.Core.Tests.Patches;
using IstioGateway.Injection;

namespace IstioGateway.Core.Tests.Injection;

public sealed class PodDifferenceTests
{
    [Fact]
    public void Items_are_told_apart_by_their_names_wherever_they_stand()
    {
        string[] changes = Between(
            """{"spec":{"containers":[{"name":"a","args":["1"]},{"name":"b","image":"x"}]}}""",
            """{"spec":{"containers":[{"name":"b","image":"y"},{"name":"a","args":["1","2"]},{"name":"c"}]}}""");

        Assert.Equal(
            [
                """spec.containers[a].args: ["1"] -> ["1","2"]""",
                """spec.containers[b].image: "x" -> "y" """.TrimEnd(),
                """spec.containers[c]: (not set) -> {"name":"c"}""",
            ],
            changes);
    }

    [Fact]
    public void What_is_gone_and_what_is_new_is_said_so() =>
        Assert.Equal(["a: 1 -> (not set)", "b: (not set) -> <2>".Replace("<2>", "\"<2>\"", StringComparison.Ordinal)], Between("""{"a":1}""", """{"b":"<2>"}"""));

    [Fact]
    public void Lists_without_names_are_compared_whole() =>
        Assert.Equal(["""l: [{"x":1}] -> [{"x":2}]"""], Between("""{"l":[{"x":1}]}""", """{"l":[{"x":2}]}"""));

    [Fact]
    public void Nothing_differs_from_itself_and_every_difference_is_found() =>
        Gen.Select(JsonGen.Documents(nullMembers: false), JsonGen.Documents(nullMembers: false)).Sample((one, other) =>
        {
            JsonObject left = Wrapped(one);
            JsonObject right = Wrapped(other);
            Assert.Empty(PodDifference.Between(left, Wrapped(one)));
            return PodDifference.Between(left, right).Count == 0 == JsonNode.DeepEquals(left, right);
        });

    private static JsonObject Wrapped(string document) => new() { ["spec"] = JsonNode.Parse(document) };

    private static string[] Between(string before, string after) =>
        [.. PodDifference.Between(JsonNode.Parse(before)!.AsObject(), JsonNode.Parse(after)!.AsObject()).Select(change => change.ToString())];
}
