namespace GoTemplate.Sprig;

/// <summary>
/// Base 64 and base 32 as Go reads them: group by group, so that an error names the byte that Go names
/// (encoding/base64/base64.go decodeQuantum, encoding/base32/base32.go decode).
/// </summary>
internal static class BaseDecoding
{
    private const string Base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private const string Base32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int Base64Group = 4;
    private const int Base32Group = 8;

    /// <summary>Reads base 64, passing over line breaks.</summary>
    /// <returns>Index of the byte that is wrong, -1 where none is.</returns>
    public static int TryBase64(string encoded, List<byte> decoded)
    {
        int position = 0;
        while (true)
        {
            int digits = 0;
            int value = 0;
            while (digits < Base64Group)
            {
                if (position == encoded.Length)
                {
                    return digits == 0 ? -1 : position - digits;
                }

                char character = encoded[position++];
                int digit = Base64Alphabet.IndexOf(character, StringComparison.Ordinal);
                if (digit >= 0)
                {
                    value = (value << 6) | digit;
                    digits++;
                }
                else if (character == '=')
                {
                    int illegal = EndOfPadding(encoded, digits, position);
                    AppendBytes(decoded, (long)value << (6 * (Base64Group - digits)), Base64Group * 6, digits * 6);
                    return illegal;
                }
                else if (character is not ('\n' or '\r'))
                {
                    return position - 1;
                }
            }

            AppendBytes(decoded, value, Base64Group * 6, Base64Group * 6);
        }
    }

    /// <summary>Reads base 32, passing over line breaks, which do not count.</summary>
    /// <returns>Index of the byte that is wrong, -1 where none is.</returns>
    public static int TryBase32(string text, List<byte> decoded)
    {
        string encoded = text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
        for (int start = 0; start < encoded.Length; start += Base32Group)
        {
            long value = 0;
            for (int count = 0; count < Base32Group; count++)
            {
                int position = start + count;
                if (position == encoded.Length)
                {
                    return position - count;
                }

                int left = encoded.Length - position - 1;
                if (encoded[position] == '=' && count >= 2 && left < Base32Group)
                {
                    int illegal = EndOfGroup(encoded, count, position);
                    AppendBytes(decoded, value << (5 * (Base32Group - count)), Base32Group * 5, count * 5);
                    return illegal;
                }

                int digit = Base32Alphabet.IndexOf(encoded[position], StringComparison.Ordinal);
                if (digit < 0)
                {
                    return position;
                }

                value = (value << 5) | (uint)digit;
            }

            AppendBytes(decoded, value, Base32Group * 5, Base32Group * 5);
        }

        return -1;
    }

    /// <summary>Checks what follows the first padding character of base 64.</summary>
    private static int EndOfPadding(string encoded, int digits, int position)
    {
        if (digits < 2)
        {
            return position - 1;
        }

        if (digits == 2)
        {
            position = SkipLineBreaks(encoded, position);
            if (position == encoded.Length || encoded[position] != '=')
            {
                return position == encoded.Length ? position : position - 1;
            }

            position++;
        }

        position = SkipLineBreaks(encoded, position);
        return position < encoded.Length ? position : -1;
    }

    private static int SkipLineBreaks(string encoded, int position)
    {
        while (position < encoded.Length && encoded[position] is '\n' or '\r')
        {
            position++;
        }

        return position;
    }

    /// <summary>Checks the padding of a last group of base 32.</summary>
    private static int EndOfGroup(string encoded, int count, int position)
    {
        int left = encoded.Length - position - 1;
        if (left + count < Base32Group - 1)
        {
            return encoded.Length;
        }

        for (int index = 0; index < Base32Group - 1 - count; index++)
        {
            if (left > index && encoded[position + 1 + index] != '=')
            {
                return position + index;
            }
        }

        return count is 3 or 6 ? position : -1;
    }

    private static void AppendBytes(List<byte> decoded, long value, int width, int bits)
    {
        for (int taken = 8; taken <= bits; taken += 8)
        {
            decoded.Add((byte)(value >> (width - taken)));
        }
    }
}
