using GatewayPs.Host.Packaging;

namespace GatewayPs.Host.Modes;

/// <summary>Makes the packages of a built module. <c>Build.ps1 Package</c> builds it first.</summary>
internal static class PackageMode
{
    /// <summary>Writes the packages, and their sizes and hashes to the console; the exit code is 1 if they cannot be made.</summary>
    public static async Task<int> RunAsync(Arguments.Package arguments, TextWriter output, CancellationToken cancellationToken)
    {
        string root = Path.GetDirectoryName(ModuleLocation.Manifest())!;
        ModulePackage package;
        try
        {
            package = ModulePackage.Make(root, arguments.Staged, await SourceDate.FindAsync(root, cancellationToken).ConfigureAwait(false));
        }
        catch (PackagingException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return 1;
        }

        package.WriteTo(arguments.Out);
        await output.WriteLineAsync($"{Path.Combine(arguments.Out, package.Manifest.Name, package.Manifest.Version)}: {package.Files.Count} files")
            .ConfigureAwait(false);
        foreach (PackageFile packed in (PackageFile[])[package.Zip, package.NuGet])
        {
            await output.WriteLineAsync($"{Path.Combine(arguments.Out, packed.Path)}: {packed.Content.Length} bytes, sha256 {packed.Sha256}")
                .ConfigureAwait(false);
        }

        return 0;
    }
}
