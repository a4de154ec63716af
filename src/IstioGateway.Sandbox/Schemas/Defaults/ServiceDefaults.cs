using System.Globalization;
using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Schemas.Defaults;

/// <summary>Defaults of a Service, and the addresses the API server allocates. Source: kubernetes pkg/apis/core/v1/defaults.go.</summary>
internal static class ServiceDefaults
{
    private const int FirstNodePort = 30000;
    private const int NodePorts = 2768;

    /// <summary>Fills a Service. Its cluster IP and node ports are made of its uid, so that they stay as they are.</summary>
    public static void Fill(JsonObject value)
    {
        JsonObject spec = value.Child("spec");
        spec.Default("type", "ClusterIP");
        string type = (string)spec["type"]!;
        uint seed = Seed(value);
        foreach (JsonObject port in spec.Items("ports"))
        {
            port.Default("protocol", "TCP");
            port.Default("targetPort", port["port"]?.DeepClone() ?? 0);
            if (type is "NodePort" or "LoadBalancer")
            {
                port.Default("nodePort", FirstNodePort + (int)((seed + (uint)((int?)port["port"] ?? 0)) % NodePorts));
            }
        }

        spec.Default("sessionAffinity", "None");
        if (type != "ExternalName")
        {
            spec.Default("clusterIP", string.Create(CultureInfo.InvariantCulture, $"10.96.{seed / 256 % 256}.{1 + (seed % 254)}"));
            spec.Default("clusterIPs", new JsonArray(spec["clusterIP"]!.DeepClone()));
            spec.Default("ipFamilies", new JsonArray("IPv4"));
            spec.Default("ipFamilyPolicy", "SingleStack");
            spec.Default("internalTrafficPolicy", "Cluster");
        }

        if (type is "NodePort" or "LoadBalancer")
        {
            spec.Default("externalTrafficPolicy", "Cluster");
        }

        if (type == "LoadBalancer")
        {
            spec.Default("allocateLoadBalancerNodePorts", true);
        }

        value.Child("status").Child("loadBalancer");
    }

    private static uint Seed(JsonObject value)
    {
        string uid = (string?)value["metadata"]?["uid"] ?? "";
        return uid.Aggregate(17u, (sum, c) => unchecked((sum * 31) + c));
    }
}
