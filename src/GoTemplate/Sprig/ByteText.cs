using System.Text;
using GoTemplate.Text;

namespace GoTemplate.Sprig;

/// <summary>Strings whose characters are the bytes of a Go string, for functions that count, cut and search in bytes.</summary>
internal static class ByteText
{
    /// <summary>One character for each byte.</summary>
    public static string From(string text) => Encoding.Latin1.GetString(GoUtf8.Bytes(text));

    /// <summary>The bytes read as UTF-8 again.</summary>
    public static string ToText(string bytes) => GoUtf8.Decode(Encoding.Latin1.GetBytes(bytes));

    /// <summary>s[start:end], which fails as Go's runtime does.</summary>
    public static string Slice(string bytes, long start, long end)
    {
        if (end < 0)
        {
            throw new FunctionException($"runtime error: slice bounds out of range [:{end}]");
        }

        if (end > bytes.Length)
        {
            throw new FunctionException($"runtime error: slice bounds out of range [:{end}] with length {bytes.Length}");
        }

        if (start < 0)
        {
            throw new FunctionException($"runtime error: slice bounds out of range [{start}:]");
        }

        return start > end
            ? throw new FunctionException($"runtime error: slice bounds out of range [{start}:{end}]")
            : bytes[(int)start..(int)end];
    }
}
