namespace IstioGateway.Benchmarks.Processes;

/// <summary>The only place where anything is written; it goes away with the run.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("istiogateway-benchmark-");

    /// <summary>Path of a file in it.</summary>
    public string File(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Writes a file and returns its path.</summary>
    public async Task<string> WriteAsync(string name, string text, CancellationToken cancellationToken)
    {
        string path = File(name);
        await System.IO.File.WriteAllTextAsync(path, text, cancellationToken);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
