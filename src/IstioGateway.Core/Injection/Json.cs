using System.Text.Encodings.Web;
using System.Text.Json;

namespace IstioGateway.Injection;

/// <summary>How JSON is written for people: nothing escaped that need not be.</summary>
internal static class Json
{
    public static JsonSerializerOptions Plain { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
