using System.Text.Json.Nodes;
using CsCheck;
using IstioGateway.Sandbox.Api.Writing.Ownership;

namespace IstioGateway.Sandbox.Tests.Api;

public sealed class FieldSetTests
{
    private static readonly Gen<FieldSet> Sets = Gen.Char["abc"].Array[1, 3].Array[0, 6].Select(paths =>
    {
        FieldSet set = new();
        foreach (char[] path in paths)
        {
            path.Aggregate(set, (place, letter) => place.At("f:" + letter)).IsMember = true;
        }

        return set;
    });

    [Fact]
    public void What_is_written_is_read_back() => Sets.Sample(set =>
        Assert.Equal(Paths(set), Paths(FieldSet.Parse(JsonNode.Parse(set.ToJson().ToJsonString())!.AsObject()))));

    [Fact]
    public void Union_intersection_and_difference_are_those_of_sets() => Gen.Select(Sets, Sets).Sample((left, right) =>
    {
        Assert.Equal(Paths(left).Union(Paths(right)).Order(StringComparer.Ordinal), Paths(left.Union(right)));
        Assert.Equal(Paths(left).Intersect(Paths(right)), Paths(left.Intersect(right)));
        Assert.Equal(Paths(left).Except(Paths(right)), Paths(left.Without(right)));
    });

    [Theory]
    [InlineData("f:spec", ".spec")]
    [InlineData("""k:{"name":"x"}""", "[name=\"x\"]")]
    [InlineData("""k:{"port":80,"protocol":"TCP"}""", "[port=80,protocol=\"TCP\"]")]
    [InlineData("""v:"finalizer" """, "[=\"finalizer\" ]")]
    public void Elements_are_described_as_Go_prints_them(string element, string expected) =>
        Assert.Equal(expected, ListItems.Describe(element));

    private static string[] Paths(FieldSet set) => [.. set.Paths().Select(path => string.Join('/', path)).Order(StringComparer.Ordinal)];
}
