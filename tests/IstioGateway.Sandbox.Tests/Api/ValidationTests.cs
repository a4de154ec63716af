using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Tests.Api;

/// <summary>The rules of kinds beyond names and types. The recorded traffic has those of Services and Deployments that people break most.</summary>
public sealed class ValidationTests
{
    private const string Services = "/api/v1/namespaces/default/services";

    [Theory]
    [InlineData(Services, """{"metadata":{"name":"s"},"spec":{"selector":{"a":"b"}}}""", "Service \"s\" is invalid: spec.ports: Required value")]
    [InlineData(Services, """{"metadata":{"name":"s"},"spec":{"type":"Public","ports":[{"port":80}]}}""", "Service \"s\" is invalid: spec.type: Unsupported value: \"Public\": supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\"")]
    [InlineData(Services, """{"metadata":{"name":"s"},"spec":{"ports":[{"name":"a","port":80},{"name":"a","port":81}]}}""", "Service \"s\" is invalid: spec.ports[1].name: Duplicate value: \"a\"")]
    [InlineData(Services, """{"metadata":{"name":"s"},"spec":{"ports":[{"name":"a","port":80,"targetPort":99999}]}}""", "Service \"s\" is invalid: spec.ports[0].targetPort: Invalid value: 99999: must be between 1 and 65535, inclusive")]
    [InlineData("/api/v1/namespaces/default/pods", """{"metadata":{"name":"p"},"spec":{}}""", "Pod \"p\" is invalid: spec.containers: Required value")]
    [InlineData("/apis/apps/v1/namespaces/default/deployments", """{"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c"}]}}}}""", "Deployment.apps \"d\" is invalid: spec.template.spec.containers[0].image: Required value")]
    [InlineData("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", """{"metadata":{"name":"h"},"spec":{"minReplicas":3,"maxReplicas":2,"scaleTargetRef":{"kind":"Deployment","name":"d"}}}""", "HorizontalPodAutoscaler.autoscaling \"h\" is invalid: spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`")]
    [InlineData("/apis/policy/v1/namespaces/default/poddisruptionbudgets", """{"metadata":{"name":"b"},"spec":{"minAvailable":1,"maxUnavailable":1}}""", "PodDisruptionBudget.policy \"b\" is invalid: spec: Invalid value: {\"maxUnavailable\":1,\"minAvailable\":1}: minAvailable and maxUnavailable cannot be both set")]
    [InlineData("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"-x"}}""", "ConfigMap \"-x\" is invalid: metadata.name: Invalid value: \"-x\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')")]
    public async Task A_broken_rule_is_refused_in_the_servers_words(string path, string body, string expected)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();

        Answer answer = await sandbox.PostAsync(path, JsonNode.Parse(body)!);

        Assert.Equal(422, answer.Code);
        Assert.Equal(expected, answer.Message);
    }

    [Fact]
    public async Task A_role_of_a_RoleBinding_cannot_be_changed()
    {
        const string Path = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings";
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.PostAsync(Path, JsonNode.Parse("""{"metadata":{"name":"r"},"roleRef":{"kind":"Role","name":"a"}}""")!);

        Answer answer = await sandbox.MergeAsync(Path + "/r", """{"roleRef":{"name":"b"}}""");

        Assert.Equal(422, answer.Code);
        Assert.EndsWith("cannot change roleRef", answer.Message, StringComparison.Ordinal);
    }
}
