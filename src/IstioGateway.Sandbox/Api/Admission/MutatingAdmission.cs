using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Admission;

/// <summary>
/// What the API server does with a new object before it is validated: the ServiceAccount plugin looks at pods, then the mutating
/// webhooks whose rules and selectors match are called in the order of their configurations' names, in dry runs too.
/// </summary>
internal sealed class MutatingAdmission(ObjectStore store, TypeRegistry types, ServiceNetwork network, TimeProvider clock)
{
    private const string Create = "CREATE";

    private readonly ResourceDefinition _configurations = types.Get(ResourceType.MutatingWebhookConfiguration);
    private readonly ResourceDefinition _services = types.Get(ResourceType.Service);
    private readonly ServiceAccountAdmission _accounts = new(store, types);

    /// <summary>Admits a new object.</summary>
    /// <param name="call">The request.</param>
    /// <param name="candidate">The object, with its name and namespace; used up.</param>
    /// <returns>The object to store: the same, where nothing changed it.</returns>
    /// <exception cref="ApiException">It is refused, or a webhook that has to be asked cannot be.</exception>
    public JsonObject Admit(ApiCall call, JsonObject candidate)
    {
        // No webhook is asked about a pod that cannot be.
        _accounts.Admit(new AdmissionRequest(call, candidate, IsNew: true));
        bool changed = false;
        JsonNode? namespaceLabels = NamespaceLabels(call, candidate);
        foreach (MutatingWebhook webhook in Webhooks(call))
        {
            if (webhook.Selects(namespaceLabels, candidate.At("metadata", "labels"))
                && Mutated(call, webhook, candidate) is { } mutated)
            {
                (candidate, changed) = (mutated, true);
            }
        }

        if (changed && call.Type.Type == ResourceType.Pod)
        {
            RequireValid(call, candidate);
        }

        return candidate;
    }

    private IEnumerable<MutatingWebhook> Webhooks(ApiCall call) => store.List(_configurations).Objects
        .Select(stored => stored.Parse())
        .OrderBy(configuration => configuration.Text("metadata", "name"), StringComparer.Ordinal)
        .SelectMany(MutatingWebhook.Of)
        .Where(webhook => webhook.Handles(Create, call.Type.Type));

    /// <summary>A cluster-scoped object is in no namespace, and every namespace selector matches it; a Namespace has its own labels.</summary>
    private JsonNode? NamespaceLabels(ApiCall call, JsonObject candidate) => call.Target!.Namespace is { } name
        ? store.Find(types.Namespaces, new ObjectKey("", name))?.Parse().At("metadata", "labels")
        : candidate.At("metadata", "labels");

    /// <summary>What a webhook makes of the object; <see langword="null"/> when it leaves it alone.</summary>
    private JsonObject? Mutated(ApiCall call, MutatingWebhook webhook, JsonObject candidate)
    {
        if (call.DryRun && !webhook.AllowsDryRun)
        {
            throw Refusals.BadRequest($"admission webhook \"{webhook.Name}\" does not support dry run");
        }

        JsonObject reviewed = candidate.DeepClone().AsObject();
        call.Type.SetDefaults?.Invoke(reviewed);
        JsonObject review = AdmissionReview.Request(call, reviewed);
        try
        {
            JsonObject answer = Post(webhook, review, call.CancellationToken);
            return AdmissionReview.Apply(webhook.Name, review, answer, reviewed);
        }
        catch (ServiceUnavailableException exception)
        {
            return webhook.IgnoresFailure ? null : throw AdmissionReview.Unreachable(webhook, exception.Message);
        }
    }

    private JsonObject Post(MutatingWebhook webhook, JsonObject review, CancellationToken cancellationToken)
    {
        string service = webhook.ClientConfig.Text("service", "name") ?? "";
        string space = webhook.ClientConfig.Text("service", "namespace") ?? "";
        if (store.Find(_services, new ObjectKey(space, service)) is null)
        {
            throw ServiceUnavailableException.NotFound(service);
        }

        long began = clock.GetTimestamp();
        JsonObject answer = network.Post(space, service, webhook.ClientConfig.Text("service", "path") ?? "/", review, cancellationToken);
        return clock.GetElapsedTime(began) <= TimeSpan.FromSeconds(webhook.TimeoutSeconds)
            ? answer
            : throw new ServiceUnavailableException("context deadline exceeded");
    }

    private static void RequireValid(ApiCall call, JsonObject pod)
    {
        StatusCause[] causes = [.. PodAcceptance.Problems(pod).Select(problem =>
        {
            string[] parts = problem.Split(": ", 2);
            return new StatusCause("FieldValueInvalid", parts[^1], parts[0]);
        })];
        if (causes.Length > 0)
        {
            throw Refusals.Invalid(call.Type, pod.Text("metadata", "name") ?? "", causes);
        }
    }
}
