using System.Text.Json.Nodes;
using CsCheck;
using IstioGateway.Injection;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Injection;

public sealed class PodDecoderTests
{
    [Fact]
    public void Fields_that_the_type_lacks_are_dropped_and_named()
    {
        PodDecodeResult result = Decode("""
            {"spec":{"securityContext":{"sysctls":[],"capabilities":{"add":["CAP_NET_BIND_SERVICE"]}},
             "containers":[{"name":"a","foo":1},{"name":"b"}],"bar":null},"metadata":{"x":{}},"zzz":1}
            """);

        Assert.Equal(["metadata.x", "spec.bar", "spec.containers[0].foo", "spec.securityContext.capabilities", "zzz"], result.Dropped);
        Assert.Equal(
            """{"metadata":{},"spec":{"containers":[{"name":"a","resources":{}},{"name":"b","resources":{}}],"securityContext":{}}}""",
            result.Pod.ToJsonString());
    }

    [Theory]
    [InlineData("""{"name":"a","tty":false,"args":[],"env":[{"name":"E","value":""}]}""", """{"name":"a","env":[{"name":"E"}],"resources":{}}""")]
    [InlineData("""{}""", """{"name":"","resources":{}}""")]
    [InlineData("""{"NAME":"a","Args":["x"]}""", """{"name":"a","args":["x"],"resources":{}}""")]
    [InlineData("""{"name":"exact","NAME":"folded"}""", """{"name":"exact","resources":{}}""")]
    [InlineData("""{"name":"a","livenessProbe":{"httpGet":{}}}""", """{"name":"a","resources":{},"livenessProbe":{"httpGet":{"port":0}}}""")]
    [InlineData("""{"name":"a","livenessProbe":{"grpc":{"port":1}}}""", """{"name":"a","resources":{},"livenessProbe":{"grpc":{"port":1,"service":null}}}""")]
    [InlineData("""{"name":"a","livenessProbe":{"tcpSocket":{"port":"http"}}}""", """{"name":"a","resources":{},"livenessProbe":{"tcpSocket":{"port":"http"}}}""")]
    [InlineData("""{"name":"a","securityContext":{"runAsUser":0,"runAsNonRoot":false,"privileged":null}}""", """{"name":"a","resources":{},"securityContext":{"runAsUser":0,"runAsNonRoot":false}}""")]
    [InlineData("""{"name":"a","resources":{"limits":{"cpu":1,"memory":"1024Mi"}}}""", """{"name":"a","resources":{"limits":{"cpu":"1","memory":"1Gi"}}}""")]
    [InlineData("""{"name":"a","env":[{"name":"E","valueFrom":{"resourceFieldRef":{"resource":"limits.cpu"}}}]}""", """{"name":"a","env":[{"name":"E","valueFrom":{"resourceFieldRef":{"resource":"limits.cpu","divisor":"0"}}}],"resources":{}}""")]
    [InlineData("""{"name":"a","ports":[{"hostIP":"::1","protocol":"TCP","containerPort":80.0,"hostPort":0,"name":"http"}]}""", """{"name":"a","ports":[{"name":"http","containerPort":80,"protocol":"TCP","hostIP":"::1"}],"resources":{}}""")]
    [InlineData("""{"name":null,"args":null,"command":[null],"tty":null}""", """{"name":"","command":[""],"resources":{}}""")]
    public void A_container_is_written_as_Go_writes_what_it_has_read(string container, string expected)
    {
        PodDecodeResult result = Decode($$$"""{"spec":{"containers":[{{{container}}}]}}""");

        Assert.Equal(expected, result.Pod["spec"]!["containers"]![0]!.ToJsonString());
        Assert.Empty(result.Dropped);
    }

    [Fact]
    public void A_pod_without_anything_has_what_Go_cannot_leave_out()
    {
        Assert.Equal("""{"metadata":{},"spec":{"containers":null}}""", Decode("{}").Pod.ToJsonString());
    }

    [Theory]
    [InlineData("""{"spec":{"containers":"x"}}""", "json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container")]
    [InlineData("""{"spec":{"containers":["x"]}}""", "json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type v1.Container")]
    [InlineData("""{"spec":[]}""", "json: cannot unmarshal array into Go struct field Pod.spec of type v1.PodSpec")]
    [InlineData("""{"metadata":{"labels":{"a":true}}}""", "json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string")]
    [InlineData("""{"spec":{"priority":1.5}}""", "json: cannot unmarshal number 1.5 into Go struct field PodSpec.spec.priority of type int32")]
    [InlineData("""{"spec":{"priority":3000000000}}""", "json: cannot unmarshal number 3000000000 into Go struct field PodSpec.spec.priority of type int32")]
    [InlineData("""{"spec":{"restartPolicy":1}}""", "json: cannot unmarshal number into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy")]
    [InlineData("""{"spec":{"hostNetwork":"true"}}""", "json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool")]
    [InlineData("""{"spec":{"volumes":[{"emptyDir":"x"}]}}""", "json: cannot unmarshal string into Go struct field Volume.spec.volumes.VolumeSource.emptyDir of type v1.EmptyDirVolumeSource")]
    [InlineData("""{"spec":{"containers":[{"livenessProbe":{"httpGet":{"port":true}}}]}}""", "json: cannot unmarshal bool into Go struct field HTTPGetAction.spec.containers.livenessProbe.ProbeHandler.httpGet.port of type int32")]
    [InlineData("""{"spec":{"containers":[{"resources":{"limits":{"cpu":"1x"}}}]}}""", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("""{"metadata":{"creationTimestamp":"yesterday"}}""", "parsing time \"yesterday\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"yesterday\" as \"2006\"")]
    [InlineData("""{"metadata":{"creationTimestamp":1}}""", "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.creationTimestamp of type string")]
    [InlineData("""{"metadata":{"name":1},"spec":{"hostPID":0}}""", "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string")]
    [InlineData("""{"metadata":{"name":1},"spec":{"overhead":{"cpu":"x"}}}""", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    public void A_value_of_a_wrong_type_is_refused_in_Gos_words(string pod, string message)
    {
        Assert.Equal(message, Assert.Throws<PodDecodeException>(() => Decode(pod)).Message);
    }

    [Theory]
    [InlineData("2026-02-03T04:05:06.789+02:00", "2026-02-03T02:05:06Z")]
    [InlineData("2026-02-28T23:59:59Z", "2026-02-28T23:59:59Z")]
    [InlineData("0001-01-01T00:00:00Z", null)]
    public void Times_are_written_in_UTC_and_left_out_where_they_are_zero(string time, string? expected)
    {
        JsonNode metadata = Decode($$$"""{"metadata":{"creationTimestamp":"{{{time}}}"}}""").Pod["metadata"]!;

        Assert.Equal(expected, (string?)metadata["creationTimestamp"]);
    }

    [Theory]
    [InlineData("2020-13-01T00:00:00Z", "month out of range")]
    [InlineData("2020-02-30T00:00:00Z", "day out of range")]
    [InlineData("2020-02-03T24:00:00Z", "hour out of range")]
    [InlineData("2020-02-03T00:00:00Zx", "extra text: \"x\"")]
    [InlineData("2020-11-01", "cannot parse \"\" as \"T\"")]
    [InlineData("2020-02-03T00:00:00", "cannot parse \"\" as \"Z07:00\"")]
    [InlineData("0001-01-01T00:00:00+01:00", "year out of range")]
    public void A_time_that_is_none_is_refused(string time, string reason)
    {
        PodDecodeException error = Assert.Throws<PodDecodeException>(
            () => Decode($$$"""{"metadata":{"deletionTimestamp":"{{{time}}}"}}"""));

        Assert.EndsWith(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_decoded_stays_as_it_was()
    {
        JsonObject pod = JsonNode.Parse("""{"spec":{"x":1,"containers":[{"Name":"a"}]},"status":{"phase":"Running"}}""")!.AsObject();
        string before = pod.ToJsonString();

        PodDecodeResult result = PodDecoder.Decode(pod);
        result.Pod["status"]!["phase"] = "Failed";

        Assert.Equal(before, pod.ToJsonString());
    }

    [Fact]
    public void Pods_that_the_real_engine_wrote_come_out_unchanged_in_text_and_order()
    {
        JsonArray cases = JsonNode.Parse(SharedFiles.Text("golden/injection-render.json"))!.AsArray();
        int compared = 0;
        foreach (JsonNode? golden in cases)
        {
            if (golden!["expected"]!["merged"] is JsonObject merged)
            {
                PodDecodeResult result = PodDecoder.Decode(merged);

                Assert.Equal(merged.ToJsonString(), result.Pod.ToJsonString());
                Assert.Empty(result.Dropped);
                compared++;
            }
        }

        Assert.Equal(cases.Count, compared);
    }

    [Fact]
    public void Decoding_what_was_decoded_changes_and_drops_nothing()
    {
        int decoded = 0;
        PodGen.Pod.Sample(
            pod =>
            {
                PodDecodeResult once;
                try
                {
                    once = PodDecoder.Decode(pod);
                }
                catch (PodDecodeException)
                {
                    return;
                }

                Interlocked.Increment(ref decoded);
                PodDecodeResult twice = PodDecoder.Decode(once.Pod);
                Assert.Equal(once.Pod.ToJsonString(), twice.Pod.ToJsonString());
                Assert.Empty(twice.Dropped);
            },
            iter: 2000);
        Assert.InRange(decoded, 1000, 2000);
    }

    private static PodDecodeResult Decode(string pod) => PodDecoder.Decode(JsonNode.Parse(pod)!.AsObject());
}
