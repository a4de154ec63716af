using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Kubernetes;
using IstioGateway.Kubernetes.Yaml;
using IstioGateway.Sandbox;
using IstioGateway.Sandbox.Controllers;

namespace IstioGateway.Commands.Tests.Faults;

/// <summary>What a cluster holds in which Istio has been installed, taken from one in which the controllers did it.</summary>
internal sealed class FaultStage
{
    private readonly JsonObject _configMap;

    private FaultStage(JsonObject configMap) => _configMap = configMap;

    /// <summary>The injector ConfigMap.</summary>
    public JsonObject ConfigMap => _configMap.DeepClone().AsObject();

    public static async Task<FaultStage> BuildAsync()
    {
        await using SandboxCluster server = await SandboxCluster.StartAsync(new SandboxClusterOptions
        {
            IstioResource = TestClusterOptions.DefaultIstio().ToJsonString(),
        });
        string kubeconfig = server.KubeconfigFor("admin", secure: false);
        using IClusterApi api = new KubernetesConnector().Connect(KubeconfigSource.Text(kubeconfig), null, new ConnectionSettings()).Api;
        using CancellationTokenSource installed = new();
        Task controllers = new MeshControllers().RunAsync(api, new YamlCodec(), new MeshControllerOptions(), installed.Token);
        JsonObject? configMap;
        while ((configMap = server.Store.Find(ResourceType.ConfigMap, "istio-sidecar-injector", "istio-system")) is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
        }

        await installed.CancelAsync();
        await controllers;
        return new FaultStage(configMap);
    }

    /// <summary>The <c>Istio</c> resource, with another template and other values beside ours.</summary>
    public static JsonObject Istio(string? gatewayTemplate, bool ready)
    {
        JsonObject istio = TestClusterOptions.DefaultIstio();
        if (gatewayTemplate is not null)
        {
            istio["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!["gateway"] = gatewayTemplate;
        }

        istio["status"] = Status(ready, observedGeneration: 1);
        return istio;
    }

    /// <summary>The active revision of an <c>Istio</c> resource, installed.</summary>
    public static JsonObject Revision(JsonObject istio)
    {
        JsonObject revision = new()
        {
            ["metadata"] = new JsonObject { ["name"] = "default", ["generation"] = 1 },
            ["spec"] = new JsonObject { ["namespace"] = "istio-system", ["values"] = istio["spec"]!["values"]!.DeepClone() },
            ["status"] = Status(ready: true, observedGeneration: 1),
        };
        revision["status"]!["conditions"]!.AsArray().Add(new JsonObject { ["type"] = "Reconciled", ["status"] = "True" });
        return revision;
    }

    /// <summary>The injector ConfigMap with the templates of an <c>Istio</c> resource.</summary>
    public static JsonObject Installed(JsonObject configMap, JsonObject istio)
    {
        YamlCodec yaml = new();
        JsonNode config = yaml.Read(configMap["data"]!["config"]!.GetValue<string>())!;
        foreach ((string name, JsonNode? text) in istio["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!.AsObject())
        {
            config["templates"]![name] = text!.DeepClone();
        }

        JsonObject installed = configMap.DeepClone().AsObject();
        installed["data"]!["config"] = yaml.Write(config);
        installed["data"]!["values"] = istio["spec"]!["values"]!.ToJsonString();
        return installed;
    }

    /// <summary>A status as the Sail Operator writes it.</summary>
    public static JsonObject Status(bool ready, long observedGeneration) => new()
    {
        ["observedGeneration"] = observedGeneration,
        ["state"] = ready ? "Healthy" : "IstiodNotReady",
        ["activeRevisionName"] = "default",
        ["conditions"] = new JsonArray(new JsonObject
        {
            ["type"] = "Ready",
            ["status"] = ready ? "True" : "False",
            ["reason"] = ready ? "Healthy" : "IstiodNotReady",
            ["message"] = "",
            ["lastTransitionTime"] = "2026-01-01T00:00:00Z",
        }),
    };
}
