using System.Globalization;
using System.Text.RegularExpressions;

namespace IstioGateway.Templates;

/// <summary>An Istio version, as far as templates depend on it.</summary>
/// <param name="Major">First number.</param>
/// <param name="Minor">Second number.</param>
/// <param name="Patch">
/// Third number; the highest possible where the version names the latest of a minor (<c>v1.30-latest</c>).
/// </param>
internal sealed partial record IstioVersion(int Major, int Minor, int Patch) : IComparable<IstioVersion>
{
    /// <summary>Reads <c>v1.28.6</c>, <c>1.26.3-asm-r1</c>, <c>v1.30-latest</c>; <see langword="null"/> for anything else.</summary>
    public static IstioVersion? TryParse(string text)
    {
        Match match = Pattern().Match(text);
        if (!match.Success)
        {
            return null;
        }

        Group patch = match.Groups["patch"];
        return new(Number(match.Groups["major"]), Number(match.Groups["minor"]), patch.Success ? Number(patch) : int.MaxValue);
    }

    /// <inheritdoc/>
    public int CompareTo(IstioVersion? other) =>
        other is null ? 1 : (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    private static int Number(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^v?(?<major>[0-9]{1,4})\.(?<minor>[0-9]{1,4})(\.(?<patch>[0-9]{1,6}))?([-+].*)?$")]
    private static partial Regex Pattern();
}
