using System.Globalization;
using IstioGateway.Benchmarks.Engine;
using IstioGateway.Benchmarks.Processes;
using IstioGateway.Benchmarks.Report;
using IstioGateway.Benchmarks.Servers;
using IstioGateway.Sandbox;

namespace IstioGateway.Benchmarks.Scenarios;

/// <summary>What setting the documented template costs the API server, by its own log.</summary>
internal sealed class ChangeScenario : IScenario
{
    private const string Script = "Set-IstioGatewayTemplate -Kubeconfig $args[0] -TemplatePath $args[1] -WarningAction Ignore";
    private const string AccessReviews = "selfsubjectaccessreviews";

    public string Name => "change";

    public async Task<IReadOnlyList<Row>> RunAsync(TemporaryFolder folder, CancellationToken cancellationToken)
    {
        await using SandboxCluster cluster = await SandboxCluster.StartAsync(
            new SandboxClusterOptions { IstioResource = IstioSample.New().ToJsonString(), AnonymousIsAdmin = true }, cancellationToken);
        string template = Path.Combine(
            Path.GetDirectoryName(Shell.Manifest)!, "module", "templates", "gateway-injection-template.txt");
        using Shell shell = await Shell.WithModuleAsync(cancellationToken);
        Row changed = await SetAsync("changed", expectChange: true, limit: 2);
        return [await SetAsync("unchanged", expectChange: false, limit: 1), changed];

        async Task<Row> SetAsync(string how, bool expectChange, int limit)
        {
            await using ByteCounter counter = new(cluster.Server.GetLeftPart(UriPartial.Authority));
            string kubeconfig = await folder.WriteAsync("change", Kubeconfig.Anonymous(counter.Address), cancellationToken);
            cluster.Requests.Clear();
            ShellRun run = await shell.RunAsync(Script, cancellationToken, kubeconfig, template);
            if (!Equals(run.Output.Single().Properties["Changed"].Value, expectChange))
            {
                throw new InvalidOperationException($"The template should have been {how}.");
            }

            RequestRecord[] requests = [.. cluster.Requests.All];
            string verbs = string.Join(", ", requests.Select(request => $"{request.Verb} {request.Resource}"));
            return Judge.AtMost(
                $"`Set-IstioGatewayTemplate`, {how}",
                limit,
                limit == 1 ? "request" : "requests",
                requests.Count(request => request.Resource != AccessReviews),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{requests.Length} ({verbs}); {counter.Sent:N0} bytes sent, {counter.Received:N0} received"));
        }
    }
}
