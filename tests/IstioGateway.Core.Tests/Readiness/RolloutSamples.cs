using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Readiness;
using IstioGateway.Templates;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Readiness;

/// <summary>The resources on a template's way, and the operator's steps one at a time.</summary>
internal static class RolloutSamples
{
    public const string Old = "spec: {} # old";
    public const string New = "spec: {} # new";

    public static readonly ResourceRef Revision = new(ResourceType.IstioRevision, "default");
    public static readonly ResourceRef Injector = new(ResourceType.ConfigMap, "istio-sidecar-injector", "istio-system");

    /// <summary>The default's text in <c>config</c> when there is no override.</summary>
    public const string Default = "spec: {} # default";

    public static readonly IYamlCodec Yaml = new JsonOnlyYaml();

    public static RolloutGoal Goal(string? text = New) => new("gateway", text is null ? null : TemplateText.HashOf(text));

    /// <summary>An Istio resource whose change to <paramref name="text"/> made generation 2.</summary>
    public static JsonObject Istio(string? text = New, long? observed = 2, string ready = "True")
    {
        JsonObject istio = IstioSamples.Istio(generation: 2, observed, ready);
        istio["spec"]!["values"] = Values(text);
        return istio;
    }

    public static JsonObject RevisionWith(
        string? text = New,
        long generation = 2,
        long? observed = 2,
        string reconciled = "True",
        string ready = "True",
        string name = "default",
        string message = "")
    {
        JsonObject revision = IstioSamples.Istio(generation, observed, ready);
        revision["kind"] = "IstioRevision";
        revision["metadata"]!["name"] = name;
        revision["metadata"]!["uid"] = "u-" + name;
        revision["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject { ["kind"] = "Istio", ["name"] = "default" });
        revision["spec"]!["values"] = Values(text);
        JsonNode condition = revision["status"]!["conditions"]![0]!;
        condition["status"] = reconciled;
        condition["reason"] = reconciled == "True" ? "Reconciled" : "ReconcileError";
        condition["message"] = message;
        return revision;
    }

    public static JsonObject ConfigMapWith(string? text = New, string name = "istio-sidecar-injector") => ConfigMap(
        new JsonObject { ["templates"] = new JsonObject { ["gateway"] = text ?? Default } }.ToJsonString(),
        Values(text).ToJsonString(),
        name);

    public static JsonObject ConfigMap(string? config, string? values, string name = "istio-sidecar-injector") => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "istio-system", ["uid"] = "u-cm", ["resourceVersion"] = "1" },
        ["data"] = new JsonObject { ["config"] = config, ["values"] = values },
    };

    public static JsonObject Values(string? text) => new()
    {
        ["sidecarInjectorWebhook"] = new JsonObject
        {
            ["templates"] = text is null ? new JsonObject() : new JsonObject { ["gateway"] = text },
        },
    };

    /// <summary>A mesh in which the change was patched and nothing has happened yet.</summary>
    public static void PutChange(this FakeClusterApi api, string? from = Old, string? to = New)
    {
        api.Put(IstioSamples.Default, Istio(to, observed: 1));
        api.Put(Revision, RevisionWith(from, generation: 1, observed: 1));
        api.Put(Injector, ConfigMapWith(from));
    }

    /// <summary>The Istio controller's one step: the revision's spec, and the lie about its status.</summary>
    public static void WriteRevision(this FakeClusterApi api, string? text = New)
    {
        api.Put(Revision, RevisionWith(text, generation: 2, observed: 1));
        api.Change(IstioSamples.Default, istio => istio["status"]!["observedGeneration"] = istio["metadata"]!["generation"]!.DeepClone());
    }

    /// <summary>The revision's status.</summary>
    public static void Install(this FakeClusterApi api, string reconciled = "True", string ready = "True", string message = "") => api.Change(
        Revision,
        revision => revision["status"] = RevisionWith(New, 2, 2, reconciled, ready, message: message)["status"]!.DeepClone());

    /// <summary>The whole rollout.</summary>
    public static void RollOut(this FakeClusterApi api, string? text = New)
    {
        api.WriteRevision(text);
        api.Put(Injector, ConfigMapWith(text));
        api.Install();
    }

    private sealed class JsonOnlyYaml : IYamlCodec
    {
        public JsonNode? Read(string text)
        {
            try
            {
                return JsonNode.Parse(text);
            }
            catch (JsonException exception)
            {
                throw new FormatException(exception.Message, exception);
            }
        }

        public IReadOnlyList<JsonNode?> ReadAll(string text) => [Read(text)];

        public string Write(JsonNode? node) => throw new NotSupportedException();
    }
}
