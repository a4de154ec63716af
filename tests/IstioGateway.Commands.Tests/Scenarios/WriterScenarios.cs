namespace IstioGateway.Commands.Tests.Scenarios;

/// <summary>Somebody else writes the same template.</summary>
internal static class WriterScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("A GitOps controller reverts the patch within seconds", "TemplateReverted")
        {
            // Nothing is installed meanwhile, so that the revert is the only thing that happens.
            Before = stage => stage.FailAsync("RevisionStalled"),
            Meanwhile = async stage =>
            {
                await stage.UntilWatchedAsync();
                await stage.SetTemplateAsync("spec: {} # as committed", "argocd-controller");
            },
        },
        new("Someone else changes the template between read and write", "ResourceBusy")
        {
            Before = stage =>
            {
                stage.Session.Answers.Enqueue("Yes");
                stage.Session.WhileAsking = () => Assert.True(stage.SetTemplateAsync("spec: {} # theirs").Wait(TimeSpan.FromSeconds(10)));
                return Task.CompletedTask;
            },
            Change = "$cluster | Set-IstioGatewayTemplate -Name $name -Template $wanted -Confirm",
            Kubectl = """
                kubectl patch istio $NAME --type=merge -p '{"spec":{"values":{"sidecarInjectorWebhook":{"templates":{"gateway":"spec: {containers: [{name: istio-proxy, image: proxy}]} # wanted"}}}}}'
                until kubectl get configmap istio-sidecar-injector -n istio-system -o yaml | grep -q wanted; do sleep 0.05; done
                kubectl wait --for=condition=Ready istio/$NAME --timeout=5s
                """,
        },
    ];
}
