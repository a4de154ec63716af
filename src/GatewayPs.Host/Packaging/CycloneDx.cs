using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GatewayPs.Host.Packaging;

/// <summary>
/// The bill of materials of a module, as CycloneDX 1.6 JSON: every assembly in it, of which package and version it is, under
/// which licence, with its hash, and what depends on what. The same files give the same text.
/// </summary>
internal sealed class CycloneDx
{
    /// <summary>Name of the file in a package; scanners know the ending.</summary>
    public const string FileName = "bom.cdx.json";

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ModuleManifest _module;
    private readonly JsonArray _components = [];
    private readonly JsonArray _dependencies = [];
    private readonly List<string> _own = [];
    private readonly HashSet<string> _referenced = [];

    /// <summary>Begins the bill of a module.</summary>
    public CycloneDx(ModuleManifest module)
    {
        _module = module;
    }

    /// <summary>Adds an assembly of the module's own.</summary>
    public void AddOwn(PackageFile assembly, IEnumerable<string> references)
    {
        string name = Path.GetFileNameWithoutExtension(assembly.Path);
        _own.Add(name);
        _components.Add(new JsonObject
        {
            ["type"] = "library",
            ["bom-ref"] = name,
            ["name"] = name,
            ["version"] = _module.Version,
            ["hashes"] = Hashes(assembly),
            ["licenses"] = Licenses("Apache-2.0"),
            ["properties"] = Properties(("path", assembly.Path)),
        });
        AddDependencies(name, references);
    }

    /// <summary>Adds an assembly out of a NuGet package.</summary>
    public void AddPackage(PackageFile assembly, LockedPackage package, ThirdPartyWork work)
    {
        _components.Add(new JsonObject
        {
            ["type"] = "library",
            ["bom-ref"] = package.Id,
            ["name"] = package.Id,
            ["version"] = package.Version,
            ["hashes"] = Hashes(assembly),
            ["licenses"] = Licenses(work.License),
            ["copyright"] = work.Copyright,
            ["purl"] = $"pkg:nuget/{package.Id}@{package.Version}",
            ["externalReferences"] = new JsonArray(new JsonObject { ["type"] = "website", ["url"] = work.Url }),
            ["properties"] = Properties(("path", assembly.Path), ("nuget:contentHash", package.ContentHash)),
        });
        AddDependencies(package.Id, package.Dependencies);
    }

    /// <summary>The bill. The module depends on those of its assemblies that no other needs: it loads the adapters itself.</summary>
    /// <param name="made">When the module's sources were made; not when this was written.</param>
    public PackageFile Write(DateTimeOffset made)
    {
        AddDependencies(_module.Name, _own.Where(name => !_referenced.Contains(name)));
        JsonObject bill = new()
        {
            ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["serialNumber"] = "urn:uuid:" + SerialNumber(),
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["timestamp"] = made.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                ["component"] = new JsonObject
                {
                    ["type"] = "library",
                    ["bom-ref"] = _module.Name,
                    ["name"] = _module.Name,
                    ["version"] = _module.Version,
                    ["description"] = _module.Description,
                    ["licenses"] = Licenses("Apache-2.0"),
                    ["copyright"] = _module.Copyright,
                    ["externalReferences"] = new JsonArray(new JsonObject { ["type"] = "website", ["url"] = _module.ProjectUri }),
                },
            },
            ["components"] = _components,
            ["dependencies"] = _dependencies,
        };
        return PackageFile.OfText(FileName, bill.ToJsonString(Format) + "\n");
    }

    private void AddDependencies(string name, IEnumerable<string> on)
    {
        string[] others = [.. on.Order(StringComparer.Ordinal)];
        _referenced.UnionWith(others);
        _dependencies.Add(new JsonObject
        {
            ["ref"] = name,
            ["dependsOn"] = new JsonArray([.. others.Select(other => JsonValue.Create(other))]),
        });
    }

    /// <summary>A UUID that names these components and no others: version 8, made of their hash.</summary>
    private Guid SerialNumber()
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(_module.Name + _module.Version + _components.ToJsonString()))[..16];
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }

    private static JsonArray Hashes(PackageFile assembly) => [new JsonObject { ["alg"] = "SHA-256", ["content"] = assembly.Sha256 }];

    private static JsonArray Licenses(string id) => [new JsonObject { ["license"] = new JsonObject { ["id"] = id } }];

    private static JsonArray Properties(params (string Name, string Value)[] properties) =>
        [.. properties.Select(property => new JsonObject { ["name"] = property.Name, ["value"] = property.Value })];
}
