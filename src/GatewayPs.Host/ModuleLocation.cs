namespace GatewayPs.Host;

/// <summary>Finds the module that this host was built with.</summary>
internal static class ModuleLocation
{
    /// <summary>Path of the module manifest: beside the host, or above it in the source tree.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static string Manifest()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "IstioGateway.psd1");
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new FileNotFoundException("IstioGateway.psd1 was not found above " + AppContext.BaseDirectory);
    }

    /// <summary>The folder that holds the adapters.</summary>
    public static string Adapters() => Path.Combine(Path.GetDirectoryName(Manifest())!, "module", "bin", "deps");
}
