using System.Text.Json.Nodes;
using IstioGateway.Injection;
using IstioGateway.Patches;

namespace IstioGateway.Sandbox.Controllers;

/// <summary>
/// The values that the istiod chart passes on to the injector (istiod-injector-configmap.yaml): its own defaults with the
/// revision's over them, and of those only what injection is about.
/// </summary>
internal static class ChartValues
{
    private static readonly string[] Passed = ["gateways", "global", "pilot", "revision", "sidecarInjectorWebhook"];

    /// <summary>The values of a revision.</summary>
    /// <param name="revision">The <c>IstioRevision</c>.</param>
    /// <param name="revisionName">Its name; <c>default</c> is the revision without a name.</param>
    public static JsonObject Of(JsonObject revision, string revisionName)
    {
        JsonObject defaults = InjectionDefaults.Settings(revision["spec"]?["version"]?.GetValue<string>()).Values;
        JsonObject merged = (JsonObject)MergePatch.Apply(defaults, revision["spec"]?["values"] as JsonObject ?? [])!;
        merged["revision"] = revisionName == "default" ? "" : revisionName;
        foreach (string name in merged.Select(pair => pair.Key).Except(Passed, StringComparer.Ordinal).ToArray())
        {
            merged.Remove(name);
        }

        return merged;
    }
}
