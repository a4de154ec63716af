using System.Management.Automation;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Sandbox;
using IstioGateway.Sandbox.Faults;

namespace IstioGateway.Commands.Tests;

/// <summary>Publish-GatewayManifest as people use it: what it applies, what it says of it, and what is left where something fails.</summary>
public sealed class PublishTests : IDisposable
{
    private const string Edge = "$cluster | New-GatewayManifest -Name edge -Namespace istio-ingress -Port 80 -PrivilegedPort None -Route *=web:80";
    private const string Publish = " | Publish-GatewayManifest ";

    private static readonly ResourceRef Deployment = new(ResourceType.Deployment, "edge", "istio-ingress");
    private static readonly ResourceRef Service = new(ResourceType.Service, "edge", "istio-ingress");

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task A_gateway_is_created_in_order_and_published_again_it_is_unchanged_and_nothing_is_written()
    {
        await using TestCluster cluster = await StartAsync();

        RunResult first = _session.Run(Edge + Publish + "-CreateNamespace");
        int before = cluster.Sandbox.Requests.All.Count;
        RunResult second = _session.Run(Edge + Publish + "-CreateNamespace");

        Assert.Equal(
            ["Namespace", "ServiceAccount", "Role", "RoleBinding", "Deployment", "Service", "Gateway", "VirtualService"],
            first.ThrowIfFailed().Of<PublishedManifest>().Select(item => item.Kind));
        Assert.All(first.Of<PublishedManifest>(), item => Assert.Equal((PublishAction.Created, false, "sandbox"), (item.Action, item.DryRun, item.Cluster!.Name)));
        Assert.Equal(7, second.ThrowIfFailed().Of<PublishedManifest>().Count);
        Assert.All(second.Of<PublishedManifest>(), item => Assert.Equal((PublishAction.Unchanged, ""), (item.Action, item.Diff)));
        Assert.Empty(Writes(cluster, before));
        JsonNode entry = Assert.Single((await cluster.Api.GetAsync(Service, Cancel))["metadata"]!["managedFields"]!.AsArray())!;
        Assert.Equal(("istiogateway", "Apply"), (entry["manager"]!.GetValue<string>(), entry["operation"]!.GetValue<string>()));
        Assert.All(
            cluster.Sandbox.Requests.All.Where(request => request.ContentType == "application/apply-patch+yaml"),
            request => Assert.Contains("fieldValidation=Strict", request.Query, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatIf_shows_what_would_be_done_with_its_difference_and_sends_no_write()
    {
        await using TestCluster cluster = await StartAsync();

        RunResult creating = _session.Run(Edge + Publish + "-CreateNamespace -WhatIf");
        int written = Writes(cluster, 0).Count();
        _session.Run(Edge + Publish + "-CreateNamespace").ThrowIfFailed();
        int before = cluster.Sandbox.Requests.All.Count;
        RunResult changing = _session.Run(Edge.Replace("-Port 80", "-Port 80, 8443", StringComparison.Ordinal) + " -TlsSecret c" + Publish + "-WhatIf");

        Assert.Equal(0, written);
        Assert.All(creating.ThrowIfFailed().Of<PublishedManifest>(), item => Assert.Equal((PublishAction.Created, true), (item.Action, item.DryRun)));
        Assert.Contains("What if: Create Deployment istio-ingress/edge in cluster 'sandbox'", creating.HostText, StringComparison.Ordinal);
        Assert.Contains("+++ b/deployments.apps/istio-ingress/edge", creating.HostText, StringComparison.Ordinal);
        Assert.Empty(Writes(cluster, before));
        PublishedManifest service = changing.ThrowIfFailed().Of<PublishedManifest>().Single(item => item.Kind == "Service");
        Assert.Equal((PublishAction.Configured, true), (service.Action, service.DryRun));
        Assert.Contains("\n+  - name: https-8443\n", service.Diff.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("managedFields", service.Diff, StringComparison.Ordinal);
        Assert.DoesNotContain("status:", service.Diff, StringComparison.Ordinal);
        Assert.Equal(PublishAction.Unchanged, changing.Of<PublishedManifest>().Single(item => item.Kind == "Role").Action);
        Assert.Contains("What if: Configure Service istio-ingress/edge", changing.HostText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_configured_with_its_difference()
    {
        await using TestCluster cluster = await StartAsync();
        _session.Run(Edge + Publish + "-CreateNamespace").ThrowIfFailed();

        RunResult result = _session.Run(Edge + " -Replicas 2" + Publish);

        PublishedManifest deployment = result.ThrowIfFailed().Of<PublishedManifest>().Single(item => item.Kind == "Deployment");
        Assert.Equal((PublishAction.Configured, false), (deployment.Action, deployment.DryRun));
        Assert.Contains("\n-  replicas: 1\n+  replicas: 2\n", deployment.Diff.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(2, (await cluster.Api.GetAsync(Deployment, Cancel))["spec"]!["replicas"]!.GetValue<int>());
        Assert.All(result.Of<PublishedManifest>().Where(item => item.Kind != "Deployment"), item => Assert.Equal(PublishAction.Unchanged, item.Action));
    }

    [Fact]
    public async Task DryRun_asks_the_server_and_stores_nothing()
    {
        await using TestCluster cluster = await StartAsync();
        await GatewayObjects.NamespaceAsync(cluster, "istio-ingress");

        RunResult result = _session.Run(Edge + Publish + "-DryRun");

        Assert.All(result.ThrowIfFailed().Of<PublishedManifest>(), item => Assert.Equal((PublishAction.Created, true), (item.Action, item.DryRun)));
        Assert.Equal(7, cluster.Sandbox.Requests.All.Count(request => request.Method == "PATCH" && request.Query.Contains("dryRun=All", StringComparison.Ordinal)
            && request.UserAgent?.StartsWith("IstioGateway/", StringComparison.Ordinal) == true));
        Assert.Equal(
            ClusterErrorKind.ResourceNotFound,
            (await Assert.ThrowsAsync<ClusterException>(() => cluster.Api.GetAsync(Deployment, Cancel))).Kind);
    }

    [Fact]
    public async Task A_conflict_names_manager_and_field_and_force_takes_it_over()
    {
        await using TestCluster cluster = await StartAsync();
        _session.Run(Edge + Publish + "-CreateNamespace").ThrowIfFailed();
        await cluster.Api.PatchAsync(
            Deployment, PatchKind.Merge, JsonNode.Parse("""{"spec":{"replicas":5}}""")!, new WriteOptions { FieldManager = "autopilot" }, Cancel);

        RunResult refused = _session.Run(Edge + " -Replicas 2" + Publish);
        RunResult shown = _session.Run(Edge + " -Replicas 2" + Publish + "-Force -WhatIf");
        RunResult forced = _session.Run(Edge + " -Replicas 2" + Publish + "-Force -Verbose");

        ErrorRecord error = refused.OnlyError();
        Assert.StartsWith("ApplyConflict", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ResourceExists, error.CategoryInfo.Category);
        Assert.Contains(".spec.replicas (autopilot)", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("-Force", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        PublishedManifest failed = Assert.Single(refused.Of<PublishedManifest>(), item => item.Action == PublishAction.Failed);
        Assert.Same(failed, error.TargetObject);
        Assert.Equal(["autopilot"], failed.Managers);
        Assert.Equal(PublishAction.Configured, shown.ThrowIfFailed().Of<PublishedManifest>().Single(item => item.Kind == "Deployment").Action);
        PublishedManifest taken = forced.ThrowIfFailed().Of<PublishedManifest>().Single(item => item.Kind == "Deployment");
        Assert.Equal((PublishAction.Configured, "autopilot"), (taken.Action, Assert.Single(taken.Managers)));
        Assert.Contains(forced.Verbose, text => text.Contains("taken over because of -Force: .spec.replicas (autopilot)", StringComparison.Ordinal));
        Assert.Equal(2, (await cluster.Api.GetAsync(Deployment, Cancel))["spec"]!["replicas"]!.GetValue<int>());
    }

    [Fact]
    public async Task What_fails_costs_one_error_and_a_second_run_does_what_is_left()
    {
        await using TestCluster cluster = await StartAsync();
        FaultRule broken = new() { Method = "PATCH", Path = "/services/", Effect = FaultEffect.Status(500, message: "admission webhook hung up") };
        cluster.Sandbox.Faults.Add(broken);

        RunResult partly = _session.Run(Edge + Publish + "-CreateNamespace");
        cluster.Sandbox.Faults.Clear();
        RunResult rest = _session.Run(Edge + Publish);

        ErrorRecord error = partly.OnlyError();
        Assert.StartsWith("ServerFailed", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("admission webhook hung up", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("Service", ((PublishedManifest)error.TargetObject).Kind);
        Assert.Equal(
            ["Service Failed"],
            partly.Of<PublishedManifest>().Where(item => item.Action != PublishAction.Created).Select(item => $"{item.Kind} {item.Action}"));
        Assert.Equal(
            ["Service Created"],
            rest.ThrowIfFailed().Of<PublishedManifest>().Where(item => item.Action != PublishAction.Unchanged).Select(item => $"{item.Kind} {item.Action}"));
    }

    [Fact]
    public async Task A_namespace_that_is_not_there_is_one_error_and_all_in_it_is_skipped()
    {
        await using TestCluster cluster = await StartAsync();

        RunResult missing = _session.Run(Edge + Publish);
        cluster.Sandbox.Faults.Add(new FaultRule { Method = "PATCH", Path = "/api/v1/namespaces/istio-ingress", Effect = FaultEffect.Status(403, message: "namespaces \"istio-ingress\" is forbidden: not today") });
        RunResult refused = _session.Run(Edge + Publish + "-CreateNamespace");

        Assert.StartsWith("NamespaceNotFound", missing.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("-CreateNamespace", missing.OnlyError().ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(7, missing.Of<PublishedManifest>().Count);
        Assert.All(missing.Of<PublishedManifest>(), item => Assert.Equal(PublishAction.Skipped, item.Action));
        Assert.StartsWith("AdmissionRefused", refused.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(PublishAction.Failed, refused.Of<PublishedManifest>()[0].Action);
        Assert.All(refused.Of<PublishedManifest>().Skip(1), item => Assert.Equal("The namespace 'istio-ingress' could not be applied.", item.Reason));
    }

    [Fact]
    public async Task Without_Istios_resource_definitions_the_gateway_is_deployed_all_the_same()
    {
        await using TestCluster cluster = await StartAsync();
        cluster.Sandbox.Faults.Add(new FaultRule { Path = "/apis/networking.istio.io/", Effect = FaultEffect.NotServed() });

        RunResult without = _session.Run(Edge + Publish + "-CreateNamespace");
        cluster.Sandbox.Faults.Clear();
        RunResult with = _session.Run(Edge + Publish);

        Assert.Equal(2, without.Errors.Count);
        Assert.All(without.Errors, error => Assert.StartsWith("TypeNotInstalled", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Contains("Istio's resource definitions bring gateways.networking.istio.io", without.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(
            ["Gateway Skipped", "VirtualService Skipped"],
            without.Of<PublishedManifest>().Where(item => item.Action != PublishAction.Created).Select(item => $"{item.Kind} {item.Action}"));
        Assert.Equal(
            ["Gateway Created", "VirtualService Created"],
            with.ThrowIfFailed().Of<PublishedManifest>().Where(item => item.Action != PublishAction.Unchanged).Select(item => $"{item.Kind} {item.Action}"));
    }

    [Fact]
    public async Task Denials_name_the_rule_that_is_missing()
    {
        await using TestCluster cluster = await StartAsync(new SandboxToken(
            "half", [new AccessRule(["get", "list", "patch"], ["*"], ["*"]), new AccessRule(["create"], [""], ["services"]) { Namespace = "istio-ingress" }]));
        await GatewayObjects.NamespaceAsync(cluster, "istio-ingress");
        _session.Run("$half = Connect-IstioCluster -Kubeconfig $args[0]", cluster.KubeconfigFor("half")).ThrowIfFailed();

        RunResult result = _session.Run("New-GatewayManifest -Name edge -Namespace istio-ingress -Port 8080 -SkipRbac | Publish-GatewayManifest -Cluster $half");

        ErrorRecord error = result.OnlyError();
        Assert.StartsWith("PermissionDenied", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(
            "Role in namespace istio-ingress: - { apiGroups: [\"apps\"], resources: [\"deployments\"], verbs: [\"create\"] }",
            error.ErrorDetails.RecommendedAction,
            StringComparison.Ordinal);
        Assert.Equal(["Deployment Failed", "Service Created"], result.Of<PublishedManifest>().Select(item => $"{item.Kind} {item.Action}"));
    }

    [Theory]
    [InlineData("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 80, name: a}, {port: 80, name: b}]}}", "ValueRefused", "duplicate entries for key")]
    [InlineData("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 70000}]}}", "ValueRefused", "must be between 1 and 65535")]
    [InlineData("{apiVersion: v1, kind: Service, metadata: {name: A_b}, spec: {ports: [{port: 80}]}}", "ValueRefused", "a lowercase RFC 1123 label must consist of")]
    [InlineData("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {prots: []}}", "ValueRefused", "field not declared in schema")]
    [InlineData("{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: a}, spec: {servers: [{port: {number: eighty, name: a, protocol: HTTP}, hosts: ['*']}]}}", "ValueRefused", "expected numeric")]
    [InlineData("{apiVersion: example.com/v1, kind: Widget, metadata: {name: a}}", "TypeNotInstalled", "does not know the kind Widget of example.com/v1")]
    public async Task What_the_server_refuses_is_quoted(string yaml, string id, string words)
    {
        await using TestCluster cluster = await StartAsync();

        RunResult result = _session.Run("Publish-GatewayManifest -Cluster $cluster -Manifest $args[0]", yaml);

        Assert.StartsWith(id, result.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(words, result.OnlyError().ToString(), StringComparison.Ordinal);
        Assert.NotEqual(PublishAction.Created, Assert.Single(result.Of<PublishedManifest>()).Action);
    }

    [Theory]
    [InlineData("'a: ['", "Line 2")]
    [InlineData("'apiVersion: v1'", "has no kind")]
    [InlineData("\"apiVersion: v1`nkind: Service\"", "The Service has no metadata.name")]
    [InlineData("'just words'", "no object")]
    [InlineData("42", "no object")]
    public void What_is_no_object_is_one_error_and_nothing_is_sent(string input, string words)
    {
        RunResult result = _session.Run($"{input} | Publish-GatewayManifest");

        Assert.StartsWith("InvalidManifest", result.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(words, result.OnlyError().ToString(), StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Text_lines_files_and_hashtables_are_taken_and_a_list_is_its_items()
    {
        await using TestCluster cluster = await StartAsync();
        const string Two = "# two\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: b, namespace: istio-system}\n---\n";
        await File.WriteAllTextAsync(cluster.File("two.yaml"), Two, Cancel);
        await File.WriteAllTextAsync(cluster.File("list.json"), """{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"c"}}]}""", Cancel);

        string[] seen =
        [
            .. new[]
            {
                "Publish-GatewayManifest -Path $args[0] -Cluster $cluster",
                "Get-Content $args[1] | Publish-GatewayManifest -Cluster $cluster",
                "$cluster | Publish-GatewayManifest -Manifest (Get-Content $args[1])",
                "@{ apiVersion = 'v1'; kind = 'ServiceAccount'; metadata = @{ name = 'a' } } | Publish-GatewayManifest -Cluster $cluster -Namespace istio-system",
            }.Select(script => string.Join(' ', _session.Run(
                script.Replace("Get-Content $args[1]", "[System.IO.File]::ReadAllLines($args[1])", StringComparison.Ordinal), cluster.File("*.*a*"), cluster.File("two.yaml"))
                .ThrowIfFailed().Of<PublishedManifest>().Select(item => $"{item.Namespace}/{item.Name}:{item.Action}"))),
        ];

        Assert.Equal(["default/a:Created istio-system/b:Created", "default/a:Unchanged istio-system/b:Unchanged", "default/a:Unchanged istio-system/b:Unchanged", "istio-system/a:Created"], seen);
        Assert.Equal("default/c:Created", string.Join(' ', _session.Run("Publish-GatewayManifest -Path $args[0] -Cluster $cluster", cluster.File("list.json"))
            .ThrowIfFailed().Of<PublishedManifest>().Select(item => $"{item.Namespace}/{item.Name}:{item.Action}")));
    }

    [Fact]
    public async Task Kinds_that_are_not_known_here_are_found_by_discovery_and_values_of_secrets_are_not_shown()
    {
        await using TestCluster cluster = await StartAsync();
        const string Quota = "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: istio-system}, spec: {hard: {pods: 10}}}";
        const string Secret = "{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: istio-system}, stringData: {key: hunter2}}";

        RunResult result = _session.Run("$args | Publish-GatewayManifest -Cluster $cluster -Verbose -Debug; $args | Publish-GatewayManifest -Cluster $cluster -WhatIf", Quota, Secret.Replace("hunter2", "hunter3", StringComparison.Ordinal));

        Assert.Equal(PublishAction.Created, result.ThrowIfFailed().Of<PublishedManifest>()[0].Action);
        Assert.DoesNotContain("hunter", string.Join('\n', [.. result.Of<PublishedManifest>().Select(item => item.Diff), .. result.Verbose, .. result.Debug, result.HostText]), StringComparison.Ordinal);
        Assert.Contains("key: '***'", result.Of<PublishedManifest>().Single(item => item is { Kind: "Secret", DryRun: false }).Diff.Replace('"', '\''), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_cluster_gets_its_own_and_one_that_fails_costs_errors_of_its_own()
    {
        await using TestCluster first = await StartAsync();
        await using TestCluster second = await TestCluster.StartAsync(new TestClusterOptions { Name = "second", RunControllers = false });
        string refused = first.File("refused");
        await File.WriteAllTextAsync(refused, Kubeconfigs.For("http://127.0.0.1:1"), Cancel);
        _session.Run("$all = $args | ForEach-Object { Connect-IstioCluster -Kubeconfig $_ }", first.Kubeconfig, refused, second.Kubeconfig).ThrowIfFailed();

        RunResult result = _session.Run(
            "$all | Publish-GatewayManifest -Manifest '{apiVersion: v1, kind: ServiceAccount, metadata: {name: a}}', '{apiVersion: v1, kind: ServiceAccount, metadata: {name: b}}' -Timeout 2s");

        Assert.Equal(
            ["sandbox a Created", "sandbox b Created", "second a Created", "second b Created"],
            result.Of<PublishedManifest>().Where(item => item.Action == PublishAction.Created).Select(item => $"{item.Cluster!.Name} {item.Name} {item.Action}").Order());
        Assert.Single(result.Errors);
        Assert.Equal(
            ["a Failed", "b Skipped"],
            result.Of<PublishedManifest>().Where(item => item.Action != PublishAction.Created).Select(item => $"{item.Name} {item.Action}"));
    }

    [Fact]
    public async Task Objects_from_another_session_are_published_where_a_cluster_is_named_and_nowhere_else()
    {
        await using TestCluster cluster = await StartAsync();
        _session.Run("$made = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize(($cluster | New-GatewayManifest -Name edge -Namespace istio-ingress -Port 8080 -SkipRbac)))").ThrowIfFailed();

        RunResult gone = _session.Run("$made | Publish-GatewayManifest");
        RunResult result = _session.Run("$made | Publish-GatewayManifest -Cluster $cluster -CreateNamespace");

        Assert.StartsWith("ConnectionGone", gone.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(["Namespace Created", "Deployment Created", "Service Created"], result.ThrowIfFailed().Of<PublishedManifest>().Select(item => $"{item.Kind} {item.Action}"));
    }

    [Fact]
    public async Task Who_says_no_changes_nothing_and_the_record_says_so()
    {
        await using TestCluster cluster = await StartAsync();
        await GatewayObjects.NamespaceAsync(cluster, "istio-ingress");
        int before = cluster.Sandbox.Requests.All.Count;
        _session.Answers.Enqueue("No");

        RunResult result = _session.Run("New-GatewayManifest -Name edge -Namespace istio-ingress -Port 8080 -SkipRbac | Where-Object Kind -eq Service | Publish-GatewayManifest -Cluster $cluster -Confirm");

        Assert.Equal((PublishAction.Skipped, "You said no."), result.ThrowIfFailed().Of<PublishedManifest>().Select(item => (item.Action, item.Reason)).Single());
        Assert.Empty(Writes(cluster, before));
    }

    [Theory]
    [InlineData("", "-Revision nope", "no such revision is installed")]
    [InlineData("istio-injection: disabled", "", "istio-injection=disabled")]
    public async Task A_gateway_that_would_not_be_injected_is_told_before_it_is_deployed(string label, string arguments, string words)
    {
        await using TestCluster cluster = await StartAsync(controllers: true);
        string place = "{apiVersion: v1, kind: Namespace, metadata: {name: istio-ingress, labels: {" + label + "}}}";
        _session.Run("$args[0] | Publish-GatewayManifest -Cluster $cluster", place).ThrowIfFailed();
        string make = $"$cluster | New-GatewayManifest -Name edge -Namespace istio-ingress -Port 8080 -SkipRbac {arguments} | Publish-GatewayManifest ";

        RunResult refused = _session.Run(make);
        RunResult all = _session.Run(make + "-SkipInjectionCheck");

        Assert.StartsWith("GatewayNotInjected", refused.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(words, refused.OnlyError().ToString(), StringComparison.Ordinal);
        Assert.Equal(["Deployment Failed", "Service Created"], refused.Of<PublishedManifest>().Select(item => $"{item.Kind} {item.Action}"));
        Assert.Equal(["Deployment Created", "Service Unchanged"], all.ThrowIfFailed().Of<PublishedManifest>().Select(item => $"{item.Kind} {item.Action}"));
    }

    [Fact]
    public async Task The_table_fits_into_a_hundred_columns_and_the_list_has_the_difference()
    {
        await using TestCluster cluster = await StartAsync();

        string table = _session.Run(Edge + Publish + "-CreateNamespace | Out-Host").ThrowIfFailed().HostText.ReplaceLineEndings("\n");

        Assert.All(table.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 100, line));
        Assert.Contains("   Cluster: sandbox", table, StringComparison.Ordinal);
        Assert.Matches(@"Action +DryRun +Kind +Namespace +Name +Reason", table);
        Assert.Matches(@"Created +no +Deployment +istio-ingress +edge", table);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The module's requests that ask the server to store something.</summary>
    private static IEnumerable<RequestRecord> Writes(TestCluster cluster, int since) => cluster.Sandbox.Requests.All.Skip(since).Where(request =>
        request.Method is not ("GET" or "HEAD")
        && request.UserAgent?.StartsWith("IstioGateway/", StringComparison.Ordinal) == true
        && !request.Query.Contains("dryRun=All", StringComparison.Ordinal)
        && request.Resource != "selfsubjectaccessreviews");

    private Task<TestCluster> StartAsync(params SandboxToken[] tokens) => StartAsync(controllers: true, tokens);

    private async Task<TestCluster> StartAsync(bool controllers, params SandboxToken[] tokens)
    {
        TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = controllers, Tokens = tokens });
        Assert.SkipWhen(TestCluster.IsExternal, "The embedded cluster's request log and faults are needed.");
        _session.Run("$cluster = Connect-IstioCluster -Kubeconfig $args[0]", cluster.Kubeconfig).ThrowIfFailed();
        return cluster;
    }
}
