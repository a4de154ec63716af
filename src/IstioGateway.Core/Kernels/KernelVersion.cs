using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace IstioGateway.Kernels;

/// <summary>
/// A kernel version as nodes report it in <c>status.nodeInfo.kernelVersion</c> (<c>uname -r</c> on Linux), comparable.
/// </summary>
/// <remarks>
/// Read are the dotted numbers in front (at least two) and the rest as it is. Order: the numbers one by one, a missing one
/// counting as 0; then a release candidate (<c>-rc1</c>, Fedora's <c>-0.rc1.git0</c>) before its release; then the rest, its
/// digit runs as numbers, none before any. So <c>4.11</c> equals <c>4.11.0</c>, <c>4.11.0-rc1</c> comes before both, and
/// <c>4.11.0-14-generic</c> after. PowerShell compares it with text (<c>-lt '4.11'</c>) through <see cref="Parse"/>.
/// </remarks>
public sealed class KernelVersion : IComparable<KernelVersion>, IComparable, IEquatable<KernelVersion>
{
    /// <summary>Longest text that is read; <c>uname -r</c> holds 64 characters at most.</summary>
    public const int MaximumLength = 256;

    private const int MaximumDigits = 18;

    private readonly long[] _numbers;
    private readonly long _candidate;
    private readonly string _rest;

    private KernelVersion(string text, long[] numbers, long candidate, string rest)
    {
        Text = text;
        _numbers = numbers;
        _candidate = candidate;
        _rest = rest;
    }

    /// <summary>The version as it was reported.</summary>
    public string Text { get; }

    /// <summary>First number.</summary>
    public long Major => _numbers[0];

    /// <summary>Second number.</summary>
    public long Minor => _numbers[1];

    /// <summary>Whether this is a release candidate, which comes before the release of the same numbers.</summary>
    public bool IsReleaseCandidate => _candidate != long.MaxValue;

    /// <summary>Reads a version.</summary>
    /// <exception cref="FormatException">The text does not start with two numbers and a dot between them.</exception>
    public static KernelVersion Parse(string text) =>
        TryParse(text, out KernelVersion? version)
            ? version
            : throw new FormatException($"'{text}' is no kernel version; one looks like 4.11 or 3.10.0-1160.el7.x86_64.");

    /// <summary>Reads a version; surrounding white space is ignored.</summary>
    /// <param name="text">The text.</param>
    /// <param name="version">The version, when the text is one.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out KernelVersion? version)
    {
        version = null;
        string trimmed = text?.Trim() ?? "";
        if (trimmed.Length is 0 or > MaximumLength)
        {
            return false;
        }

        List<long> numbers = [];
        int position = 0;
        while (true)
        {
            int start = position;
            while (position < trimmed.Length && char.IsAsciiDigit(trimmed[position]))
            {
                position++;
            }

            if (position - start is 0 or > MaximumDigits)
            {
                return false;
            }

            numbers.Add(long.Parse(trimmed.AsSpan(start, position - start), NumberStyles.None, CultureInfo.InvariantCulture));
            if (position + 1 >= trimmed.Length || trimmed[position] != '.' || !char.IsAsciiDigit(trimmed[position + 1]))
            {
                break;
            }

            position++;
        }

        if (numbers.Count < 2)
        {
            return false;
        }

        string rest = trimmed[position..];
        version = new KernelVersion(trimmed, [.. numbers], ReleaseCandidate(rest), rest);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(KernelVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        for (int i = 0; i < Math.Max(_numbers.Length, other._numbers.Length); i++)
        {
            int byNumber = NumberAt(i).CompareTo(other.NumberAt(i));
            if (byNumber != 0)
            {
                return byNumber;
            }
        }

        int byCandidate = _candidate.CompareTo(other._candidate);
        return byCandidate != 0 ? byCandidate : NaturalText.Compare(_rest, other._rest);
    }

    int IComparable.CompareTo(object? obj) => obj switch
    {
        null => 1,
        KernelVersion other => CompareTo(other),
        _ => throw new ArgumentException($"A kernel version cannot be compared with {obj.GetType()}.", nameof(obj)),
    };

    /// <inheritdoc/>
    public bool Equals(KernelVersion? other) => other is not null && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KernelVersion other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        int significant = _numbers.Length;
        while (significant > 0 && _numbers[significant - 1] == 0)
        {
            significant--;
        }

        for (int i = 0; i < significant; i++)
        {
            hash.Add(_numbers[i]);
        }

        hash.Add(_candidate);
        hash.Add(_rest, StringComparer.Ordinal);
        return hash.ToHashCode();
    }

    /// <summary>The version as it was reported.</summary>
    public override string ToString() => Text;

    /// <summary>Whether both are the same version.</summary>
    public static bool operator ==(KernelVersion? left, KernelVersion? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether the versions differ.</summary>
    public static bool operator !=(KernelVersion? left, KernelVersion? right) => !(left == right);

    /// <summary>Whether the left one is older; no version is older than any.</summary>
    public static bool operator <(KernelVersion? left, KernelVersion? right) => Compare(left, right) < 0;

    /// <summary>Whether the left one is older or the same.</summary>
    public static bool operator <=(KernelVersion? left, KernelVersion? right) => Compare(left, right) <= 0;

    /// <summary>Whether the left one is newer.</summary>
    public static bool operator >(KernelVersion? left, KernelVersion? right) => Compare(left, right) > 0;

    /// <summary>Whether the left one is newer or the same.</summary>
    public static bool operator >=(KernelVersion? left, KernelVersion? right) => Compare(left, right) >= 0;

    private static int Compare(KernelVersion? left, KernelVersion? right) =>
        left is null ? (right is null ? 0 : -1) : left.CompareTo(right);

    private long NumberAt(int index) => index < _numbers.Length ? _numbers[index] : 0;

    // The number behind a word "rc" in the rest; MaxValue for a release, so that it sorts after its candidates.
    private static long ReleaseCandidate(string rest)
    {
        for (int at = rest.IndexOf("rc", StringComparison.Ordinal); at >= 0; at = rest.IndexOf("rc", at + 2, StringComparison.Ordinal))
        {
            int end = at + 2;
            while (end < rest.Length && char.IsAsciiDigit(rest[end]))
            {
                end++;
            }

            bool isWord = (at == 0 || !char.IsAsciiLetterOrDigit(rest[at - 1])) && (end == rest.Length || !char.IsAsciiLetter(rest[end]));
            if (isWord && end - at - 2 is > 0 and <= MaximumDigits)
            {
                return long.Parse(rest.AsSpan(at + 2, end - at - 2), NumberStyles.None, CultureInfo.InvariantCulture);
            }
        }

        return long.MaxValue;
    }
}
