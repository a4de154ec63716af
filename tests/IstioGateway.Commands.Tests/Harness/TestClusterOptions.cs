using System.Text.Json.Nodes;
using IstioGateway.Sandbox;

namespace IstioGateway.Commands.Tests.Harness;

/// <summary>What a test's cluster holds.</summary>
internal sealed record TestClusterOptions
{
    public string Name { get; init; } = "sandbox";

    public int NodeCount { get; init; } = 5;

    public int OldKernelCount { get; init; } = 2;

    /// <summary>The <c>Istio</c> resource; <see langword="null"/> for none.</summary>
    public JsonObject? Istio { get; init; } = DefaultIstio();

    public bool RunControllers { get; init; } = true;

    public TimeSpan ControllerDelay { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Users of the embedded cluster beside its administrator.</summary>
    public IReadOnlyList<SandboxToken> Tokens { get; init; } = [];

    /// <summary>An <c>Istio</c> resource that already has another template and other values.</summary>
    public static JsonObject DefaultIstio(string version = "v1.26.2") => new()
    {
        ["apiVersion"] = "sailoperator.io/v1",
        ["kind"] = "Istio",
        ["metadata"] = new JsonObject { ["name"] = "default" },
        ["spec"] = new JsonObject
        {
            ["namespace"] = "istio-system",
            ["version"] = version,
            ["updateStrategy"] = new JsonObject { ["type"] = "InPlace" },
            ["values"] = new JsonObject
            {
                ["pilot"] = new JsonObject { ["env"] = new JsonObject { ["PILOT_ENABLE_STATUS"] = "true" } },
                ["sidecarInjectorWebhook"] = new JsonObject
                {
                    ["templates"] = new JsonObject { ["custom"] = "metadata:\n  labels:\n    hello: world\n" },
                },
            },
        },
    };
}
