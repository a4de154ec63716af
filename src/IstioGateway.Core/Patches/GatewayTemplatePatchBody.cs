using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IstioGateway.Patches;

/// <summary>The merge patch that sets or removes one injection template of an <c>Istio</c> resource.</summary>
public static class GatewayTemplatePatchBody
{
    // The text is shown to people and piped to tools, never put into HTML.
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Makes the patch.</summary>
    /// <param name="templateName">The template's name; see <see cref="TemplateName"/>.</param>
    /// <param name="template">Its text; <see langword="null"/> removes it, so that the default is in force again.</param>
    /// <exception cref="ArgumentException">The name cannot name a template.</exception>
    public static JsonObject For(string templateName, string? template)
    {
        TemplateName.Check(templateName);
        return new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["values"] = new JsonObject
                {
                    ["sidecarInjectorWebhook"] = new JsonObject
                    {
                        ["templates"] = new JsonObject { [templateName] = template },
                    },
                },
            },
        };
    }

    /// <summary>The patch as indented JSON text, LF line ends, without needless escapes.</summary>
    public static string ToText(JsonObject patch) => patch.ToJsonString(Readable).ReplaceLineEndings("\n");
}
