using System.Management.Automation;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests;

/// <summary>New-GatewayManifest as people use it.</summary>
public sealed class GatewayManifestTests : IDisposable
{
    private const string Edge = "New-GatewayManifest -Name edge -Namespace istio-ingress ";

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Objects_come_in_order_and_carry_what_the_next_command_needs()
    {
        IReadOnlyList<KubernetesManifest> made = _session.Run(
            Edge + "-Port 80, 8443 -Route a.example.com=web:80 -TlsSecret cert -MaxReplicas 3 -PodDisruptionBudget").ThrowIfFailed().Of<KubernetesManifest>();

        Assert.Equal(
            [
                ("v1", "ServiceAccount", "edge"), ("rbac.authorization.k8s.io/v1", "Role", "edge"),
                ("rbac.authorization.k8s.io/v1", "RoleBinding", "edge"), ("apps/v1", "Deployment", "edge"), ("v1", "Service", "edge"),
                ("autoscaling/v2", "HorizontalPodAutoscaler", "edge"), ("policy/v1", "PodDisruptionBudget", "edge"),
                ("networking.istio.io/v1", "Gateway", "edge"), ("networking.istio.io/v1", "VirtualService", "edge-a.example.com"),
            ],
            made.Select(manifest => (manifest.ApiVersion, manifest.Kind, manifest.Name)));
        Assert.All(made, manifest => Assert.Equal("istio-ingress", manifest.Namespace));
        Assert.All(made, manifest => Assert.Equal(manifest.Yaml, manifest.ToString()));
        Assert.All(made, manifest => Assert.Null(manifest.Cluster));
    }

    [Fact]
    public void The_object_is_as_ConvertFrom_Json_would_make_it() => Assert.Equal(
        ["edge", "8080", "False", "auto"],
        _session.Run(
            $$"""
            $made = {{Edge}} -Port 80 -PrivilegedPort None
            $deployment, $service = $made.Where{ $_.Kind -in 'Deployment', 'Service' }.Object
            $service.metadata.name
            $service.spec.ports[1].targetPort
            $deployment.spec.template.spec.containers[0].securityContext.privileged
            $deployment.spec.template.spec.containers[0].image
            """).ThrowIfFailed().Output.Select(value => value.ToString()));

    [Fact]
    public void Yaml_is_one_text_of_the_same_documents()
    {
        string yaml = Assert.Single(_session.Run(Edge + "-Port 80 -As Yaml").ThrowIfFailed().Of<string>());
        IEnumerable<string> single = _session.Run(Edge + "-Port 80").Of<KubernetesManifest>().Select(manifest => manifest.Yaml);

        Assert.Equal(string.Join("---\n", single).TrimEnd('\n'), yaml);
        Assert.Contains("# istiod puts the proxy's image here.", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_kernels_among_the_piped_nodes_move_the_ports_and_new_ones_leave_them()
    {
        await using TestCluster mixed = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false, NodeCount = 3, OldKernelCount = 1 });
        const string Piped = "Get-NodeKernel -Kubeconfig $args[0] {0} | " + Edge + "-Port 80, 443 -Verbose";

        RunResult old = _session.Run(Piped.Replace("{0}", "", StringComparison.Ordinal), mixed.Kubeconfig).ThrowIfFailed();
        RunResult modern = _session.Run(Piped.Replace("{0}", "-Name control-plane-1", StringComparison.Ordinal), mixed.Kubeconfig).ThrowIfFailed();

        Assert.Equal([15021, 8080, 8443], Targets(old));
        Assert.Contains(old.Verbose, text => text.Contains("1 of 3 node(s)", StringComparison.Ordinal) && text.Contains("80 to 8080, 443 to 8443", StringComparison.Ordinal));
        Assert.All(old.Of<KubernetesManifest>(), manifest => Assert.Equal("sandbox", manifest.Cluster!.Name));
        Assert.Equal([15021, 80, 443], Targets(modern));
    }

    [Fact]
    public async Task A_cluster_without_piped_nodes_is_asked_for_them()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });

        Assert.Equal([15021, 8080], Targets(_session.Run(Edge + "-Port 80 -Kubeconfig $args[0]", cluster.Kubeconfig).ThrowIfFailed()));
        Assert.Equal([15021, 80], Targets(_session.Run(Edge + "-Port 80 -PrivilegedPort Root -Kubeconfig $args[0] 3> $null", cluster.Kubeconfig).ThrowIfFailed()));
    }

    [Fact]
    public void Without_any_cluster_ports_are_taken_as_given_and_that_is_said()
    {
        RunResult result = _session.Run(Edge + "-Port 80 -Verbose").ThrowIfFailed();

        Assert.Equal([15021, 80], Targets(result));
        Assert.Contains(result.Verbose, text => text.Contains("-PrivilegedPort None", StringComparison.Ordinal));
    }

    [Fact]
    public void Root_warns_and_sets_what_works()
    {
        RunResult result = _session.Run(
            Edge + "-Port 80 -PrivilegedPort Root | Where-Object Kind -eq Deployment | ForEach-Object { $_.Object.spec.template.spec.containers[0].securityContext | ForEach-Object { \"$($_.runAsUser) $($_.runAsNonRoot) $($_.capabilities.add) $($_.capabilities.drop)\" } }")
            .ThrowIfFailed();

        Assert.Equal("0 False NET_BIND_SERVICE ALL", Assert.Single(result.Output).ToString());
        Assert.Contains("restricted Pod Security Standard", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_nodes_are_avoided_by_a_label_of_theirs()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });
        foreach (string kernel in new[] { "worker-03", "worker-04" })
        {
            await cluster.Api.PatchAsync(
                new ResourceRef(ResourceType.Node, kernel),
                PatchKind.Merge,
                JsonNode.Parse("""{"metadata":{"labels":{"example.com/image":"centos-7"}}}""")!,
                new WriteOptions(),
                TestContext.Current.CancellationToken);
        }

        RunResult result = _session.Run(
            "Get-NodeKernel -Kubeconfig $args[0] -RequiresTemplate | " + Edge + "-Port 80 -AvoidOldKernel -Verbose", cluster.Kubeconfig).ThrowIfFailed();

        string deployment = result.Of<KubernetesManifest>().Single(manifest => manifest.Kind == "Deployment").Yaml;
        Assert.Contains("- key: example.com/image\n                operator: NotIn\n                values:\n                - centos-7\n", deployment, StringComparison.Ordinal);
        Assert.Equal([15021, 80], Targets(result));
        Assert.Contains(result.Verbose, text => text.Contains("2 node(s) with an old or unreadable kernel are avoided, 3 remain", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Old_nodes_that_no_label_tells_apart_are_an_error_and_nothing_is_made()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });
        await using TestCluster old = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false, NodeCount = 2, OldKernelCount = 2 });
        await using TestCluster modern = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false, OldKernelCount = 0 });
        const string Avoiding = Edge + "-Port 80 -AvoidOldKernel -Kubeconfig $args[0]";

        RunResult mixed = _session.Run(Avoiding, cluster.Kubeconfig);
        RunResult all = _session.Run(Avoiding, old.Kubeconfig);

        Assert.Empty(mixed.Output);
        Assert.StartsWith("NodesNotSeparable", mixed.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("2 node(s)", mixed.OnlyError().ToString(), StringComparison.Ordinal);
        Assert.Contains("kubectl label node", mixed.OnlyError().ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(all.Output);
        Assert.Contains("All 2 Linux node(s)", all.OnlyError().ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("affinity", string.Concat(_session.Run(Avoiding, modern.Kubeconfig).ThrowIfFailed().Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_cluster_gets_its_own_and_one_that_fails_costs_one_error()
    {
        await using TestCluster first = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false, Name = "first", OldKernelCount = 0 });
        await using TestCluster second = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false, Name = "second" });
        string refused = first.File("refused");
        await File.WriteAllTextAsync(refused, Kubeconfigs.For("http://127.0.0.1:1"), TestContext.Current.CancellationToken);

        RunResult result = _session.Run(
            "$args | ForEach-Object { Connect-IstioCluster -Kubeconfig $_ } | " + Edge + "-Port 80 -Timeout 3s -ErrorAction SilentlyContinue -ErrorVariable failed; $failed.Count",
            first.Kubeconfig, refused, second.Kubeconfig);

        Assert.Equal(
            [("first", 80), ("second", 8080)],
            result.Of<KubernetesManifest>().Where(manifest => manifest.Kind == "Service").OrderBy(manifest => manifest.Cluster!.Name)
                .Select(manifest => (manifest.Cluster!.Name, manifest.Yaml.Contains("targetPort: 8080", StringComparison.Ordinal) ? 8080 : 80)));
        Assert.Equal(1, result.Of<int>().Single());
    }

    [Theory]
    [InlineData("-Name Edge -Namespace a -Port 80", "Name", "RFC 1123")]
    [InlineData("-Name edge -Namespace a/b -Port 80", "Namespace", "cannot name a namespace")]
    [InlineData("-Name edge -Namespace a -Port 0", "Port", "from 1 to 65535")]
    [InlineData("-Name edge -Namespace a -Port 65536", "Port", "from 1 to 65535")]
    [InlineData("-Name edge -Namespace a -Port http", "Port", "write 80, 80:8080")]
    [InlineData("-Name edge -Namespace a -Port 80, web:80", "Port", "given twice")]
    [InlineData("-Name edge -Namespace a -Port 80, http-b:8080 -PrivilegedPort None", "Port", "would listen on 8080")]
    [InlineData("-Name edge -Namespace a -Port 80 -Host shop.example.com", "HostName", "has no route")]
    [InlineData("-Name edge -Namespace a -Port 80 -Host a_b", "HostName", "is no host")]
    [InlineData("-Name edge -Namespace a -Port 80 -Route shop.example.com", "Route", "write host=service:port")]
    [InlineData("-Name edge -Namespace a -Port 443 -Route a.b=c:1", "TlsSecret", "needs a certificate")]
    [InlineData("-Name edge -Namespace a -Port 80 -TlsSecret x", "TlsSecret", "nothing would use it")]
    [InlineData("-Name edge -Namespace a -Port 80 -Template 'a b'", "Template", "cannot name a template")]
    [InlineData("-Name edge -Namespace a -Port 80 -MinReplicas 2", "MaxReplicas", "is needed")]
    [InlineData("-Name edge -Namespace a -Port 80 -NodeSelector @{ 'a b' = 1 }", "NodeSelector", "cannot name a label")]
    [InlineData("-Name edge -Namespace a -Port 80 -Revision 1.28", "Revision", "cannot name a revision")]
    public void What_is_wrong_is_one_error_about_its_parameter_and_nothing_is_made(string arguments, string parameter, string message)
    {
        RunResult result = _session.Run("New-GatewayManifest " + arguments);

        ErrorRecord error = result.OnlyError();
        Assert.Empty(result.Output);
        Assert.StartsWith("InvalidGateway", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal((ErrorCategory.InvalidArgument, parameter), (error.CategoryInfo.Category, error.TargetObject));
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_cannot_be_mapped_on_old_kernels_is_an_error_of_that_cluster()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });

        RunResult result = _session.Run(Edge + "-Port 80:81 -Kubeconfig $args[0]", cluster.Kubeconfig);

        Assert.Empty(result.Output);
        Assert.Contains("cannot listen on 81", result.OnlyError().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_and_templates_reach_the_pod() => Assert.Equal(
        ["gateway,no-sysctl", "edge 1"],
        _session.Run(
            Edge + """
            -Port 8080 -Template gateway, no-sysctl -NodeSelector @{ pool = 'edge'; generation = 1 } | Where-Object Kind -eq Deployment | ForEach-Object {
                $pod = $_.Object.spec.template
                $pod.metadata.annotations.'inject.istio.io/templates'
                "$($pod.spec.nodeSelector.pool) $($pod.spec.nodeSelector.generation)"
            }
            """).ThrowIfFailed().Output.Select(value => value.ToString()));

    [Fact]
    public async Task Kubectl_applies_the_YAML_as_it_is_and_finds_nothing_to_change_afterwards()
    {
        Tool.Require("kubectl", "bash");
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });

        // Without the kinds that the embedded cluster does not serve.
        string yaml = Assert.Single(_session.Run(
            Edge + "-Port 80, 443 -SkipRbac -ServiceAccount default -TlsSecret cert -Route shop.example.com=shop.shop:8080, *.example.org=web:80 -As Yaml -Kubeconfig $args[0]",
            cluster.Kubeconfig).ThrowIfFailed().Of<string>());
        await File.WriteAllTextAsync(cluster.File("edge.yaml"), yaml, TestContext.Current.CancellationToken);

        await cluster.Api.CreateAsync(
            ResourceType.Namespace,
            null,
            JsonNode.Parse("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"istio-ingress"}}""")!.AsObject(),
            new WriteOptions(),
            TestContext.Current.CancellationToken);
        Tool.Result checkedOnly = await Tool.BashAsync(cluster, "kubectl apply --dry-run=client -f - < edge.yaml");
        Tool.Result applied = await Tool.BashAsync(cluster, "kubectl apply -f edge.yaml");
        Tool.Result again = await Tool.BashAsync(cluster, "kubectl diff -f edge.yaml && kubectl apply -f edge.yaml");

        Assert.Equal(5, checkedOnly.Output.Split('\n').Count(line => line.EndsWith("created (dry run)", StringComparison.Ordinal)));
        Assert.Equal(5, applied.Output.Split('\n').Count(line => line.EndsWith(" created", StringComparison.Ordinal)));
        Assert.Equal(5, again.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(line => line.EndsWith(" unchanged", StringComparison.Ordinal)));
    }

    private static IEnumerable<int> Targets(RunResult result) => result.Of<KubernetesManifest>().Single(manifest => manifest.Kind == "Service")
        .Yaml.Split('\n').Where(line => line.Contains("targetPort:", StringComparison.Ordinal))
        .Select(line => int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture));
}
