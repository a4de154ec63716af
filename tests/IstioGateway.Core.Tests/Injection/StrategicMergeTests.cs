using System.Text.Json.Nodes;
using CsCheck;
using IstioGateway.Injection;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Injection;

/// <summary>The rules of strategic merge patches, one by one.</summary>
public sealed class StrategicMergeTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"b":2}""", """{"a":1,"b":2}""")]
    [InlineData("""{"metadata":{"labels":{"a":"1","b":"1"}}}""", """{"metadata":{"labels":{"b":"2","c":"3"}}}""", """{"metadata":{"labels":{"a":"1","b":"2","c":"3"}}}""")]
    [InlineData("""{"spec":{"securityContext":{"fsGroup":1}}}""", """{"spec":{"securityContext":null}}""", """{"spec":{}}""")]
    [InlineData("""{"spec":{}}""", """{"spec":{"securityContext":null,"hostname":"h"}}""", """{"spec":{"hostname":"h"}}""")]
    [InlineData("""{}""", """{"spec":{"securityContext":{"a":null,"list":[{"b":null},null]}}}""", """{"spec":{"securityContext":{"list":[{},null]}}}""")]
    [InlineData("""{"spec":{"securityContext":{"sysctls":[{"name":"a","value":"1"}]}}}""", """{"spec":{"securityContext":{"sysctls":[]}}}""", """{"spec":{"securityContext":{"sysctls":[]}}}""")]
    [InlineData("""{"spec":{"tolerations":[{"key":"a"}]}}""", """{"spec":{"tolerations":[{"key":"b"}]}}""", """{"spec":{"tolerations":[{"key":"b"}]}}""")]
    [InlineData("""{"spec":{"hostname":"a"}}""", """{"spec":{"hostname":{"odd":1}}}""", """{"spec":{"hostname":{"odd":1}}}""")]
    [InlineData("""{"metadata":{"finalizers":["a","b"]}}""", """{"metadata":{"finalizers":["c","a"]}}""", """{"metadata":{"finalizers":["c","a","b"]}}""")]
    [InlineData("""{"metadata":{"finalizers":["a","b","c"]}}""", """{"metadata":{"$deleteFromPrimitiveList/finalizers":["b"]}}""", """{"metadata":{"finalizers":["a","c"]}}""")]
    [InlineData("""{"metadata":{}}""", """{"metadata":{"$deleteFromPrimitiveList/finalizers":["b"]}}""", """{"metadata":{}}""")]
    [InlineData("""{"spec":{"securityContext":{"fsGroup":1,"runAsUser":2}}}""", """{"spec":{"securityContext":{"$patch":"replace","fsGroup":3}}}""", """{"spec":{"securityContext":{"fsGroup":3}}}""")]
    [InlineData("""{"spec":{"securityContext":{"fsGroup":1}}}""", """{"spec":{"securityContext":{"$patch":"delete"}}}""", """{"spec":{"securityContext":{}}}""")]
    [InlineData("""{"spec":{}}""", """{"spec":{"securityContext":{"$patch":"replace","fsGroup":3}}}""", """{"spec":{}}""")]
    [InlineData("""{"spec":{"securityContext":{"fsGroup":1,"runAsUser":2}}}""", """{"spec":{"securityContext":{"$retainKeys":["fsGroup"],"fsGroup":3}}}""", """{"spec":{"securityContext":{"fsGroup":3}}}""")]
    public void Maps_scalars_and_plain_lists_merge_as_apimachinery_merges_them(string original, string patch, string expected) =>
        AssertJson(expected, Apply(original, patch));

    [Theory]
    [InlineData("[1,2]", "[3]", "3 1 2")]
    [InlineData("[1,2,3]", "[2]", "1 2 3")]
    [InlineData("[1,2,3]", "[3,1]", "2 3 1")]
    [InlineData("[1,2,3,4]", "[9,3,1]", "9 2 3 1 4")]
    [InlineData("[1,2,3,4]", "[4,9]", "1 2 3 4 9")]
    [InlineData("[]", "[2,1]", "2 1")]
    [InlineData("[1,2]", "[]", "1 2")]
    public void Items_keep_the_order_of_the_patch_and_new_ones_come_first(string original, string patch, string expected)
    {
        string merged = Apply(Ports(original), Ports(patch));

        Assert.Equal(expected, string.Join(' ', JsonNode.Parse(merged)!["spec"]!["containers"]![0]!["ports"]!.AsArray()
            .Select(port => port!["containerPort"]!.ToJsonString())));

        static string Ports(string numbers) => new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["containers"] = new JsonArray(new JsonObject
                {
                    ["name"] = "c",
                    ["ports"] = new JsonArray([.. JsonNode.Parse(numbers)!.AsArray().Select(number => new JsonObject { ["containerPort"] = number!.DeepClone() })]),
                }),
            },
        }.ToJsonString();
    }

    [Theory]
    [InlineData("""[{"name":"a","image":"1"},{"name":"b"}]""", """[{"name":"a","$patch":"delete"}]""", """[{"name":"b"}]""")]
    [InlineData("""[{"name":"a"},{"name":"b"}]""", """[{"$patch":"replace"},{"name":"c"}]""", """[{"name":"c"}]""")]
    [InlineData("""[{"name":"a","image":"1","tty":true}]""", """[{"name":"a","image":"2","tty":null}]""", """[{"name":"a","image":"2"}]""")]
    [InlineData("""[{"name":"a","command":["x"]}]""", """[{"name":"a","command":["y"]}]""", """[{"name":"a","command":["y"]}]""")]
    [InlineData("""[{"name":"a"}]""", """[{"name":"b","tty":null}]""", """[{"name":"b","tty":null},{"name":"a"}]""")]
    public void Containers_merge_by_name(string original, string patch, string expected) =>
        AssertJson(Containers(expected), Apply(Containers(original), Containers(patch)));

    [Fact]
    public void An_order_in_the_patch_is_kept()
    {
        string merged = Apply(
            Containers("""[{"name":"a"},{"name":"b"},{"name":"c"}]"""),
            """{"spec":{"$setElementOrder/containers":[{"name":"c"},{"name":"d"},{"name":"a"}],"containers":[{"name":"d"}]}}""");

        AssertJson(Containers("""[{"name":"b"},{"name":"c"},{"name":"d"},{"name":"a"}]"""), merged);
    }

    [Theory]
    [InlineData("""{"spec":{"containers":[{"name":"a"}]}}""", """{"spec":{"containers":[{"image":"i","tty":true}]}}""", "map: map[image:i tty:true] does not contain declared merge key: name")]
    [InlineData("""{"spec":{"odd":{"a":1}}}""", """{"spec":{"odd":{"a":2}}}""", "unable to find api field in struct PodSpec for the json field \"odd\"")]
    [InlineData("""{"odd":[1]}""", """{"odd":[2]}""", "unable to find api field in struct Pod for the json field \"odd\"")]
    [InlineData("""{"metadata":{"labels":{"a":{"b":1}}}}""", """{"metadata":{"labels":{"a":{"b":1}}}}""", "merging an object in json but data type is not struct, instead is: map")]
    [InlineData("""{"spec":{"securityContext":[1]}}""", """{"spec":{"securityContext":{"$patch":"merge"}}}""", null)]
    [InlineData("""{"spec":{"securityContext":{}}}""", """{"spec":{"securityContext":{"$patch":"merge"}}}""", "unknown patch type: merge in map: map[$patch:merge]")]
    [InlineData("""{"spec":{"containers":[{"name":"a"}]}}""", """{"spec":{"containers":[{"name":"a","$patch":"merge"}]}}""", "merging lists cannot yet be specified in the patch")]
    [InlineData("""{"spec":{"containers":[{"name":"a"}]}}""", """{"spec":{"containers":["a"]}}""", "list element types are not identical: [map[name:a] a]")]
    [InlineData("""{"spec":{"containers":[[1]]}}""", """{"spec":{"containers":[[1]]}}""", "lists of lists are not supported")]
    [InlineData("""{"metadata":{"finalizers":["a"]}}""", """{"metadata":{"$deleteFromPrimitiveList":["b"]}}""", "invalid patch format of primitive list")]
    [InlineData("""{"metadata":{"finalizers":[{"a":1}]}}""", """{"metadata":{"finalizers":[{"a":1}]}}""", "cannot merge lists without merge key for string")]
    [InlineData("""{"spec":{"securityContext":{}}}""", """{"spec":{"securityContext":{"$retainKeys":["a"],"b":1}}}""", "invalid patch format of retainKeys")]
    public void What_apimachinery_refuses_is_refused_in_its_words(string original, string patch, string? message)
    {
        Exception? exception = Record.Exception(() => Apply(original, patch));

        Assert.Equal(message, exception?.Message);
        Assert.True(exception is null or StrategicMergeException);
    }

    [Fact]
    public void An_empty_patch_changes_nothing_and_neither_does_the_pod_itself()
    {
        JsonObject[] pods =
        [
            .. JsonNode.Parse(SharedFiles.Text("golden/injection-render.json"))!.AsArray().Select(golden => golden!["expected"]!["merged"]!.AsObject()),
        ];

        Assert.All(pods, pod =>
        {
            string before = pod.ToJsonString();

            Assert.True(JsonNode.DeepEquals(pod, StrategicMerge.Apply(pod, [], PodType.Pod)));
            Assert.True(JsonNode.DeepEquals(pod, StrategicMerge.Apply(pod, pod, PodType.Pod)));
            Assert.Equal(before, pod.ToJsonString());
        });
    }

    [Fact]
    public void A_merged_list_has_every_item_once_in_the_order_of_the_patch()
    {
        Gen<string[]> names = Gen.OneOf("a", "b", "c", "d", "e", "f").Array[0, 6].Select(items => items.Distinct().ToArray());

        Gen.Select(names, names).Sample((original, patch) =>
        {
            JsonNode merged = JsonNode.Parse(Apply(Containers(List(original)), Containers(List(patch))))!;
            string[] result = [.. merged["spec"]!["containers"]!.AsArray().Select(container => (string)container!["name"]!)];

            Assert.Equal(original.Union(patch).Order(), result.Order());
            Assert.Equal(patch, result.Where(patch.Contains));
            Assert.Equal(original.Except(patch), result.Except(patch));
        });

        static string List(string[] items) => $"[{string.Join(',', items.Select(name => $$"""{"name":"{{name}}"}"""))}]";
    }

    private static string Containers(string list) => $$$"""{"spec":{"containers":{{{list}}}}}""";

    private static string Apply(string original, string patch) => StrategicMerge.Apply(
        JsonNode.Parse(original)!.AsObject(), JsonNode.Parse(patch)!.AsObject(), PodType.Pod).ToJsonString();

    private static void AssertJson(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), $"expected {expected}\nwas      {actual}");
}
