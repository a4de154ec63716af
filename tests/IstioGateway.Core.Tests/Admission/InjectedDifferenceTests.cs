using System.Text.Json.Nodes;
using IstioGateway.Admission;
using IstioGateway.Patches;

namespace IstioGateway.Core.Tests.Admission;

public sealed class InjectedDifferenceTests
{
    private const string Pod =
        """
        {
          "metadata": { "labels": { "a": "b" }, "annotations": { "sidecar.istio.io/status": "x", "kept": "1" } },
          "spec": {
            "securityContext": { "sysctls": [] },
            "containers": [ {
              "name": "istio-proxy", "image": "proxy", "args": ["proxy", "router"],
              "env": [ { "name": "A", "value": "1" }, { "name": "B", "valueFrom": { "fieldRef": { "fieldPath": "metadata.name" } } } ],
              "volumeMounts": [ { "name": "data", "mountPath": "/data" } ],
              "readinessProbe": { "httpGet": { "path": "/healthz", "port": 15021 } }
            } ],
            "volumes": [ { "name": "data", "emptyDir": {} } ]
          }
        }
        """;

    [Fact]
    public void What_the_server_adds_is_no_difference()
    {
        JsonObject actual = Read();
        JsonObject proxy = actual["spec"]!["containers"]![0]!.AsObject();
        actual["metadata"]!["uid"] = "1";
        actual["metadata"]!["annotations"]!["sidecar.istio.io/status"] = "y";
        actual["spec"]!["restartPolicy"] = "Always";
        actual["spec"]!["securityContext"]!.AsObject().Remove("sysctls");
        actual["spec"]!["volumes"]!.AsArray().Add(new JsonObject { ["name"] = "kube-api-access-x7k2p" });
        proxy["imagePullPolicy"] = "Always";
        proxy["image"] = "mirror/proxy";
        proxy["resources"] = new JsonObject();
        proxy["volumeMounts"]!.AsArray().Add(new JsonObject
        {
            ["name"] = "kube-api-access-x7k2p",
            ["mountPath"] = "/var/run/secrets/kubernetes.io/serviceaccount",
        });
        proxy["env"]![1]!["valueFrom"]!["fieldRef"]!["apiVersion"] = "v1";
        proxy["readinessProbe"]!["httpGet"]!["scheme"] = "HTTP";

        Assert.Null(InjectedDifference.First(Read(), actual));
    }

    // A merge patch for the pod that was returned; where it then differs.
    [Theory]
    [InlineData("""{"metadata":{"labels":{"a":"c"}}}""", "metadata.labels.a")]
    [InlineData("""{"metadata":{"annotations":{"kept":null}}}""", "metadata.annotations.kept")]
    [InlineData("""{"spec":{"securityContext":{"sysctls":[{"name":"s","value":"0"}]}}}""", "spec.securityContext")]
    [InlineData("""{"spec":{"volumes":[]}}""", "spec.volumes[data]")]
    [InlineData("""{"spec":{"volumes":[{"name":"data"},{"name":"more"}]}}""", "spec.volumes[more]")]
    public void A_pod_made_with_another_template_differs(string patch, string path) =>
        Assert.Equal(path, InjectedDifference.First(Read(), MergePatch.Apply(Read(), JsonNode.Parse(patch))!.AsObject()));

    // The same for the proxy's container.
    [Theory]
    [InlineData("""{"args":["proxy","sidecar"]}""", "args")]
    [InlineData("""{"args":null}""", "args")]
    [InlineData("""{"env":[{"name":"A","value":"2"},{"name":"B"}]}""", "env[A].value")]
    [InlineData("""{"env":[{"name":"A","value":"1"}]}""", "env[B]")]
    [InlineData("""{"env":[{"name":"A","value":"1"},{"name":"B"},{"name":"C"}]}""", "env[C]")]
    [InlineData("""{"securityContext":{"runAsUser":0}}""", "securityContext")]
    [InlineData("""{"readinessProbe":{"httpGet":{"path":"/ready"}}}""", "readinessProbe.httpGet.path")]
    public void A_proxy_made_with_another_template_differs(string patch, string path)
    {
        JsonObject actual = Read();
        actual["spec"]!["containers"]![0] = MergePatch.Apply(actual["spec"]!["containers"]![0]!.DeepClone(), JsonNode.Parse(patch));

        Assert.Equal($"spec.containers[istio-proxy].{path}", InjectedDifference.First(Read(), actual));
    }

    [Fact]
    public void What_the_template_no_longer_sets_differs_as_well()
    {
        JsonObject expected = Read();
        expected["spec"]!["containers"]![0]!.AsObject().Remove("args");

        Assert.Equal("spec.containers[istio-proxy].args", InjectedDifference.First(expected, Read()));
    }

    private static JsonObject Read() => JsonNode.Parse(Pod)!.AsObject();
}
