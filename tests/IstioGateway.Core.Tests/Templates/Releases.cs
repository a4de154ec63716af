using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Core.Tests.Templates;

/// <summary>Helm release Secrets to try things on.</summary>
internal static class Releases
{
    public static ResourceRef Ref(int version, string release = "default-istiod") =>
        new(ResourceType.Secret, $"sh.helm.release.v1.{release}.v{version}", "istio-system");

    public static JsonObject Secret(int version, string template, string release = "default-istiod", string appVersion = "1.28.0") =>
        Secret(Ref(version, release).Name, Pack(Content(template, appVersion)));

    public static JsonObject Secret(string name, string? release) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "istio-system" },
        ["data"] = new JsonObject { ["release"] = release },
    };

    public static string Content(string template, string appVersion = "1.28.0") => new JsonObject
    {
        ["name"] = "default-istiod",
        ["config"] = new JsonObject { ["password"] = "s3cret" },
        ["chart"] = new JsonObject
        {
            ["metadata"] = new JsonObject { ["appVersion"] = appVersion },
            ["files"] = new JsonArray(
                new JsonObject { ["name"] = "README.md", ["data"] = "!" },
                new JsonObject
                {
                    ["name"] = "files/gateway-injection-template.yaml",
                    ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(template)),
                }),
        },
    }.ToJsonString();

    /// <summary>What the API gives for what Helm keeps.</summary>
    public static string Pack(string json) => Pack(Encoding.UTF8.GetBytes(json));

    public static string Pack(byte[] json, bool zips = true)
    {
        using MemoryStream packed = new();
        if (zips)
        {
            using GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(json);
        }
        else
        {
            packed.Write(json);
        }

        return Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToBase64String(packed.ToArray())));
    }
}
