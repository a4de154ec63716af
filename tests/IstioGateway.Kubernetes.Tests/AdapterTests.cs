using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Tests;

public sealed class AdapterTests
{
    [Fact]
    public void Every_port_is_offered_to_a_load_context_of_its_own()
    {
        var loader = new AdapterLoader(AppContext.BaseDirectory);

        Assert.NotNull(loader.Create<IClusterConnector>("IstioGateway.Kubernetes"));
        Assert.NotNull(loader.Create<INodeListReader>("IstioGateway.Kubernetes"));
        Assert.NotNull(loader.Create<ITextDiffer>("IstioGateway.Kubernetes"));
        Assert.Equal("a: 1\n", loader.Create<IYamlCodec>("IstioGateway.Kubernetes").Write(new System.Text.Json.Nodes.JsonObject { ["a"] = 1 }));
    }
}
