using System.Text.RegularExpressions;

namespace GatewayPs.Host.Packaging;

/// <summary>
/// What every package of the module must keep to: what Azure Automation accepts (a zip whose name, folder and manifest have one
/// name; paths under 140 characters), and what the project promises of it.
/// </summary>
internal static partial class PackageRules
{
    /// <summary>A path with the module's folder before it is shorter than this: Azure Automation refuses others.</summary>
    public const int PathLimit = 140;

    /// <summary>A package is at most this many bytes; Azure Automation takes twenty times as much.</summary>
    public const int SizeLimit = 5 * 1024 * 1024;

    /// <summary>Checks what is to be packed.</summary>
    /// <exception cref="PackagingException">A rule is broken; the message says by which file.</exception>
    public static void Check(ModuleManifest module, IEnumerable<PackageFile> files)
    {
        foreach (PackageFile file in files)
        {
            string path = $"{module.Name}/{file.Path}";
            if (path.Length >= PathLimit)
            {
                throw new PackagingException($"{path} has {path.Length} characters; Azure Automation takes fewer than {PathLimit}.");
            }

            if (!Ordinary().IsMatch(path))
            {
                throw new PackagingException($"{path} has characters that some package formats write in another way.");
            }

            if (Foreign().IsMatch(path))
            {
                throw new PackagingException($"{path} must not ship: it is the host's, bound to one platform, or for debuggers.");
            }
        }
    }

    /// <summary>Checks a packed file.</summary>
    /// <exception cref="PackagingException">It is too large.</exception>
    public static void CheckSize(string name, int length)
    {
        if (length > SizeLimit)
        {
            throw new PackagingException($"{name} has {length} bytes; {SizeLimit} are allowed.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9._/-]+$")]
    private static partial Regex Ordinary();

    [GeneratedRegex(@"/(System\.Management\.Automation|Microsoft\.PowerShell\.[^/]*)\.dll$|/runtimes/|\.(pdb|so|dylib)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Foreign();
}
