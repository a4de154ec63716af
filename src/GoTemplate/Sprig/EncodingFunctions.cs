using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GoTemplate.Text;

namespace GoTemplate.Sprig;

/// <summary>Base 64, base 32, and the hashes and decryption of crypto.go.</summary>
internal static class EncodingFunctions
{
    private const string StringToString = "func(string) string";
    private const string Base32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int AesKeyBytes = 32;
    private const int AesBlockBytes = 16;

    public static FunctionMap All => new()
    {
        { "b64enc", StringToString, call => Convert.ToBase64String(GoUtf8.Bytes(call.Text(0))) },
        { "b64dec", StringToString, call => Decode(call.Text(0), "base64", BaseDecoding.TryBase64) },
        { "b32enc", StringToString, call => EncodeBase32(GoUtf8.Bytes(call.Text(0))) },
        { "b32dec", StringToString, call => Decode(call.Text(0), "base32", BaseDecoding.TryBase32) },
        { "sha1sum", StringToString, Sha1 },
        { "sha256sum", StringToString, call => Hex(SHA256.HashData(GoUtf8.Bytes(call.Text(0)))) },
        { "sha512sum", StringToString, call => Hex(SHA512.HashData(GoUtf8.Bytes(call.Text(0)))) },
        { "adler32sum", StringToString, call => Adler32(GoUtf8.Bytes(call.Text(0))) },
        { "decryptAES", "func(string, string) string", call => DecryptAes(call.Text(0), call.Text(1)) },
    };

    /// <summary>The template asks for this hash by name; it protects nothing here.</summary>
    private static object Sha1(FunctionCall call)
    {
#pragma warning disable CA5350 // Do not use weak cryptographic algorithms
        return Hex(SHA1.HashData(GoUtf8.Bytes(call.Text(0))));
#pragma warning restore CA5350
    }

    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes).ToLowerInvariant();

    /// <summary>Decoded text, or Go's error text in its place, as sprig returns it.</summary>
    private static string Decode(string text, string name, Func<string, List<byte>, int> read)
    {
        List<byte> decoded = [];
        int illegal = read(ByteText.From(text), decoded);
        return illegal < 0 ? GoUtf8.Decode([.. decoded]) : $"illegal {name} data at input byte {illegal}";
    }

    private static string EncodeBase32(byte[] bytes)
    {
        StringBuilder encoded = new();
        for (int bit = 0; bit < bytes.Length * 8; bit += 5)
        {
            int pair = (bytes[bit / 8] << 8) | (bit / 8 + 1 < bytes.Length ? bytes[(bit / 8) + 1] : 0);
            encoded.Append(Base32Alphabet[(pair >> (11 - (bit % 8))) & 0x1F]);
        }

        return encoded.Append('=', (8 - (encoded.Length % 8)) % 8).ToString();
    }

    private static string Adler32(byte[] bytes)
    {
        const uint modulus = 65521;
        uint low = 1;
        uint high = 0;
        foreach (byte value in bytes)
        {
            low = (low + value) % modulus;
            high = (high + low) % modulus;
        }

        return ((high << 16) | low).ToString(CultureInfo.InvariantCulture);
    }

    private static string DecryptAes(string password, string encrypted)
    {
        byte[] key = new byte[AesKeyBytes];
        byte[] passwordBytes = GoUtf8.Bytes(password);
        passwordBytes.AsSpan(0, Math.Min(passwordBytes.Length, key.Length)).CopyTo(key);
        byte[] data;
        try
        {
            data = Convert.FromBase64String(encrypted);
        }
        catch (FormatException exception)
        {
            throw new FunctionException("illegal base64 data at input byte 0", exception);
        }

        if (data.Length <= AesBlockBytes || data.Length % AesBlockBytes != 0)
        {
            throw new FunctionException("crypto/cipher: input not full blocks");
        }

        using Aes aes = Aes.Create();
        aes.Key = key;
        byte[] plain = aes.DecryptCbc(data.AsSpan(AesBlockBytes), data.AsSpan(0, AesBlockBytes), PaddingMode.None);
        int padding = plain[^1];
        return padding > plain.Length
            ? throw new FunctionException($"runtime error: slice bounds out of range [:{plain.Length - padding}]")
            : GoUtf8.Decode(plain.AsSpan(0, plain.Length - padding));
    }
}
