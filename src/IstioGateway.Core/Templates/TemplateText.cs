using System.Security.Cryptography;
using System.Text;

namespace IstioGateway.Templates;

/// <summary>
/// The text of a template as it is sent: UTF-8 without a byte order mark, LF line ends, no newline at the end. That is what
/// the documented <c>$(cat file)</c> makes of the documented file, and what files saved by Windows editors become.
/// </summary>
public sealed class TemplateText
{
    /// <summary>
    /// Largest template, in bytes of UTF-8: etcd takes requests of 1.5 MiB, and the <c>Istio</c> resource that holds the
    /// template is one. The API server itself takes bodies of 3 MiB. What istiod reads is narrower still: its ConfigMap,
    /// 1 MiB at most, holds an overriding template twice beside about 110 KB of its own.
    /// </summary>
    public const int MaximumBytes = 1536 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private TemplateText(string text)
    {
        Text = text;
        Sha256 = HashOf(text);
    }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>SHA-256 of its UTF-8, lower-case hex.</summary>
    public string Sha256 { get; }

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="TemplateTextException">They cannot be a template.</exception>
    public static TemplateText FromBytes(ReadOnlySpan<byte> bytes)
    {
        // A file is judged before it is decoded; line ends and byte order mark make it at most a little larger than its text.
        if (bytes.Length > 2 * MaximumBytes)
        {
            throw TooLarge(bytes.Length);
        }

        try
        {
            return FromText(StrictUtf8.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            bool utf16 = bytes.StartsWith<byte>([0xFF, 0xFE]) || bytes.StartsWith<byte>([0xFE, 0xFF]);
            throw new TemplateTextException(TemplateTextError.Binary, utf16
                ? "The template is UTF-16 text; save it as UTF-8."
                : "The template is no text: it holds bytes that are not UTF-8.");
        }
    }

    /// <summary>Takes text from anywhere.</summary>
    /// <exception cref="TemplateTextException">It cannot be a template.</exception>
    public static TemplateText FromText(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new TemplateTextException(TemplateTextError.Binary, "The template is no text: it holds a NUL character.");
        }

        string normal = Normalize(text);
        if (string.IsNullOrWhiteSpace(normal))
        {
            throw new TemplateTextException(
                TemplateTextError.Empty,
                "The template is empty. Istio would take it and inject nothing; "
                    + "to go back to the default template, remove the override.");
        }

        int size;
        try
        {
            size = StrictUtf8.GetByteCount(normal);
        }
        catch (EncoderFallbackException)
        {
            throw new TemplateTextException(TemplateTextError.Binary, "The template holds half a surrogate pair, which no UTF-8 can carry.");
        }

        return size > MaximumBytes ? throw TooLarge(size) : new TemplateText(normal);
    }

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    /// <summary>The text in the form that is sent, whatever it holds.</summary>
    internal static string Normalize(string text) => WithLineFeeds(text.TrimStart('\uFEFF')).TrimEnd('\n');

    /// <summary>The text with LF line ends.</summary>
    internal static string WithLineFeeds(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    /// <summary>Whether UTF-8 can carry a text, for it holds no half of a surrogate pair.</summary>
    internal static bool IsWellFormed(string text)
    {
        try
        {
            _ = StrictUtf8.GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>SHA-256 of a text's UTF-8, lower-case hex.</summary>
    internal static string HashOf(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text))).ToLowerInvariant();

    private static TemplateTextException TooLarge(int bytes) => new(
        TemplateTextError.TooLarge,
        FormattableString.Invariant(
            $"The template has {bytes} bytes; the API server's store takes no more than {MaximumBytes} for the whole resource."));
}
