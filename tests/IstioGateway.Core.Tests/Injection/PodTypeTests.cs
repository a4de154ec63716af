using GoTemplate;
using IstioGateway.Injection;

namespace IstioGateway.Core.Tests.Injection;

public sealed class PodTypeTests
{
    private static readonly PodType Spec = PodType.Pod.FindField("spec")!.Type;
    private static readonly PodType Container = Spec.FindField("containers")!.Type.Item!;

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
        Assert.Equal(key, Spec.FindField(field)!.MergeKey);
        Assert.Equal(PodTypeKind.List, Spec.FindField(field)!.Type.Kind);
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
        PodType ephemeral = Spec.FindField("ephemeralContainers")!.Type.Item!;

        Assert.Equal(key, Container.FindField(field)!.MergeKey);
        Assert.Equal(key, ephemeral.FindField(field)!.MergeKey);
    }

    [Fact]
    public void Finalizers_merge_as_a_set_and_owners_by_uid()
    {
        PodType metadata = PodType.Pod.FindField("metadata")!.Type;

        Assert.Equal("", metadata.FindField("finalizers")!.MergeKey);
        Assert.Equal("uid", metadata.FindField("ownerReferences")!.MergeKey);
        Assert.Null(Container.FindField("resources")!.Type.FindField("claims")!.MergeKey);
        Assert.Null(Spec.FindField("securityContext")!.Type.FindField("sysctls")!.MergeKey);
    }

    [Fact]
    public void Types_have_their_Go_names_and_kinds()
    {
        Assert.Equal("v1.Pod", PodType.Pod.GoType.Name);
        Assert.Equal("[]v1.Container", Spec.FindField("containers")!.Type.GoType.Name);
        Assert.Equal("*v1.PodSecurityContext", Spec.FindField("securityContext")!.Type.GoType.Name);
        Assert.Equal("*int64", Spec.FindField("terminationGracePeriodSeconds")!.Type.GoType.Name);
        Assert.Equal("v1.PullPolicy", Container.FindField("imagePullPolicy")!.Type.GoType.Name);
        Assert.Equal(GoKind.String, Container.FindField("imagePullPolicy")!.Type.GoType.Kind);
        Assert.Equal("v1.ResourceList", Spec.FindField("overhead")!.Type.GoType.Name);
        Assert.Equal(GoKind.Map, Spec.FindField("overhead")!.Type.GoType.Kind);
        Assert.Equal("HostIP", Container.FindField("ports")!.Type.Item!.FindField("hostIP")!.GoName);
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
            Assert.NotEmpty(type.Fields);
            foreach (PodField field in type.Fields)
            {
                Visit(field.Type, seen);
            }
        }
    }
}
