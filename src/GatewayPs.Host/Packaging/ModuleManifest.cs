using System.Collections;
using System.Management.Automation.Language;

namespace GatewayPs.Host.Packaging;

/// <summary>What a module says of itself in its <c>.psd1</c>, as far as packages repeat it.</summary>
internal sealed record ModuleManifest
{
    /// <summary>The module's name: that of the file.</summary>
    public required string Name { get; init; }

    /// <summary>Its version; prereleases are not made.</summary>
    public required string Version { get; init; }

    /// <summary>Who wrote it.</summary>
    public required string Author { get; init; }

    /// <summary>Who holds the rights in it.</summary>
    public required string Copyright { get; init; }

    /// <summary>What it is for.</summary>
    public required string Description { get; init; }

    /// <summary>The names of its cmdlets.</summary>
    public required IReadOnlyList<string> Cmdlets { get; init; }

    /// <summary>The words it is found by.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Where the licence can be read.</summary>
    public required string LicenseUri { get; init; }

    /// <summary>Where the project lives.</summary>
    public required string ProjectUri { get; init; }

    /// <summary>What is new.</summary>
    public required string ReleaseNotes { get; init; }

    /// <summary>Path of the assembly that is imported, from the manifest.</summary>
    public required string RootModule { get; init; }

    /// <summary>Reads a manifest as the engine does: as data, nothing in it is run.</summary>
    /// <exception cref="PackagingException">It is no manifest, or lacks what a package needs.</exception>
    public static ModuleManifest Read(string path)
    {
        ScriptBlockAst script = Parser.ParseFile(path, out _, out ParseError[] errors);
        if (errors.Length > 0 || script.Find(ast => ast is HashtableAst, searchNestedScriptBlocks: false) is not HashtableAst table)
        {
            throw new PackagingException($"'{path}' is no module manifest.");
        }

        Hashtable all = (Hashtable)table.SafeGetValue();
        Hashtable data = (all["PrivateData"] as Hashtable)?["PSData"] as Hashtable ?? [];
        return new ModuleManifest
        {
            Name = Path.GetFileNameWithoutExtension(path),
            Version = Text(all, "ModuleVersion"),
            Author = Text(all, "Author"),
            Copyright = Text(all, "Copyright"),
            Description = Text(all, "Description"),
            Cmdlets = Texts(all, "CmdletsToExport"),
            Tags = Texts(data, "Tags"),
            LicenseUri = Text(data, "LicenseUri"),
            ProjectUri = Text(data, "ProjectUri"),
            ReleaseNotes = Text(data, "ReleaseNotes"),
            RootModule = Text(all, "RootModule"),
        };

        string Text(Hashtable from, string key) => from[key] is string { Length: > 0 } text ? text : throw Missing(key);
        IReadOnlyList<string> Texts(Hashtable from, string key) => from[key] is object[] list ? [.. list.Cast<string>()] : throw Missing(key);
        PackagingException Missing(string key) => new($"'{path}' does not say {key}, and a package needs it.");
    }
}
