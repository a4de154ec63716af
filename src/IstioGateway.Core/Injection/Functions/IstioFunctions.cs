using System.Collections;
using System.Text;
using GoTemplate;
using IstioGateway.Templates;

namespace IstioGateway.Injection;

/// <summary>
/// The functions that istiod adds to sprig's and that hide those of the same name, named, typed and failing as there
/// (istio 1.28.10, pkg/kube/inject/template.go:41-69, and otelResourceAttributes of 1.30). Where istiod only logs that something
/// cannot be written, the result here is the same and nothing is logged.
/// </summary>
public static class IstioFunctions
{
    private const string StringMap = "map[string]string";
    private const string Containers = "[]v1.Container";

    /// <summary>Those that came after 1.20; all others are in every version since.</summary>
    private static readonly Dictionary<string, IstioVersion> Additions = new(StringComparer.Ordinal)
    {
        ["mergeMaps"] = new(1, 22, 0),
        ["omitNil"] = new(1, 28, 0),
        ["otelResourceAttributes"] = new(1, 30, 0),
    };

    /// <summary>A new map of all of them, those of any version from 1.20 to 1.31. To be added after sprig's.</summary>
    public static FunctionMap Create() => new()
    {
        {
            "formatDuration excludeInboundPort includeInboundPorts applicationPorts kubevirtInterfaces excludeInterfaces fromJSON "
                + "directory appendMultusNetwork env omit strdict toJsonMap mergeMaps omitNil otelResourceAttributes",
            () => Rare
        },
        { "toJSON toYaml indent", () => Writing },
        { "isset", $"func({StringMap}, string) bool", call => call.Map(0).Contains(call.Text(1)) },
        { "annotation", "func(v1.ObjectMeta, string, interface {}) string", call => GoStructs.Annotation(call[0], call.Text(1)) ?? call.Sprint(2) },
        { "valueOrDefault", "func(interface {}, interface {}) interface {}", call => call[0] is null or "" ? call[1] : call[0] },
        { "structToJSON", "func(interface {}) string", call => call[0] is null ? "{}" : JsonOr(call, "{}") },
        { "protoToJSON", new GoFunction((GoType[])[ProtoJson.Message], GoType.String, ProtoToJson) },
        { "contains", "func(string, string) bool", call => call.Text(1).Contains(call.Text(0), StringComparison.Ordinal) },
        { "toLower", "func(string) string", call => ToLower(call.Text(0)) },
    };

    /// <summary>What Istio's templates of gateways use where a mesh or a pod sets what few set.</summary>
    private static FunctionMap Writing => new()
    {
        { "toJSON", $"func({StringMap}) string", call => IsNil(call[0]) ? "{}" : JsonOr(call, "{}") },
        { "toYaml", "func(interface {}) string", ToYaml },
        { "indent", "func(int, string) string", Indent },
    };

    /// <summary>What Istio's templates of gateways do not use, made when one of them is first called.</summary>
    private static FunctionMap Rare => new()
    {
        { "formatDuration", "func(*durationpb.Duration) string", call => GoFormat.Duration(GoStructs.Nanoseconds(call[0])) },
        { "excludeInboundPort", "func(interface {}, string) string", call => Ports.Exclude(call.Sprint(0), call.Text(1)) },
        { "includeInboundPorts", $"func({Containers}) string", call => Ports.Of(call.List(0), withProxy: true) },
        { "applicationPorts", $"func({Containers}) string", call => Ports.Of(call.List(0), withProxy: false) },
        { "kubevirtInterfaces", "func(string) string", call => call.Text(0) },
        { "excludeInterfaces", "func(string) string", call => call.Text(0) },
        { "fromJSON", "func(string) interface {}", call => JsonReading.Read(call) },
        { "directory", "func(string) string", call => call.Text(0)[..(call.Text(0).LastIndexOf('/') + 1)] },
        { "appendMultusNetwork", "func(string, string) string", call => MultusNetwork.Append(call.Text(0), call.Text(1)) },
        { "env", "func(string, string) string", _ => throw new FunctionException("not available here: it reads istiod's environment") },
        { "omit", $"func({StringMap}, ...string) {StringMap}", Omit },
        { "strdict", $"func(...string) {StringMap}", Dictionary },
        { "toJsonMap", $"func(...{StringMap}) string", call => GoStructs.SortedJson(Merge(call)) },
        { "mergeMaps", $"func(...{StringMap}) {StringMap}", Merge },
        { "omitNil", "func(interface {}) interface {}", call => NilOmission.Omit(call, call[0]) },
        {
            "otelResourceAttributes",
            $"func(*v1alpha1.MeshConfig, {StringMap}, {StringMap}, string, {Containers}) string",
            call => OpenTelemetry.ResourceAttributes(call[0])
        },
    };

    /// <summary>The first version of Istio that has a function, where not every version since 1.20 has it.</summary>
    /// <param name="name">The function's name.</param>
    /// <returns>The version, or <see langword="null"/>: every version has the function, or none has it.</returns>
    internal static IstioVersion? Since(string name) => Additions.GetValueOrDefault(name);

    private static bool IsNil(object? value) => value is null or GoValue { Value: null };

    private static string JsonOr(FunctionCall call, string otherwise) => call.TryGetJson(0, out string? json) ? json : otherwise;

    private static string ProtoToJson(FunctionCall call)
    {
        string json = ProtoJson.Of(call[0]) is { } message ? GoFormat.Json(message) : "{}";
        call.Charge(json.Length);
        return json;
    }

    private static string ToYaml(FunctionCall call)
    {
        if (!call.TryGetJson(0, out string? json))
        {
            return "";
        }

        call.Charge(json.Length);
        try
        {
            return GoYaml.Write(json);
        }
        catch (GoYamlException)
        {
            return "";
        }
    }

    /// <summary>All lines but the first; a negative number indents as well as a positive one.</summary>
    private static string Indent(FunctionCall call)
    {
        long spaces = Math.Min(Math.Abs(Math.Max(call.Int(0), -int.MaxValue)), int.MaxValue);
        string text = call.Text(1);
        call.Charge(text.Length + (spaces * text.AsSpan().Count('\n')));
        return text.Contains('\n', StringComparison.Ordinal)
            ? text.Replace("\n", "\n" + new string(' ', (int)spaces), StringComparison.Ordinal)
            : text;
    }

    /// <summary>Character by character, as Go does, which knows no special casing.</summary>
    private static string ToLower(string text) => Ascii.IsValid(text) ? text.ToLowerInvariant() : ToLowerBeyondAscii(text);

    private static string ToLowerBeyondAscii(string text)
    {
        StringBuilder lower = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            lower.Append(Rune.ToLowerInvariant(rune).ToString());
        }

        return lower.ToString();
    }

    private static Dictionary<string, string> Omit(FunctionCall call)
    {
        Dictionary<string, string> kept = GoStructs.Strings(call.Map(0));
        for (int index = 1; index < call.Count; index++)
        {
            kept.Remove(call.Text(index));
        }

        return kept;
    }

    /// <summary>Names and values in turn; a name without a value has the empty one.</summary>
    private static Dictionary<string, string> Dictionary(FunctionCall call)
    {
        Dictionary<string, string> map = new(StringComparer.Ordinal);
        for (int index = 0; index < call.Count; index += 2)
        {
            map[call.Text(index)] = index + 1 < call.Count ? call.Text(index + 1) : "";
        }

        return map;
    }

    private static Dictionary<string, string> Merge(FunctionCall call)
    {
        Dictionary<string, string> merged = new(StringComparer.Ordinal);
        for (int index = 0; index < call.Count; index++)
        {
            IDictionary map = call.Map(index);
            call.Charge(map.Count);
            foreach ((string key, string value) in GoStructs.Strings(map))
            {
                merged[key] = value;
            }
        }

        return merged;
    }
}
