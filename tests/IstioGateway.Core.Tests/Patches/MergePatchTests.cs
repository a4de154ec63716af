using System.Text.Json.Nodes;
using CsCheck;
using IstioGateway.Patches;

namespace IstioGateway.Core.Tests.Patches;

public class MergePatchTests
{
    /// <summary>RFC 7386, appendix A, in its order.</summary>
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void The_test_cases_of_the_RFC_hold(string original, string patch, string result) =>
        AssertJson(JsonNode.Parse(result), MergePatch.Apply(JsonNode.Parse(original), JsonNode.Parse(patch)));

    [Fact]
    public void A_diff_applied_gives_what_was_wanted() =>
        Gen.Select(JsonGen.Documents(nullMembers: true), JsonGen.Documents(nullMembers: false)).Sample((from, to) =>
        {
            JsonNode? patch = MergePatch.Diff(JsonNode.Parse(from), JsonNode.Parse(to));
            AssertJson(JsonNode.Parse(to), MergePatch.Apply(JsonNode.Parse(from), patch));
        });

    [Fact]
    public void Applying_twice_is_applying_once() =>
        Gen.Select(JsonGen.Documents(nullMembers: true), JsonGen.Documents(nullMembers: true)).Sample((target, patch) =>
        {
            JsonNode? once = MergePatch.Apply(JsonNode.Parse(target), JsonNode.Parse(patch));
            AssertJson(once, MergePatch.Apply(once, JsonNode.Parse(patch)));
        });

    [Fact]
    public void Equal_objects_have_an_empty_diff() =>
        JsonGen.Documents(nullMembers: true).Where(text => text[0] == '{').Sample(text =>
            AssertJson(new JsonObject(), MergePatch.Diff(JsonNode.Parse(text), JsonNode.Parse(text))));

    [Fact]
    public void Arguments_are_left_alone() =>
        Gen.Select(JsonGen.Documents(nullMembers: true), JsonGen.Documents(nullMembers: true)).Sample((target, patch) =>
        {
            JsonNode? targetNode = JsonNode.Parse(target);
            JsonNode? patchNode = JsonNode.Parse(patch);
            MergePatch.Apply(targetNode, patchNode);
            AssertJson(JsonNode.Parse(target), targetNode);
            AssertJson(JsonNode.Parse(patch), patchNode);
        });

    [Fact]
    public void A_new_null_member_cannot_be_said()
    {
        Assert.Throws<ArgumentException>(() => MergePatch.Diff(JsonNode.Parse("{}"), JsonNode.Parse("""{"a":null}""")));
        Assert.Throws<ArgumentException>(() => MergePatch.Diff(JsonNode.Parse("""{"a":1}"""), JsonNode.Parse("""{"a":{"b":null}}""")));
    }

    private static void AssertJson(JsonNode? expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(expected, actual), $"expected {expected?.ToJsonString()}, got {actual?.ToJsonString()}");
}
