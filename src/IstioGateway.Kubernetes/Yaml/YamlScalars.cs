using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace IstioGateway.Kubernetes.Yaml;

/// <summary>
/// What a plain scalar means to Kubernetes: the rules of <c>sigs.k8s.io/yaml</c> (goyaml.v2 <c>resolve.go</c>), under which
/// <c>yes</c>, <c>on</c> and <c>y</c> are true, <c>012</c> is ten, <c>0x1F</c> is 31 and <c>1_000</c> a thousand. Two
/// differences, both for the better: a number that is JSON as it stands keeps its text (<c>1.10</c> stays <c>1.10</c>), and
/// numbers beyond 64 bits are kept exact.
/// </summary>
internal static class YamlScalars
{
    // Words between spaces: a switch over so many is longer than all else here, and would be compiled for the first scalar.
    private const string Nulls = " ~ null Null NULL ";
    private const string Truths = " y Y yes Yes YES true True TRUE on On ON ";
    private const string Untruths = " n N no No NO false False FALSE off Off OFF ";
    private const string NoNumbers = " .nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf -.INF ";
    private const int LongestWord = 5;
    private const string NoWord = "\n";

    /// <summary>The value of a plain scalar; <see langword="null"/> for null.</summary>
    /// <exception cref="FormatException">It is infinite or not a number, which JSON has no word for.</exception>
    public static JsonNode? Resolve(string text)
    {
        string word = text.Length <= LongestWord && !text.Contains(' ', StringComparison.Ordinal) ? " " + text + " " : NoWord;
        if (text.Length == 0 || Nulls.Contains(word, StringComparison.Ordinal))
        {
            return null;
        }

        bool isTrue = Truths.Contains(word, StringComparison.Ordinal);
        if (isTrue || Untruths.Contains(word, StringComparison.Ordinal))
        {
            return JsonValue.Create(isTrue);
        }

        if (NoNumbers.Contains(word, StringComparison.Ordinal))
        {
            throw new FormatException($"{text} has no JSON counterpart; quote it if it is meant as a text.");
        }

        return Number(text) is { } literal ? JsonNode.Parse(literal) : JsonValue.Create(text);
    }

    /// <summary>Whether a plain scalar of this text stays a text.</summary>
    public static bool IsText(string text)
    {
        try
        {
            return Resolve(text) is JsonValue value && value.TryGetValue(out string? _);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The JSON literal of a number; <see langword="null"/> if the text is none.</summary>
    public static string? Number(string text)
    {
        if (text.Length == 0
            || !(char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.')
            || text.AsSpan().IndexOfAnyInRange('0', '9') < 0)
        {
            return null;
        }

        if (NumberText.Read(text) is { IsJson: true })
        {
            return text;
        }

        string plain = text[0] == '.' ? text : text.Replace("_", "", StringComparison.Ordinal);
        return Integer(plain) ?? Float(plain);
    }

    /// <summary>Go's <c>strconv.ParseInt(s, 0, 64)</c>: the prefix tells the base, a bare leading zero means octal.</summary>
    private static string? Integer(string text)
    {
        bool negative = text.StartsWith('-');
        string digits = negative || text.StartsWith('+') ? text[1..] : text;
        int radix = 10;
        if (digits.Length > 1 && digits[0] == '0')
        {
            (radix, digits) = digits[1] switch
            {
                'x' or 'X' => (16, digits[2..]),
                'b' or 'B' => (2, digits[2..]),
                'o' or 'O' => (8, digits[2..]),
                _ => (8, digits[1..]),
            };
        }

        if (digits.Length == 0)
        {
            return null;
        }

        BigInteger value = BigInteger.Zero;
        foreach (char c in digits)
        {
            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix)
            {
                return null;
            }

            value = (value * radix) + digit;
        }

        return (negative ? -value : value).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Floats that JSON writes otherwise: <c>.5</c>, <c>5.</c>, <c>+1.5</c>, <c>08</c>.</summary>
    private static string? Float(string text)
    {
        if (NumberText.Read(text) is not { } number)
        {
            return null;
        }

        string whole = number.Whole.TrimStart('0');
        return (number.Sign == "-" ? "-" : "")
            + (whole.Length == 0 ? "0" : whole)
            + (string.IsNullOrEmpty(number.Fraction) ? "" : "." + number.Fraction)
            + number.Exponent;
    }
}
