using System.Text.Json;
using System.Text.Json.Serialization;

namespace GatewayPs.Host.Packaging;

/// <summary>A project whose assembly ships, and the packages that its <c>packages.lock.json</c> pins.</summary>
/// <param name="Name">The project's, which is its assembly's.</param>
/// <param name="Packages">The NuGet packages that it uses, others' included.</param>
/// <param name="References">The names of the projects and packages that it refers to itself.</param>
internal sealed record LockedProject(string Name, IReadOnlyList<LockedPackage> Packages, IReadOnlyList<string> References)
{
    private const string FileName = "packages.lock.json";

    /// <summary>Reads the projects below a folder; the one of a program that does not ship may be among them.</summary>
    public static IReadOnlyList<LockedProject> ReadAll(string folder) =>
    [
        .. Directory.EnumerateDirectories(folder).Where(project => File.Exists(Path.Combine(project, FileName)))
            .Order(StringComparer.Ordinal).Select(Read),
    ];

    private static LockedProject Read(string folder)
    {
        using FileStream stream = File.OpenRead(Path.Combine(folder, FileName));
        LockFile file = JsonSerializer.Deserialize<LockFile>(stream)!;
        Dictionary<string, LockEntry> entries = file.Dependencies.Values.Single();

        // What a referenced project refers to is listed as well, and is not this project's own.
        HashSet<string> indirect = new(
            entries.Values.Where(entry => entry.Type == "Project").SelectMany(entry => entry.Dependencies.Keys),
            StringComparer.OrdinalIgnoreCase);
        return new LockedProject(
            Path.GetFileName(folder),
            [
                .. entries.Where(entry => entry.Value.Resolved is not null).Select(entry => new LockedPackage(
                    entry.Key, entry.Value.Resolved!, entry.Value.ContentHash!, [.. entry.Value.Dependencies.Keys])),
            ],
            [
                .. entries.Where(entry => entry.Value.Type is "Direct" || (entry.Value.Type is "Project" && !indirect.Contains(entry.Key)))
                    .Select(entry => entry.Key),
            ]);
    }

    private sealed record LockFile
    {
        /// <summary>By target framework, then by name.</summary>
        [JsonPropertyName("dependencies")]
        public required Dictionary<string, Dictionary<string, LockEntry>> Dependencies { get; init; }
    }

    private sealed record LockEntry
    {
        [JsonPropertyName("type")]
        public required string Type { get; init; }

        [JsonPropertyName("resolved")]
        public string? Resolved { get; init; }

        [JsonPropertyName("contentHash")]
        public string? ContentHash { get; init; }

        [JsonPropertyName("dependencies")]
        public Dictionary<string, string> Dependencies { get; init; } = [];
    }
}
