using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Controllers.Injection;

/// <summary>
/// How far istiod's replicas are behind the injector ConfigMap, by an annotation of the <c>Istio</c> resource that any client can
/// set: <c>kubectl annotate istio default sandbox.istiogateway.dev/replica-lag=0s,30s,never</c>. The first figure is the first
/// replica's, and so on; a replica without one is not behind, and one with <c>never</c> is stuck at what it has.
/// </summary>
internal static class ReplicaLag
{
    /// <summary>The annotation.</summary>
    public const string Annotation = "sandbox.istiogateway.dev/replica-lag";

    /// <summary>The lag of a replica; <see cref="Timeout.InfiniteTimeSpan"/> for one that is stuck.</summary>
    /// <param name="istio">The <c>Istio</c> resource.</param>
    /// <param name="replica">Which replica, from 0.</param>
    public static TimeSpan Of(JsonObject? istio, int replica)
    {
        string[] lags = (istio.Text("metadata", "annotations", Annotation) ?? "").Split(',');
        return replica < lags.Length ? Parse(lags[replica].Trim()) : TimeSpan.Zero;
    }

    private static TimeSpan Parse(string text)
    {
        (string number, double seconds) = text switch
        {
            "never" => ("", -1),
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], 0.001),
            _ when text.EndsWith('s') => (text[..^1], 1),
            _ when text.EndsWith('m') => (text[..^1], 60),
            _ => (text, 1),
        };
        if (seconds < 0)
        {
            return Timeout.InfiniteTimeSpan;
        }

        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count) && count < 1_000_000
            ? TimeSpan.FromSeconds(count * seconds)
            : TimeSpan.Zero;
    }
}
