using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests.Scenarios;

/// <summary>
/// One way in which a template can fail to be in force although something says Ready, played on one cluster to
/// <c>kubectl wait</c> and to the module. The steps are: <see cref="Before"/>, the change, <see cref="Changed"/>, then both wait while
/// <see cref="Meanwhile"/> happens, <see cref="KubectlDone"/> when kubectl has ended.
/// </summary>
/// <param name="Name">How the table calls it.</param>
/// <param name="Ours">How the module must end: <see cref="Ready"/>, or the id of its error.</param>
internal sealed record Scenario(string Name, string Ours)
{
    /// <summary>The module says that the template is in force.</summary>
    public const string Ready = "Ready";

    /// <summary>The template that is set.</summary>
    public const string Wanted = "spec: {containers: [{name: istio-proxy, image: proxy}]} # wanted";

    private const string Set = "$cluster | Set-IstioGatewayTemplate -Name $name -Template $wanted";

    /// <summary>All of them, in the order of the table. Another group is another file, and named here.</summary>
    public static IReadOnlyList<Scenario> All { get; } = [.. OperatorScenarios.All, .. InjectionScenarios.All, .. RevisionScenarios.All, .. WriterScenarios.All];

    /// <summary>What the cluster holds.</summary>
    public TestClusterOptions Cluster { get; init; } = new() { NodeCount = 0, OldKernelCount = 0 };

    /// <summary>What is so before the change.</summary>
    public Func<ScenarioStage, Task> Before { get; init; } = _ => Task.CompletedTask;

    /// <summary>What makes the change; its output is piped to the wait.</summary>
    public string Change { get; init; } = Set;

    /// <summary>What happens after the change, before anybody waits.</summary>
    public Func<ScenarioStage, Task> Changed { get; init; } = _ => Task.CompletedTask;

    /// <summary>What happens while both wait.</summary>
    public Func<ScenarioStage, Task> Meanwhile { get; init; } = _ => Task.CompletedTask;

    /// <summary>What happens when kubectl has ended, while the module may still wait.</summary>
    public Func<ScenarioStage, Task> KubectlDone { get; init; } = _ => Task.CompletedTask;

    /// <summary>Whether the template is in force; by default whether the ConfigMap that istiod reads holds it.</summary>
    public Func<ScenarioStage, Task<string>> InForce { get; init; } = stage => stage.InForceAsync();

    /// <summary>How the module waits.</summary>
    public string Wait { get; init; } = "Wait-IstioReady -Timeout 20";

    /// <summary>What kubectl's user does.</summary>
    public string Kubectl { get; init; } = "kubectl wait --for=condition=Ready istio/$NAME --timeout=1s";

    public override string ToString() => Name;
}
