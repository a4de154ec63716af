using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Tests.Wire;

public sealed class WireReplayTests(WireReplay replay)
{
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(RecordedTraffic.Files), MemberType = typeof(RecordedTraffic))]
    public void The_sandbox_answers_as_the_recorded_server_did(string file)
    {
        WireExchange recorded = WireExchange.Read(file);
        WireAnswer answer = replay[file];

        Assert.Equal(recorded.StatusCode, answer.StatusCode);
        Assert.Equal(
            WireComparison.Normalise(file, recorded.ResponseBody, answer.Body), WireComparison.Normalise(file, answer.Body, answer.Body));
        if (!WireDeviations.IsDescribed(recorded))
        {
            Assert.Equal(recorded.ReasonPhrase, answer.ReasonPhrase);
            Assert.Equal(recorded.ResponseHeader("Content-Type"), answer.ContentType?.Replace("; g=", ";g=", StringComparison.Ordinal)
                .Replace("; v=", ";v=", StringComparison.Ordinal).Replace("; as=", ";as=", StringComparison.Ordinal));
            Assert.Equal(recorded.ResponseHeaders.Where(header => header.Key == "Warning").Select(header => header.Value), answer.Warnings);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(RecordedTraffic.Files), MemberType = typeof(RecordedTraffic))]
    public void Versions_and_field_owners_of_the_Istio_resource_move_as_recorded(string file)
    {
        JsonObject[] recorded = [.. Istios(WireExchange.Read(file).ResponseBody)];
        JsonObject[] answered = [.. Istios(replay[file].Body)];

        Assert.Equal(recorded.Select(Bookkeeping), answered.Select(Bookkeeping));
    }

    [Fact]
    public void Every_deviation_names_a_recorded_exchange()
    {
        string[] files = [.. WireExchange.Files()];

        Assert.All(WireDeviations.Reasons, deviation => Assert.Contains(deviation.Key, files));
        Assert.All(WireDeviations.Reasons, deviation => Assert.EndsWith(".", deviation.Value, StringComparison.Ordinal));
    }

    /// <summary>The Istio resources in a body: the body itself, or the objects of its watch events.</summary>
    private static IEnumerable<JsonObject> Istios(string body) => body
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => line.StartsWith('{') && line.EndsWith('}'))
        .Select(line => JsonNode.Parse(line)!.AsObject())
        .Select(value => value["object"] as JsonObject ?? value)
        .Where(value => (string?)value["kind"] == "Istio");

    private static string Bookkeeping(JsonObject istio)
    {
        JsonNode metadata = istio["metadata"]!;
        IEnumerable<string> owners = (metadata["managedFields"] as JsonArray ?? []).Select(owner =>
            $"{owner!["manager"]} {owner["operation"]} {owner["subresource"]} {owner["fieldsV1"]!.ToJsonString()}").Order(StringComparer.Ordinal);
        return $"version {metadata["resourceVersion"]} generation {metadata["generation"]}\n{string.Join('\n', owners)}";
    }
}
