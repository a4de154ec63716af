using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;
using IstioGateway.Sandbox.Api.Writing;

namespace IstioGateway.Sandbox.Api.Admission;

/// <summary>
/// The exchange with a webhook, <c>admission.k8s.io/v1</c>, and what the API server makes of it (k8s.io/apiserver,
/// pkg/admission/plugin/webhook: mutating/dispatcher.go, errors/statuserror.go; pkg/util/webhook/error.go).
/// </summary>
internal static class AdmissionReview
{
    private const int MinimumRefusal = 400;

    /// <summary>The question about a new object.</summary>
    public static JsonObject Request(ApiCall call, JsonObject candidate)
    {
        JsonObject kind = new()
        {
            ["group"] = call.Type.Type.Group,
            ["version"] = call.Type.Type.Version,
            ["kind"] = call.Type.Kind,
        };
        JsonObject resource = new()
        {
            ["group"] = call.Type.Type.Group,
            ["version"] = call.Type.Type.Version,
            ["resource"] = call.Type.Type.Plural,
        };
        JsonObject request = new()
        {
            ["uid"] = Guid.NewGuid().ToString(),
            ["kind"] = kind,
            ["resource"] = resource,
            ["name"] = candidate.Text("metadata", "name"),
            ["namespace"] = call.Target!.Namespace,
            ["operation"] = "CREATE",
            ["userInfo"] = new JsonObject { ["username"] = call.User.Name },
            ["object"] = candidate.DeepClone(),
            ["dryRun"] = call.DryRun,
        };
        return new JsonObject { ["apiVersion"] = "admission.k8s.io/v1", ["kind"] = "AdmissionReview", ["request"] = request };
    }

    /// <summary>The answer that lets an object through, changed or not.</summary>
    /// <param name="review">The question.</param>
    /// <param name="patch">A JSON patch; <see langword="null"/> for none.</param>
    public static JsonObject Allow(JsonObject review, JsonArray? patch)
    {
        JsonObject response = Response(review, allowed: true);
        if (patch is not null)
        {
            response["patchType"] = "JSONPatch";
            response["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(patch.ToJsonString()));
        }

        return Answer(response);
    }

    /// <summary>The answer that refuses an object.</summary>
    public static JsonObject Deny(JsonObject review, string message)
    {
        JsonObject response = Response(review, allowed: false);
        response["status"] = new JsonObject { ["metadata"] = new JsonObject(), ["message"] = message };
        return Answer(response);
    }

    /// <summary>What an answer makes of the object; <see langword="null"/> when it leaves it alone.</summary>
    /// <exception cref="ApiException">The webhook refuses the object, or answers what is none.</exception>
    public static JsonObject? Apply(string webhook, JsonObject review, JsonObject answer, JsonObject candidate)
    {
        JsonNode? response = answer["response"];
        if (response.Text("uid") != review.Text("request", "uid"))
        {
            throw Failed(webhook, $"expected response.uid=\"{review.Text("request", "uid")}\", got \"{response.Text("uid")}\"");
        }

        if (!(response?["allowed"] is JsonValue allowed && allowed.TryGetValue(out bool yes) && yes))
        {
            throw Denied(webhook, response.At("status"));
        }

        if (response.Text("patch") is not { } patch)
        {
            return null;
        }

        return JsonPatch.Apply(candidate, JsonNode.Parse(Convert.FromBase64String(patch))) as JsonObject
            ?? throw Failed(webhook, "the patched object is no object");
    }

    /// <summary>500, as <c>failurePolicy: Fail</c> has it for a webhook that cannot be called.</summary>
    public static ApiException Unreachable(MutatingWebhook webhook, string why)
    {
        JsonNode? service = webhook.ClientConfig.At("service");
        string url = string.Create(
            CultureInfo.InvariantCulture,
            $"https://{service.Text("name")}.{service.Text("namespace")}.svc:{service.Number("port") ?? 443}{service.Text("path")}?timeout={webhook.TimeoutSeconds}s");
        return Failed(webhook.Name, $"failed to call webhook: Post \"{url}\": {why}");
    }

    private static ApiException Failed(string webhook, string why)
    {
        string message = $"failed calling webhook \"{webhook}\": {why}";
        return new ApiException(new ApiStatus(500, "InternalError", $"Internal error occurred: {message}")
        {
            Causes = [new StatusCause("", message, "")],
        });
    }

    private static ApiException Denied(string webhook, JsonNode? status)
    {
        string refusal = $"admission webhook \"{webhook}\" denied the request";
        string? words = status.Text("message") is { Length: > 0 } message ? message : status.Text("reason");
        long code = Math.Max(status.Number("code") ?? 0, MinimumRefusal);
        return new ApiException(new ApiStatus(
            (int)code, status.Text("reason"), string.IsNullOrEmpty(words) ? $"{refusal} without explanation" : $"{refusal}: {words}"));
    }

    private static JsonObject Response(JsonObject review, bool allowed) =>
        new() { ["uid"] = review.Text("request", "uid"), ["allowed"] = allowed };

    private static JsonObject Answer(JsonObject response) =>
        new() { ["apiVersion"] = "admission.k8s.io/v1", ["kind"] = "AdmissionReview", ["response"] = response };
}
