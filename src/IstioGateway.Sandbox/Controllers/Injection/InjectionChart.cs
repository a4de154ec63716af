using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;

namespace IstioGateway.Sandbox.Controllers.Injection;

/// <summary>
/// What the istiod chart installs so that the API server calls the injector: istiod's Service and the webhook configuration
/// (istio 1.28.10, manifests/charts/istio-control/istio-discovery/templates/service.yaml and mutatingwebhook.yaml:65-164). The
/// revision named default has two webhooks more, for namespaces and pods that name no revision.
/// </summary>
internal static class InjectionChart
{
    /// <summary>Path of the injector.</summary>
    public const string Path = "/inject";

    private const string RevisionLabel = "istio.io/rev";
    private const string InjectionLabel = "istio-injection";
    private const string InjectLabel = InjectionPolicy.InjectName;

    /// <summary>Installs both.</summary>
    public static async Task InstallAsync(
        ControllerContext context, string revision, string namespaceName, CancellationToken cancellationToken)
    {
        ResourceRef service = RevisionResources.Service(revision, namespaceName);
        await context.EnsureAsync(service, Service(revision, service), fields: [], cancellationToken).ConfigureAwait(false);
        ResourceRef configuration = RevisionResources.Webhook(revision, namespaceName);
        await context.EnsureAsync(configuration, Configuration(revision, configuration, service), ["webhooks"], cancellationToken)
            .ConfigureAwait(false);
    }

    private static JsonObject Service(string revision, ResourceRef service) => new()
    {
        ["apiVersion"] = service.Type.ApiVersion,
        ["kind"] = service.Type.Kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = service.Name,
            ["namespace"] = service.Namespace,
            ["labels"] = new JsonObject { ["app"] = "istiod", [RevisionLabel] = revision },
        },
        ["spec"] = new JsonObject
        {
            ["ports"] = new JsonArray(
                Port(15010, "grpc-xds"), Port(15012, "https-dns"), Port(443, "https-webhook", 15017), Port(15014, "http-monitoring")),
            ["selector"] = new JsonObject { ["app"] = "istiod", [RevisionLabel] = revision },
        },
    };

    private static JsonObject Port(int port, string name, int? target = null) =>
        new() { ["name"] = name, ["port"] = port, ["targetPort"] = target ?? port, ["protocol"] = "TCP" };

    private static JsonObject Configuration(string revision, ResourceRef configuration, ResourceRef service)
    {
        JsonObject notRefused = Expression(InjectLabel, "NotIn", "false");
        JsonObject ofRevision = Expression(RevisionLabel, "In", revision);
        JsonObject noRevision = Expression(RevisionLabel, "DoesNotExist");
        JsonObject noInjection = Expression(InjectionLabel, "DoesNotExist");
        JsonArray webhooks =
        [
            Webhook("rev.namespace", service, [ofRevision, noInjection], [notRefused]),
            Webhook("rev.object", service, [noRevision, noInjection], [notRefused, ofRevision]),
        ];
        if (revision == "default")
        {
            webhooks.Add(Webhook("namespace", service, [Expression(InjectionLabel, "In", "enabled")], [notRefused]));
            webhooks.Add(Webhook("object", service, [noInjection, noRevision], [Expression(InjectLabel, "In", "true"), noRevision]));
        }

        return new JsonObject
        {
            ["apiVersion"] = configuration.Type.ApiVersion,
            ["kind"] = configuration.Type.Kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = configuration.Name,
                ["labels"] = new JsonObject { ["app"] = "sidecar-injector", [RevisionLabel] = revision },
            },
            ["webhooks"] = webhooks,
        };
    }

    private static JsonObject Webhook(string prefix, ResourceRef service, JsonObject[] namespaces, JsonObject[] objects) => new()
    {
        ["name"] = prefix + ".sidecar-injector.istio.io",
        ["clientConfig"] = new JsonObject
        {
            ["service"] = new JsonObject
            {
                ["name"] = service.Name,
                ["namespace"] = service.Namespace,
                ["path"] = Path,
                ["port"] = 443,
            },
        },
        ["rules"] = new JsonArray(new JsonObject
        {
            ["apiGroups"] = new JsonArray(""),
            ["apiVersions"] = new JsonArray("v1"),
            ["operations"] = new JsonArray("CREATE"),
            ["resources"] = new JsonArray("pods"),
            ["scope"] = "*",
        }),
        ["failurePolicy"] = "Fail",
        ["matchPolicy"] = "Equivalent",
        ["namespaceSelector"] = Selector(namespaces),
        ["objectSelector"] = Selector(objects),
        ["sideEffects"] = "None",
        ["timeoutSeconds"] = 10,
        ["admissionReviewVersions"] = new JsonArray("v1"),
        ["reinvocationPolicy"] = "Never",
    };

    private static JsonObject Selector(JsonObject[] expressions) =>
        new() { ["matchExpressions"] = new JsonArray([.. expressions.Select(expression => expression.DeepClone())]) };

    private static JsonObject Expression(string key, string comparison, params string[] values)
    {
        JsonObject expression = new() { ["key"] = key, ["operator"] = comparison };
        if (values.Length > 0)
        {
            expression["values"] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        }

        return expression;
    }
}
