using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>
/// A pointer to istiod's <c>SidecarTemplateData</c>, which templates see as the dot. Fields are made when they are first asked
/// for. For one thread.
/// </summary>
/// <param name="data">The data.</param>
/// <param name="pod">Its pod, decoded.</param>
internal sealed class SidecarTemplateData(InjectionData data, JsonObject pod) : IGoObject
{
    /// <summary>The fields that were asked for.</summary>
    private readonly Dictionary<string, object> _fields = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public GoType Type { get; } = GoType.PointerTo(GoType.Struct("inject.SidecarTemplateData"));

    /// <inheritdoc/>
    public bool TryGetField(string name, out object? value)
    {
        bool isKnown = _fields.TryGetValue(name, out value);
        if (!isKnown && Make(name) is { } made)
        {
            _fields.Add(name, made);
            (value, isKnown) = (made, true);
        }

        return isKnown;
    }

    private object? Make(string name) => name switch
    {
        "ObjectMeta" => PodValues.Of(PodType.Pod.FindField("metadata")!.Type, pod["metadata"]),
        "Spec" => PodValues.Of(PodType.Pod.FindField("spec")!.Type, pod["spec"]),
        "ProxyConfig" => new MeshMessage("ProxyConfig", data.ProxyConfig),
        "MeshConfig" => new MeshMessage("MeshConfig", data.MeshConfig),
        "Values" => GoJsonValues.Of(data.Values),
        "TypeMeta" => TypeMeta(),
        "DeploymentMeta" => new GoNamespacedName(data.DeploymentMeta),
        _ => MakePlain(name),
    };

    private object? MakePlain(string name) => name switch
    {
        "Revision" => data.Revision,
        "ProxyImage" => data.ProxyImage,
        "ProxyUID" => new GoValue(data.ProxyUid, GoType.Int64),
        "ProxyGID" => new GoValue(data.ProxyGid, GoType.Int64),
        "NativeSidecars" => data.NativeSidecars,
        "InboundTrafficPolicyMode" => data.InboundTrafficPolicyMode,
        "CompliancePolicy" => data.CompliancePolicy,
        _ => null,
    };

    private object TypeMeta()
    {
        PodType type = PodType.Pod.FindEmbedded("TypeMeta")!;
        JsonObject given = new() { ["kind"] = data.TypeMeta.Kind, ["apiVersion"] = data.TypeMeta.ApiVersion };
        return PodValues.Of(type, PodZero.Write(type, given));
    }

    private sealed class GoNamespacedName(OwnerName name) : IJsonBacked
    {
        public GoType Type { get; } = GoType.Struct("types.NamespacedName");

        public JsonNode Json => new JsonObject { ["Namespace"] = name.Namespace, ["Name"] = name.Name };

        public bool TryGetField(string field, out object? value)
        {
            value = field switch
            {
                "Namespace" => name.Namespace,
                "Name" => name.Name,
                _ => null,
            };
            return value is not null;
        }

        public bool TryGetMethod(string method, [NotNullWhen(true)] out GoFunction? function)
        {
            function = method == "String" ? new GoFunction("func() string", _ => ToString()) : null;
            return function is not null;
        }

        public override string ToString() => $"{name.Namespace}/{name.Name}";
    }
}
