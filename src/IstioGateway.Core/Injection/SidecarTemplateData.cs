using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>A pointer to istiod's <c>SidecarTemplateData</c>, which templates see as the dot. For one thread.</summary>
internal sealed class SidecarTemplateData : IGoObject
{
    private readonly Dictionary<string, Lazy<object>> _fields;

    /// <summary>Creates the view of an injection's data.</summary>
    /// <param name="data">The data.</param>
    /// <param name="pod">Its pod, decoded.</param>
    public SidecarTemplateData(InjectionData data, JsonObject pod)
    {
        PodType podType = PodType.Pod;
        _fields = new(StringComparer.Ordinal)
        {
            ["TypeMeta"] = new(() => PodValues.Of(podType.Embedded["TypeMeta"], PodZero.Write(
                podType.Embedded["TypeMeta"],
                new Dictionary<string, JsonNode?> { ["kind"] = data.TypeMeta.Kind, ["apiVersion"] = data.TypeMeta.ApiVersion }))),
            ["DeploymentMeta"] = new(() => new GoNamespacedName(data.DeploymentMeta)),
            ["ObjectMeta"] = new(() => PodValues.Of(podType.Fields["metadata"].Type, pod["metadata"])),
            ["Spec"] = new(() => PodValues.Of(podType.Fields["spec"].Type, pod["spec"])),
            ["ProxyConfig"] = new(() => new MeshMessage("ProxyConfig", data.ProxyConfig)),
            ["MeshConfig"] = new(() => new MeshMessage("MeshConfig", data.MeshConfig)),
            ["Values"] = new(() => GoJsonValues.Of(data.Values)!),
            ["Revision"] = new(data.Revision),
            ["NativeSidecars"] = new(() => data.NativeSidecars),
            ["ProxyImage"] = new(data.ProxyImage),
            ["ProxyUID"] = new(new GoValue(data.ProxyUid, GoType.Int64)),
            ["ProxyGID"] = new(new GoValue(data.ProxyGid, GoType.Int64)),
            ["InboundTrafficPolicyMode"] = new(data.InboundTrafficPolicyMode),
            ["CompliancePolicy"] = new(data.CompliancePolicy),
        };
    }

    /// <inheritdoc/>
    public GoType Type { get; } = GoType.PointerTo(GoType.Parse("inject.SidecarTemplateData"));

    /// <inheritdoc/>
    public bool TryGetField(string name, out object? value)
    {
        bool isField = _fields.TryGetValue(name, out Lazy<object>? field);
        value = field?.Value;
        return isField;
    }

    private sealed class GoNamespacedName(OwnerName name) : IJsonBacked
    {
        public GoType Type { get; } = GoType.Parse("types.NamespacedName");

        public JsonNode Json { get; } = new JsonObject { ["Namespace"] = name.Namespace, ["Name"] = name.Name };

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
