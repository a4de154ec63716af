using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Templates;

namespace IstioGateway.Readiness;

/// <summary>What an injector ConfigMap says of one template.</summary>
/// <param name="Template">Its text in <c>config</c>, as istiod reads it; <see langword="null"/> where there is none.</param>
/// <param name="Echoed">Whether <c>values</c> has the user's template of that name, which is how an override shows.</param>
/// <param name="Unreadable">Why the ConfigMap cannot be understood; <see langword="null"/> when it can.</param>
internal sealed record InjectorContent(string? Template, bool Echoed, string? Unreadable)
{
    /// <summary>Reads it.</summary>
    public static InjectorContent Read(IYamlCodec yaml, JsonObject configMap, string templateName)
    {
        if (configMap.Text("data", "config") is not string config || configMap.Text("data", "values") is not string values)
        {
            return new InjectorContent(null, false, "it lacks 'config' or 'values'");
        }

        try
        {
            return new InjectorContent(
                yaml.Read(config).Text("templates", templateName),
                JsonNode.Parse(values).At("sidecarInjectorWebhook", "templates", templateName) is not null,
                null);
        }
        catch (FormatException exception)
        {
            return new InjectorContent(null, false, $"its 'config' is no YAML: {exception.Message}");
        }
        catch (JsonException exception)
        {
            return new InjectorContent(null, false, $"its 'values' is no JSON: {exception.Message}");
        }
    }

    /// <summary>Whether it holds a text, or for <see langword="null"/> no override.</summary>
    public bool Holds(string? text) => Unreadable is null
        && (text is null ? !Echoed : Template is not null && TemplateText.Normalize(Template) == TemplateText.Normalize(text));
}
