using System.Text.Json;

namespace GatewayPs.Host.Packaging;

/// <summary>Work of others that ships with the module, or that it was made after, as <c>licenses/third-party.json</c> lists it.</summary>
/// <param name="Name">Its name; for a NuGet package, the id.</param>
/// <param name="Copyright">The notice that its licence asks to keep.</param>
/// <param name="License">The SPDX identifier of its licence; the text is <c>licenses/IDENTIFIER.txt</c>.</param>
/// <param name="Url">Where it comes from.</param>
/// <param name="Use">What of it is here.</param>
internal sealed record ThirdPartyWork(string Name, string Copyright, string License, string Url, string Use)
{
    /// <summary>Reads the list.</summary>
    public static IReadOnlyList<ThirdPartyWork> ReadAll(string folder)
    {
        using FileStream stream = File.OpenRead(Path.Combine(folder, "third-party.json"));
        return JsonSerializer.Deserialize<List<ThirdPartyWork>>(stream, JsonSerializerOptions.Web)!;
    }
}
