using System.Reflection;
using IstioGateway.Clusters;
using IstioGateway.Patches;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Objects;

public class ObjectTests
{
    [Fact]
    public void A_cluster_shows_who_and_where_and_nothing_public_leads_to_its_connection()
    {
        using FakeClusterApi api = new("prod");
        IstioCluster cluster = new(api);

        Assert.Equal(("prod", "fake", "tester", "prod"), (cluster.Name, cluster.Source, cluster.User, cluster.ToString()));
        Assert.Equal(api.Endpoint.Server, cluster.Server);
        MemberInfo[] members = typeof(IstioCluster).GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static);
        Assert.DoesNotContain(members.OfType<PropertyInfo>(), property => typeof(IClusterApi).IsAssignableFrom(property.PropertyType));
        Assert.Empty(members.OfType<ConstructorInfo>());
        Assert.Empty(members.OfType<FieldInfo>());
    }

    [Fact]
    public void A_patch_is_its_own_text()
    {
        string text = GatewayTemplatePatchBody.ToText(GatewayTemplatePatchBody.For("gateway", "x"));
        GatewayTemplatePatch patch = new() { TemplateName = "gateway", Template = "x", Patch = text, Source = "test", Sha256 = "0" };

        Assert.Equal(text, $"{patch}");
    }

    [Fact]
    public void A_finding_reads_as_compilers_write()
    {
        TemplateFinding placed = new() { Id = FindingIds.TrailingSpace, Severity = FindingSeverity.Information, Line = 3, Column = 7, Message = "m" };
        TemplateFinding whole = new() { Id = FindingIds.EmptyTemplate, Severity = FindingSeverity.Error, Message = "m" };

        Assert.Equal("(3,7): Information TrailingSpace: m", placed.ToString());
        Assert.Equal("Error EmptyTemplate: m", whole.ToString());
    }

    [Fact]
    public void Everything_that_cmdlets_hand_out_is_sealed_and_set_once()
    {
        Type[] types =
        [
            typeof(IstioCluster), typeof(NodeKernel), typeof(GatewayTemplatePatch), typeof(IstioTemplateChange), typeof(IstioStatus), typeof(TemplateFinding),
        ];
        foreach (Type type in types)
        {
            Assert.True(type.IsSealed);
            foreach (PropertyInfo property in type.GetProperties().Where(property => property.SetMethod is { IsPublic: true }))
            {
                Assert.Contains(
                    typeof(System.Runtime.CompilerServices.IsExternalInit), property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers());
            }
        }
    }
}
