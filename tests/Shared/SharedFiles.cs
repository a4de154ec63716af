namespace IstioGateway.Testing;

/// <summary>Finds the reference data that lies beside the checkout; tests that need it are skipped, with a word, where it is absent.</summary>
internal static class SharedFiles
{
    private static readonly Lazy<string?> Root = new(Find);

    /// <summary>Root of this repository.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>The absolute path of a file or folder of the reference data; skips the test where there is none.</summary>
    public static string Path(string relative)
    {
        if (Root.Value is null)
        {
            Assert.Skip("The reference data is not here: neither ../shared beside the checkout nor GATEWAYPS_SHARED.");
        }

        return System.IO.Path.Combine(Root.Value, relative);
    }

    /// <summary>The text of a file of the reference data.</summary>
    public static string Text(string relative) => File.ReadAllText(Path(relative));

    private static string? Find()
    {
        string? configured = Environment.GetEnvironmentVariable("GATEWAYPS_SHARED");
        if (!string.IsNullOrEmpty(configured))
        {
            return Directory.Exists(configured) ? configured : null;
        }

        string beside = System.IO.Path.GetFullPath(System.IO.Path.Combine(RepositoryRoot, "..", "shared"));
        return Directory.Exists(beside) ? beside : null;
    }

    private static string FindRepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "GatewayPs.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("GatewayPs.sln was not found above " + AppContext.BaseDirectory);
    }
}
