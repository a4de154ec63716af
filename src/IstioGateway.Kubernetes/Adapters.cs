using IstioGateway.Clusters;
using IstioGateway.Kubernetes;
using IstioGateway.Kubernetes.Nodes;

[assembly: Adapter(typeof(IClusterConnector), typeof(KubernetesConnector))]
[assembly: Adapter(typeof(INodeListReader), typeof(NodeListReader))]
