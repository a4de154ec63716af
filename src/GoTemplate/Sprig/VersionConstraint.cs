using System.Text.RegularExpressions;

namespace GoTemplate.Sprig;

/// <summary>
/// A condition on versions as Masterminds/semver reads it: <c>&gt;=1.2 &lt;2, ~1.2.3 || ^1.x</c>. A prerelease satisfies only
/// comparisons with a prerelease.
/// </summary>
internal sealed partial class VersionConstraint
{
    private readonly List<List<Comparison>> _alternatives;

    private VersionConstraint(List<List<Comparison>> alternatives)
    {
        _alternatives = alternatives;
    }

    /// <exception cref="FunctionException">The text is no condition.</exception>
    public static VersionConstraint Parse(string text)
    {
        string ranges = HyphenRange().Replace(text, ">=$1 <=$2");
        List<List<Comparison>> alternatives = [];
        foreach (string alternative in ranges.Split("||"))
        {
            MatchCollection matches = Condition().Matches(alternative);
            string rest = Condition().Replace(alternative, "");
            if (matches.Count == 0 || rest.Any(character => !char.IsWhiteSpace(character) && character != ','))
            {
                throw new FunctionException($"improper constraint: {text}");
            }

            alternatives.Add([.. matches.Select(Comparison.Of)]);
        }

        return new VersionConstraint(alternatives);
    }

    /// <summary>Whether a version satisfies one of the alternatives.</summary>
    public bool Allows(SemanticVersion version) =>
        _alternatives.Exists(alternative => alternative.TrueForAll(comparison => comparison.Allows(version)));

    [GeneratedRegex(@"(\S+)\s+-\s+(\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex HyphenRange();

    [GeneratedRegex(@"(=>|>=|=<|<=|!=|~>|=|>|<|~|\^)?\s*(v?(?:[0-9]+|[xX*])(?:\.(?:[0-9]+|[xX*])){0,2}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)", RegexOptions.CultureInvariant)]
    private static partial Regex Condition();

    /// <summary>One operator with its version.</summary>
    /// <param name="Operator">The operator.</param>
    /// <param name="Version">The version, with zero for what is left open.</param>
    /// <param name="Given">How many of major, minor and patch are given.</param>
    private sealed record Comparison(string Operator, SemanticVersion Version, int Given)
    {
        public static Comparison Of(Match match)
        {
            string text = match.Groups[2].Value;
            int suffix = text.AsSpan().IndexOfAny('-', '+');
            string numbers = (suffix < 0 ? text : text[..suffix]).TrimStart('v');
            string[] given = [.. numbers.Split('.').TakeWhile(number => number is not ("x" or "X" or "*"))];
            string padded = string.Join('.', given.Concat(["0", "0", "0"]).Take(3));
            string tail = suffix < 0 ? "" : text[suffix..];
            return new Comparison(match.Groups[1].Value, SemanticVersion.Parse(padded + tail), given.Length);
        }

        public bool Allows(SemanticVersion version)
        {
            if (version.Prerelease.Length > 0 && Version.Prerelease.Length == 0)
            {
                return false;
            }

            return Operator switch
            {
                "!=" => Given < 3 ? !SharesFirst(version, Given) : version.CompareTo(Version) != 0,
                ">" => Given < 3 ? version.CompareTo(Version) > 0 && !SharesFirst(version, Given) : version.CompareTo(Version) > 0,
                "<" => version.CompareTo(Version) < 0,
                ">=" or "=>" => version.CompareTo(Version) >= 0,
                "<=" or "=<" => version.CompareTo(Version) <= 0 || (Given < 3 && SharesFirst(version, Given)),
                "^" => version.CompareTo(Version) >= 0 && SharesFirst(version, CaretWidth()),
                "~" or "~>" => version.CompareTo(Version) >= 0 && SharesFirst(version, Math.Min(Given, 2)),
                _ => Given < 3 ? version.CompareTo(Version) >= 0 && SharesFirst(version, Given) : version.CompareTo(Version) == 0,
            };
        }

        /// <summary>^ keeps the first number that is not zero, among those given.</summary>
        private int CaretWidth()
        {
            for (int index = 0; index < Given; index++)
            {
                if (Version.Numbers[index] > 0)
                {
                    return index + 1;
                }
            }

            return Given;
        }

        private bool SharesFirst(SemanticVersion version, int count) => version.Numbers.Take(count).SequenceEqual(Version.Numbers.Take(count));
    }
}
