using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace GatewayPs.Host.Packaging;

/// <summary>
/// The module as PowerShell repositories keep it: a NuGet package whose root is the module's folder, with the tags by which
/// Find-PSResource and Find-Command know what is in it. Publish-PSResource makes the same of a folder.
/// </summary>
/// <param name="module">The module's manifest.</param>
internal sealed class NuGetPackage(ModuleManifest module)
{
    private const string Relations = "_rels/.rels";
    private const string ContentTypes = "[Content_Types].xml";

    private static readonly XNamespace Nuspec = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";
    private static readonly XNamespace Types = "http://schemas.openxmlformats.org/package/2006/content-types";
    private static readonly XNamespace Relationships = "http://schemas.openxmlformats.org/package/2006/relationships";
    private static readonly XNamespace Core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
    private static readonly XNamespace Dublin = "http://purl.org/dc/elements/1.1/";

    /// <summary>Its name in a repository.</summary>
    public string FileName => $"{module.Name}.{module.Version}.nupkg";

    private string NuspecName => module.Name + ".nuspec";

    /// <summary>The module's files with those that make a NuGet package of them: the nuspec, and the parts of an OPC package.</summary>
    public IReadOnlyList<PackageFile> Files(IReadOnlyList<PackageFile> moduleFiles)
    {
        PackageFile properties = CoreProperties();
        return
        [
            RelationsTo(properties.Path),
            Xml(NuspecName, Metadata()),
            .. moduleFiles,
            TypesOf([NuspecName, properties.Path, Relations, .. moduleFiles.Select(file => file.Path)]),
            properties,
        ];
    }

    private string Tags() => string.Join(' ',
    [
        .. module.Tags,
        "PSModule",
        "PSIncludes_Cmdlet",
        .. module.Cmdlets.Order(StringComparer.Ordinal).SelectMany(cmdlet => new[] { $"PSCmdlet_{cmdlet}", $"PSCommand_{cmdlet}" }),
    ]);

    private XElement Metadata() => new(
        Nuspec + "package",
        new XElement(
            Nuspec + "metadata",
            new XElement(Nuspec + "id", module.Name),
            new XElement(Nuspec + "version", module.Version),
            new XElement(Nuspec + "authors", module.Author),
            new XElement(Nuspec + "requireLicenseAcceptance", "false"),
            new XElement(Nuspec + "licenseUrl", module.LicenseUri),
            new XElement(Nuspec + "projectUrl", module.ProjectUri),
            new XElement(Nuspec + "description", module.Description),
            new XElement(Nuspec + "releaseNotes", module.ReleaseNotes),
            new XElement(Nuspec + "copyright", module.Copyright),
            new XElement(Nuspec + "tags", Tags())));

    private PackageFile CoreProperties()
    {
        XElement properties = new(
            Core + "coreProperties",
            new XAttribute(XNamespace.Xmlns + "dc", Dublin),
            new XElement(Dublin + "creator", module.Author),
            new XElement(Dublin + "description", module.Description),
            new XElement(Dublin + "identifier", module.Name),
            new XElement(Core + "version", module.Version),
            new XElement(Core + "keywords", Tags()));

        // NuGet names it by a random number; a hash of what it says is as good, and the same each time.
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(properties.ToString())))[..32];
        return Xml($"package/services/metadata/core-properties/{name}.psmdcp", properties);
    }

    private PackageFile RelationsTo(string properties) => Xml(
        Relations,
        new XElement(
            Relationships + "Relationships",
            Relation("R1", "http://schemas.microsoft.com/packaging/2010/07/manifest", NuspecName),
            Relation("R2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", properties)));

    private static XElement Relation(string id, string type, string target) => new(
        Relationships + "Relationship", new XAttribute("Type", type), new XAttribute("Target", "/" + target), new XAttribute("Id", id));

    private static PackageFile TypesOf(IEnumerable<string> paths)
    {
        ILookup<string, string> byEnding = paths.Order(StringComparer.Ordinal).ToLookup(path => Path.GetExtension(path).TrimStart('.'));
        return Xml(
            ContentTypes,
            new XElement(
                Types + "Types",
                byEnding.Where(files => files.Key.Length > 0).Select(files => new XElement(
                    Types + "Default", new XAttribute("Extension", files.Key), new XAttribute("ContentType", TypeOf(files.Key)))),
                byEnding[""].Select(path => new XElement(
                    Types + "Override", new XAttribute("PartName", "/" + path), new XAttribute("ContentType", TypeOf(""))))));
    }

    private static string TypeOf(string ending) => ending switch
    {
        "rels" => "application/vnd.openxmlformats-package.relationships+xml",
        "psmdcp" => "application/vnd.openxmlformats-package.core-properties+xml",
        _ => "application/octet",
    };

    private static PackageFile Xml(string path, XElement root)
    {
        string body = root.ToString().ReplaceLineEndings("\n");
        return PackageFile.OfText(path, $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{body}\n");
    }
}
