namespace GatewayPs.Host.Packaging;

/// <summary>The module in every form in which people take it.</summary>
internal sealed record ModulePackage
{
    /// <summary>What the module says of itself.</summary>
    public required ModuleManifest Manifest { get; init; }

    /// <summary>The files of the module's folder.</summary>
    public required IReadOnlyList<PackageFile> Files { get; init; }

    /// <summary>For Azure Automation, and to be unpacked by hand: one folder with the module's name, without its version.</summary>
    public required PackageFile Zip { get; init; }

    /// <summary>For PowerShell repositories.</summary>
    public required PackageFile NuGet { get; init; }

    /// <summary>Packs a built module.</summary>
    /// <param name="root">Root of the repository.</param>
    /// <param name="staged">The folder into which the build put <c>module/bin</c>.</param>
    /// <param name="made">When the sources were made: the time of everything in the packages.</param>
    /// <exception cref="PackagingException">The module cannot be packed, or not as the rules want it.</exception>
    public static ModulePackage Make(string root, string staged, DateTimeOffset made)
    {
        ModuleManifest manifest = ModuleManifest.Read(Path.Combine(root, "IstioGateway.psd1"));
        IReadOnlyList<PackageFile> files = new Shipment(root, staged, manifest).Files(made);
        PackageRules.Check(manifest, files);

        NuGetPackage nuget = new(manifest);
        return new ModulePackage
        {
            Manifest = manifest,
            Files = files,
            Zip = Pack(manifest.Name + ".zip", files.Select(file => file with { Path = $"{manifest.Name}/{file.Path}" })),
            NuGet = Pack(nuget.FileName, nuget.Files(files)),
        };

        PackageFile Pack(string name, IEnumerable<PackageFile> content)
        {
            byte[] packed = ZipWriter.Write(content, made);
            PackageRules.CheckSize(name, packed.Length);
            return new PackageFile(name, packed);
        }
    }

    /// <summary>
    /// Writes all forms: the folder <c>NAME/VERSION/</c>, so that the parent may be on <c>$env:PSModulePath</c>, the zip file and the
    /// NuGet package.
    /// </summary>
    public void WriteTo(string folder)
    {
        foreach (PackageFile file in Files)
        {
            string path = Path.Combine(folder, Manifest.Name, Manifest.Version, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Content.Span);
        }

        foreach (PackageFile packed in (PackageFile[])[Zip, NuGet])
        {
            File.WriteAllBytes(Path.Combine(folder, packed.Path), packed.Content.Span);
        }
    }
}
