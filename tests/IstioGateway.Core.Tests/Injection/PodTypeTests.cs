using GoTemplate;
using IstioGateway.Injection;

namespace IstioGateway.Core.Tests.Injection;

public sealed class PodTypeTests
{
    private static readonly PodType Spec = PodType.Pod.Fields["spec"].Type;
    private static readonly PodType Container = Spec.Fields["containers"].Type.Item!;

    // patchMergeKey of k8s.io/api core/v1 types.go, where patchStrategy says merge.
    [Theory]
    [InlineData("containers", "name")]
    [InlineData("initContainers", "name")]
    [InlineData("ephemeralContainers", "name")]
    [InlineData("volumes", "name")]
    [InlineData("imagePullSecrets", "name")]
    [InlineData("resourceClaims", "name")]
    [InlineData("schedulingGates", "name")]
    [InlineData("hostAliases", "ip")]
    [InlineData("topologySpreadConstraints", "topologyKey")]
    [InlineData("tolerations", null)]
    [InlineData("readinessGates", null)]
    public void Lists_of_a_spec_merge_by_their_keys_or_not_at_all(string field, string? key)
    {
        Assert.Equal(key, Spec.Fields[field].MergeKey);
        Assert.Equal(PodTypeKind.List, Spec.Fields[field].Type.Kind);
    }

    [Theory]
    [InlineData("ports", "containerPort")]
    [InlineData("env", "name")]
    [InlineData("volumeMounts", "mountPath")]
    [InlineData("volumeDevices", "devicePath")]
    [InlineData("envFrom", null)]
    [InlineData("args", null)]
    [InlineData("command", null)]
    public void Lists_of_a_container_merge_by_their_keys_or_not_at_all(string field, string? key)
    {
        PodType ephemeral = Spec.Fields["ephemeralContainers"].Type.Item!;

        Assert.Equal(key, Container.Fields[field].MergeKey);
        Assert.Equal(key, ephemeral.Fields[field].MergeKey);
    }

    [Fact]
    public void Finalizers_merge_as_a_set_and_owners_by_uid()
    {
        PodType metadata = PodType.Pod.Fields["metadata"].Type;

        Assert.Equal("", metadata.Fields["finalizers"].MergeKey);
        Assert.Equal("uid", metadata.Fields["ownerReferences"].MergeKey);
        Assert.Null(Container.Fields["resources"].Type.Fields["claims"].MergeKey);
        Assert.Null(Spec.Fields["securityContext"].Type.Fields["sysctls"].MergeKey);
    }

    [Fact]
    public void Types_have_their_Go_names_and_kinds()
    {
        Assert.Equal("v1.Pod", PodType.Pod.GoType.Name);
        Assert.Equal("[]v1.Container", Spec.Fields["containers"].Type.GoType.Name);
        Assert.Equal("*v1.PodSecurityContext", Spec.Fields["securityContext"].Type.GoType.Name);
        Assert.Equal("*int64", Spec.Fields["terminationGracePeriodSeconds"].Type.GoType.Name);
        Assert.Equal("v1.PullPolicy", Container.Fields["imagePullPolicy"].Type.GoType.Name);
        Assert.Equal(GoKind.String, Container.Fields["imagePullPolicy"].Type.GoType.Kind);
        Assert.Equal("v1.ResourceList", Spec.Fields["overhead"].Type.GoType.Name);
        Assert.Equal(GoKind.Map, Spec.Fields["overhead"].Type.GoType.Kind);
        Assert.Equal("HostIP", Container.Fields["ports"].Type.Item!.Fields["hostIP"].GoName);
    }

    [Fact]
    public void Everything_that_can_be_reached_is_declared()
    {
        HashSet<string> seen = [];

        Visit(PodType.Pod, seen);

        Assert.Contains("v1.VolumeResourceRequirements", seen);
    }

    private static void Visit(PodType type, HashSet<string> seen)
    {
        if (type.Item is not null)
        {
            Visit(type.Item, seen);
        }

        if (type.Kind == PodTypeKind.Struct && seen.Add(type.Target.Name))
        {
            Assert.NotEmpty(type.FieldsInOrder);
            foreach (PodField field in type.FieldsInOrder)
            {
                Visit(field.Type, seen);
            }
        }
    }
}
