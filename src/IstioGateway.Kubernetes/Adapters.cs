using IstioGateway.Clusters;
using IstioGateway.Kubernetes;
using IstioGateway.Kubernetes.Diff;
using IstioGateway.Kubernetes.Nodes;
using IstioGateway.Kubernetes.Yaml;

[assembly: Adapter(typeof(IClusterConnector), typeof(KubernetesConnector))]
[assembly: Adapter(typeof(INodeListReader), typeof(NodeListReader))]
[assembly: Adapter(typeof(ITextDiffer), typeof(UnifiedDiffer))]
[assembly: Adapter(typeof(IYamlCodec), typeof(YamlCodec))]
