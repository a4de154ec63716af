using System.Globalization;
using System.Text;

namespace GatewayPs.Host.Packaging;

/// <summary>The page with the notices and licence texts of others' work.</summary>
/// <param name="folder">Holds the licence texts.</param>
internal sealed class ThirdPartyNotices(string folder)
{
    /// <summary>Name of the page in a package.</summary>
    public const string FileName = "THIRD-PARTY-NOTICES.txt";

    /// <summary>Writes the page: first who made what, then each licence once.</summary>
    /// <param name="works">In the order of the page.</param>
    /// <param name="versions">The versions of those that ship as they are.</param>
    /// <exception cref="PackagingException">The text of a licence is not there.</exception>
    public PackageFile Write(IReadOnlyList<ThirdPartyWork> works, IReadOnlyDictionary<string, string> versions)
    {
        StringBuilder page = new("IstioGateway contains, or was made after, the work of others. Their notices, then the licences.\n");
        foreach (ThirdPartyWork work in works)
        {
            string name = versions.TryGetValue(work.Name, out string? version) ? $"{work.Name} {version}" : work.Name;
            page.Append(CultureInfo.InvariantCulture, $"\n{name} ({work.Url})\n  {work.Use}\n  {work.Copyright}\n  Licence: {work.License}, below.\n");
        }

        foreach (string license in works.Select(work => work.License).Distinct().Order(StringComparer.Ordinal))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n{new string('=', 78)}\n{license}\n{new string('=', 78)}\n\n{TextOf(license).TrimEnd('\n')}\n");
        }

        return PackageFile.OfText(FileName, page.ToString());
    }

    private string TextOf(string license)
    {
        string path = Path.Combine(folder, license + ".txt");
        return File.Exists(path)
            ? File.ReadAllText(path).ReplaceLineEndings("\n")
            : throw new PackagingException($"'{path}' is missing: it is to hold the text of the licence {license}.");
    }
}
