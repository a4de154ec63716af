namespace GatewayPs.Host.Packaging;

/// <summary>Gathers the files of the module: what of the repository ships, the built assemblies, and the papers about both.</summary>
internal sealed class Shipment
{
    private const string BinFolder = "module/bin";

    private readonly string _root;
    private readonly string _staged;
    private readonly ModuleManifest _manifest;
    private readonly IReadOnlyList<LockedProject> _projects;
    private readonly IReadOnlyList<ThirdPartyWork> _works;

    /// <summary>Opens a repository.</summary>
    /// <param name="root">Its root.</param>
    /// <param name="staged">The folder into which a build put <c>module/bin</c>.</param>
    /// <param name="manifest">The module's manifest.</param>
    public Shipment(string root, string staged, ModuleManifest manifest)
    {
        _root = root;
        _staged = staged;
        _manifest = manifest;
        _projects = LockedProject.ReadAll(Path.Combine(root, "src"));
        _works = ThirdPartyWork.ReadAll(Path.Combine(root, "licenses"));
    }

    /// <summary>The files, in the order of their paths.</summary>
    /// <param name="made">When the sources were made.</param>
    /// <exception cref="PackagingException">Something is missing, or something is there of which nobody knows what it is.</exception>
    public IReadOnlyList<PackageFile> Files(DateTimeOffset made)
    {
        List<PackageFile> assemblies = [.. Assemblies()];
        List<LockedPackage> shipped = [];
        CycloneDx bill = new(_manifest);
        foreach (PackageFile assembly in assemblies)
        {
            string name = Path.GetFileNameWithoutExtension(assembly.Path);
            if (_projects.FirstOrDefault(project => project.Name == name) is { } own)
            {
                bill.AddOwn(assembly, own.References.Select(ShippedName).OfType<string>());
                continue;
            }

            LockedPackage package = _projects.SelectMany(project => project.Packages).FirstOrDefault(candidate => candidate.Id == name)
                ?? throw new PackagingException(
                    $"{assembly.Path} is of no project and of no package that a lock file names. Delete {BinFolder} and build again.");
            shipped.Add(package);
            bill.AddPackage(assembly, package, _works.FirstOrDefault(work => work.Name == package.Id)
                ?? throw new PackagingException($"{package.Id} ships, and licenses/third-party.json does not name it."));
        }

        ThirdPartyNotices notices = new(Path.Combine(_root, "licenses"));
        return
        [
            .. new List<PackageFile>([
                .. Papers(), .. assemblies, bill.Write(made), notices.Write(_works, shipped.ToDictionary(package => package.Id, package => package.Version)),
            ]).OrderBy(file => file.Path, StringComparer.Ordinal),
        ];

        string? ShippedName(string reference) => assemblies.Select(assembly => Path.GetFileNameWithoutExtension(assembly.Path))
            .FirstOrDefault(name => name.Equals(reference, StringComparison.OrdinalIgnoreCase));
    }

    private IEnumerable<PackageFile> Papers()
    {
        foreach (string name in (string[])["IstioGateway.psd1", "LICENSE", "README.md", "CHANGELOG.md"])
        {
            yield return PackageFile.Read(name, Path.Combine(_root, name));
        }

        foreach (string views in Directory.EnumerateFiles(Path.Combine(_root, "module"), "*.ps1xml"))
        {
            yield return PackageFile.Read("module/" + Path.GetFileName(views), views);
        }

        foreach (string template in Directory.EnumerateFiles(Path.Combine(_root, "module", "templates")))
        {
            yield return PackageFile.Read("module/templates/" + Path.GetFileName(template), template);
        }

        // Get-Help looks for help files beside the manifest and nowhere else.
        foreach (string help in Directory.EnumerateFiles(Path.Combine(_root, "module", "en-US")))
        {
            yield return PackageFile.Read("en-US/" + Path.GetFileName(help), help);
        }
    }

    private IEnumerable<PackageFile> Assemblies()
    {
        if (!File.Exists(Path.Combine(_staged, _manifest.RootModule)))
        {
            throw new PackagingException($"'{_staged}' holds no built module: {_manifest.RootModule} is not there.");
        }

        string bin = Path.Combine(_staged, BinFolder);
        return Directory.EnumerateFiles(bin, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file =>
            PackageFile.Read($"{BinFolder}/{Path.GetRelativePath(bin, file).Replace('\\', '/')}", file));
    }
}
