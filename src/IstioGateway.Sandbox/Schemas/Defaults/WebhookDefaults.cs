using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Schemas.Defaults;

/// <summary>Defaults of a MutatingWebhookConfiguration. Source: kubernetes pkg/apis/admissionregistration/v1/defaults.go.</summary>
internal static class WebhookDefaults
{
    /// <summary>Fills a configuration.</summary>
    public static void Fill(JsonObject value)
    {
        foreach (JsonObject webhook in value.Items("webhooks"))
        {
            webhook.Default("failurePolicy", "Fail");
            webhook.Default("matchPolicy", "Equivalent");
            webhook.Default("namespaceSelector", new JsonObject());
            webhook.Default("objectSelector", new JsonObject());
            webhook.Default("reinvocationPolicy", "Never");
            webhook.Default("timeoutSeconds", 10);
            (webhook["clientConfig"]?["service"] as JsonObject)?.Default("port", 443);
            foreach (JsonObject rule in webhook.Items("rules"))
            {
                rule.Default("scope", "*");
            }
        }
    }
}
