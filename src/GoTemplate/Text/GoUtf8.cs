using System.Text;

namespace GoTemplate.Text;

/// <summary>
/// The bridge between Go's strings, which are bytes, and .NET's: lengths, offsets and cuts are Go's, in UTF-8 bytes.
/// </summary>
internal static class GoUtf8
{
    /// <summary>Length in bytes, as Go's <c>len</c> counts.</summary>
    public static int Length(ReadOnlySpan<char> text) => Encoding.UTF8.GetByteCount(text);

    /// <summary>The bytes of a string.</summary>
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Order of the bytes. UTF-16 order differs only in that surrogates sort below U+E000 and up.</summary>
    public static int Compare(string left, string right)
    {
        int length = Math.Min(left.Length, right.Length);
        for (int index = 0; index < length; index++)
        {
            if (left[index] != right[index])
            {
                bool isLeftSurrogate = char.IsSurrogate(left[index]);
                return isLeftSurrogate == char.IsSurrogate(right[index])
                    ? left[index] - right[index]
                    : isLeftSurrogate ? (right[index] >= '\uE000' ? 1 : left[index] - right[index])
                    : left[index] >= '\uE000' ? -1 : left[index] - right[index];
            }
        }

        return left.Length - right.Length;
    }

    /// <summary>The bytes from one offset up to another, read back as text.</summary>
    public static string Slice(string text, int start, int end) => Decode(Bytes(text).AsSpan(start, end - start));

    /// <summary>Reads UTF-8; every byte that is not part of a character becomes one U+FFFD, as in Go (.NET merges neighbours).</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int width) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
                bytes = bytes[width..];
            }
            else
            {
                text.Append('\uFFFD');
                bytes = bytes[1..];
            }
        }

        return text.ToString();
    }
}
