using CsCheck;
using IstioGateway.Clusters;
using IstioGateway.Gateways;
using IstioGateway.Kernels;

namespace IstioGateway.Core.Tests.Gateways;

public sealed class NodeSeparationTests
{
    private const string Old = "3.10.0-1160.el7.x86_64";
    private const string New = "5.14.0-427.el9.x86_64";

    [Fact]
    public void A_label_that_only_old_nodes_have_with_that_value_tells_them_apart()
    {
        NodeSeparation found = Find(
            Node(Old, "pool=legacy", "os=7"), Node(Old, "pool=legacy", "os=6"), Node(New, "pool=modern", "os=9"), Node(New, "pool=modern"));

        Assert.Equal((2, 2), (found.Old, found.New));
        Assert.Equal("pool", found.Exclusion!.Label);
        Assert.Equal(["legacy"], found.Exclusion.Values);
    }

    [Fact]
    public void Several_values_do_where_no_one_value_does()
    {
        NodeExclusion found = Find(Node(Old, "os=7"), Node(Old, "os=6"), Node(Old, "os=7"), Node(New, "os=9"), Node(New)).Exclusion!;

        Assert.Equal("os", found.Label);
        Assert.Equal(["6", "7"], found.Values);
    }

    [Theory]
    [InlineData("a label of another node too", "pool=a", "pool=a")]
    [InlineData("its host name", "kubernetes.io/hostname=x", "kubernetes.io/hostname=y")]
    [InlineData("its role", "node-role.kubernetes.io/worker=", "node-role.kubernetes.io/control-plane=")]
    [InlineData("no label", "", "pool=a")]
    public void What_says_nothing_of_the_kernel_does_not(string why, string old, string other)
    {
        NodeSeparation found = Find(Node(Old, old), Node(Old, old), Node(New, other), Node(New, other));

        Assert.True(found.Exclusion is null, why);
        Assert.Equal((2, 2), (found.Old, found.New));
    }

    [Fact]
    public void A_label_that_is_different_on_every_node_names_nodes() =>
        Assert.Null(Find(Node(Old, "serial=1"), Node(Old, "serial=2"), Node(New, "serial=3"), Node(New, "serial=4")).Exclusion);

    [Fact]
    public void A_label_that_one_old_node_lacks_is_no_use() =>
        Assert.Null(Find(Node(Old, "pool=a"), Node(Old), Node(New, "pool=b"), Node(New, "pool=b")).Exclusion);

    [Fact]
    public void A_place_tells_them_apart_only_where_nothing_else_does()
    {
        NodeRecord[] nodes =
        [
            Node(Old, "topology.kubernetes.io/zone=a", "zz=old"), Node(Old, "topology.kubernetes.io/zone=a", "zz=old"),
            Node(New, "topology.kubernetes.io/zone=b"),
        ];

        Assert.Equal("zz", Find(nodes).Exclusion!.Label);
    }

    [Fact]
    public void A_kernel_that_cannot_be_read_may_be_old_and_Windows_is_no_place_to_go()
    {
        Assert.Equal(1, Find(Node("", "pool=a"), Node(New), Node(New)).Old);
        NodeSeparation found = Find(Node(Old, "pool=a"), Node("10.0.20348", "pool=b") with { OperatingSystem = "windows" });
        Assert.Equal((1, 0, null), (found.Old, found.New, found.Exclusion));
    }

    [Fact]
    public void Without_old_nodes_there_is_nothing_to_keep_off() => Assert.Equal(0, Find(Node(New, "pool=a")).Old);

    [Fact]
    public void What_is_found_keeps_off_every_old_node_and_no_other() =>
        Gen.Select(Gen.Bool, Gen.Dictionary(Gen.OneOf("a", "b", "kubernetes.io/hostname"), Gen.OneOf("1", "2", "3"))[0, 3])
            .Array[1, 8].Sample(drawn =>
            {
                NodeRecord[] nodes =
                [
                    .. drawn.Select((pair, index) => new NodeRecord
                    {
                        Name = $"n{index}",
                        KernelVersion = pair.Item1 ? Old : New,
                        Labels = pair.Item2,
                    }),
                ];

                if (Find(nodes).Exclusion is { } found)
                {
                    Assert.NotEqual("kubernetes.io/hostname", found.Label);
                    Assert.All(nodes, node => Assert.Equal(
                        node.KernelVersion == Old, node.Labels.TryGetValue(found.Label, out string? value) && found.Values.Contains(value)));
                }
            });

    private static NodeSeparation Find(params NodeRecord[] nodes) => NodeSeparation.Find(nodes, KernelRule.DefaultMinimum);

    private static NodeRecord Node(string kernel, params string[] labels) => new()
    {
        Name = "node",
        KernelVersion = kernel,
        Labels = labels.Where(label => label.Length > 0).ToDictionary(label => label.Split('=')[0], label => label.Split('=')[1]),
    };
}
