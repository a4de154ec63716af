using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using GoTemplate.Values;

namespace GoTemplate.Sprig;

/// <summary>A version as Masterminds/semver reads it: a leading v and missing parts are forgiven.</summary>
internal sealed partial class SemanticVersion : IGoStruct, IJsonText, IComparable<SemanticVersion>
{
    private static readonly GoType UInt64 = GoType.Parse("uint64");

    private SemanticVersion(string original, ulong[] numbers, string prerelease, string metadata)
    {
        Original = original;
        Numbers = numbers;
        Prerelease = prerelease;
        Metadata = metadata;
    }

    /// <summary>Major, minor and patch.</summary>
    public IReadOnlyList<ulong> Numbers { get; }

    public string Prerelease { get; }

    public string Metadata { get; }

    public string Original { get; }

    public GoType Type { get; } = GoType.PointerTo(GoType.Parse("semver.Version"));

    public string JsonText => ToString();

    public IEnumerable<(string Name, object Value)> Fields =>
    [
        ("major", new GoValue(Numbers[0], UInt64)),
        ("minor", new GoValue(Numbers[1], UInt64)),
        ("patch", new GoValue(Numbers[2], UInt64)),
        ("pre", Prerelease),
        ("metadata", Metadata),
        ("original", Original),
    ];

    /// <exception cref="FunctionException">The text is no version.</exception>
    public static SemanticVersion Parse(string text)
    {
        Match match = Pattern().Match(text);
        if (!match.Success)
        {
            throw new FunctionException("Invalid Semantic Version");
        }

        ulong[] numbers = [Number(match.Groups[1]), Number(match.Groups[2]), Number(match.Groups[3])];
        string prerelease = match.Groups[4].Value;
        return prerelease.Split('.').Any(part => part.Length > 1 && part[0] == '0' && part.All(char.IsAsciiDigit))
            ? throw new FunctionException("Version segment starts with 0")
            : new SemanticVersion(text, numbers, prerelease, match.Groups[5].Value);
    }

    /// <summary>Order of precedence; metadata does not count.</summary>
    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        for (int index = 0; index < Numbers.Count; index++)
        {
            int order = Numbers[index].CompareTo(other.Numbers[index]);
            if (order != 0)
            {
                return order;
            }
        }

        return (Prerelease.Length, other.Prerelease.Length) switch
        {
            (0, 0) => 0,
            (0, _) => 1,
            (_, 0) => -1,
            _ => ComparePrereleases(Prerelease.Split('.'), other.Prerelease.Split('.')),
        };
    }

    public bool TryGetField(string name, out object? value)
    {
        value = null;
        return false;
    }

    public bool TryGetMethod(string name, [NotNullWhen(true)] out GoFunction? method)
    {
        method = name switch
        {
            "Major" => Returns(UInt64, Numbers[0]),
            "Minor" => Returns(UInt64, Numbers[1]),
            "Patch" => Returns(UInt64, Numbers[2]),
            "Prerelease" => Returns(GoType.String, Prerelease),
            "Metadata" => Returns(GoType.String, Metadata),
            "Original" => Returns(GoType.String, Original),
            "String" => Returns(GoType.String, ToString()),
            "Compare" => Compares("int", order => (long)Math.Sign(order)),
            "Equal" => Compares("bool", order => order == 0),
            "LessThan" => Compares("bool", order => order < 0),
            "GreaterThan" => Compares("bool", order => order > 0),
            "IncMajor" => Next(Numbers[0] + 1, 0, 0),
            "IncMinor" => Next(Numbers[0], Numbers[1] + 1, 0),
            "IncPatch" => Next(Numbers[0], Numbers[1], Numbers[2] + (Prerelease.Length == 0 ? 1UL : 0UL)),
            _ => null,
        };
        return method is not null;
    }

    /// <summary>The version in full: three numbers, then prerelease and metadata.</summary>
    public override string ToString() =>
        string.Join('.', Numbers) + (Prerelease.Length > 0 ? "-" + Prerelease : "") + (Metadata.Length > 0 ? "+" + Metadata : "");

    private static GoFunction Returns(GoType type, object value) => new($"func() {type}", _ => value);

    private GoFunction Compares(string result, Func<int, object> decide) =>
        new($"func(*semver.Version) {result}", call => decide(CompareTo((SemanticVersion)call[0]!)));

    private static GoFunction Next(params ulong[] numbers) =>
        new("func() semver.Version", _ => new SemanticVersion(string.Join('.', numbers), numbers, "", ""));

    private static ulong Number(Group digits) =>
        digits.Length == 0 ? 0
        : ulong.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number
        : throw new FunctionException("Invalid Semantic Version");

    private static int ComparePrereleases(string[] left, string[] right)
    {
        for (int index = 0; index < Math.Max(left.Length, right.Length); index++)
        {
            if (index >= left.Length || index >= right.Length)
            {
                return left.Length - right.Length;
            }

            int order = ComparePart(left[index], right[index]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    /// <summary>Numbers come before words and are compared as numbers.</summary>
    private static int ComparePart(string left, string right)
    {
        bool isLeftNumber = left.All(char.IsAsciiDigit);
        bool isRightNumber = right.All(char.IsAsciiDigit);
        return (isLeftNumber, isRightNumber) switch
        {
            (true, true) => BigInteger.Parse(left, CultureInfo.InvariantCulture).CompareTo(BigInteger.Parse(right, CultureInfo.InvariantCulture)),
            (true, false) => -1,
            (false, true) => 1,
            _ => string.CompareOrdinal(left, right),
        };
    }

    [GeneratedRegex(@"\Av?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
