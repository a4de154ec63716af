using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Api.Writing;

namespace IstioGateway.Sandbox.Api.Discovery;

/// <summary>SelfSubjectAccessReview: may I do this?</summary>
internal static class AccessReviews
{
    /// <summary>Its group.</summary>
    public const string Group = "authorization.k8s.io";

    /// <summary>Its version.</summary>
    public const string Version = "v1";

    /// <summary>Its plural.</summary>
    public const string Resource = "selfsubjectaccessreviews";

    /// <summary>Its kind.</summary>
    public const string Kind = "SelfSubjectAccessReview";

    private const string Protobuf = "application/vnd.kubernetes.protobuf";

    /// <summary>Whether a request names it.</summary>
    public static bool IsTarget(ApiTarget target) =>
        target is { Group: Group, Version: Version, Resource: Resource, Verb: "create", Name: null };

    /// <summary>Answers a review; kubectl sends it as protobuf and takes the answer as JSON.</summary>
    public static Task AnswerAsync(ApiCall call)
    {
        bool protobuf = MediaType.Parse(call.Request.Headers["Content-Type"] ?? "").Name == Protobuf;
        JsonObject spec = protobuf
            ? AccessReviewProtobuf.ReadSpec(call.Request.Body.Span)
            : JsonBody.ParseObject(call.Request.Body, "couldn't get version/kind; json parse error")["spec"]?.DeepClone() as JsonObject ?? [];
        return call.SendJsonAsync(201, new JsonObject
        {
            ["kind"] = Kind,
            ["apiVersion"] = $"{Group}/{Version}",
            ["metadata"] = new JsonObject(),
            ["spec"] = spec,
            ["status"] = new JsonObject { ["allowed"] = IsAllowed(call, spec) },
        });
    }

    private static bool IsAllowed(ApiCall call, JsonObject spec)
    {
        if (spec["resourceAttributes"] is not JsonObject resource)
        {
            // Paths outside of resources are discovery, which is everyone's who has a name.
            return spec["nonResourceAttributes"] is not null && (!call.User.IsAnonymous || call.User.Rules.Count > 0);
        }

        string plural = (string?)resource["resource"] ?? "";
        string? subresource = Text(resource, "subresource");
        return call.User.May(
            (string?)resource["verb"] ?? "",
            (string?)resource["group"] ?? "",
            subresource is null ? plural : $"{plural}/{subresource}",
            Text(resource, "namespace"),
            Text(resource, "name"));
    }

    private static string? Text(JsonObject resource, string name) => (string?)resource[name] is { Length: > 0 } text ? text : null;
}
