using System.Text;
using CsCheck;
using IstioGateway.Templates;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Templates;

public class TemplateTextTests
{
    [Fact]
    public void The_shipped_file_is_the_documented_one_byte_for_byte() => Assert.Equal(
        File.ReadAllBytes(SharedFiles.Path(Samples.DocumentedName)),
        File.ReadAllBytes(Path.Combine(SharedFiles.RepositoryRoot, "module", "templates", "gateway-injection-template.txt")));

    [Fact]
    public void Files_of_Windows_editors_give_the_same_text()
    {
        string text = Samples.Documented;
        byte[] bom = [0xEF, 0xBB, 0xBF];
        byte[] windows = Encoding.UTF8.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n\r\n");

        TemplateText read = TemplateText.FromBytes([.. bom, .. windows]);

        Assert.Equal(text, read.Text);
        Assert.Equal(DocumentedTemplate.Sha256, read.Sha256);
        Assert.Equal(text, TemplateText.FromText(text.Replace('\n', '\r')).Text);
    }

    [Fact]
    public void Any_text_with_content_keeps_its_characters() => Gen.String.Sample(text =>
    {
        bool valid = !text.Contains('\0', StringComparison.Ordinal) && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;
        if (!valid || string.IsNullOrWhiteSpace(text.Trim('\uFEFF')))
        {
            Assert.Throws<TemplateTextException>(() => TemplateText.FromText(text));
            return;
        }

        string read = TemplateText.FromText(text).Text;
        Assert.Equal(text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').TrimEnd('\n'), read);
        Assert.Equal(read, TemplateText.FromBytes(Encoding.UTF8.GetBytes(read)).Text);
    });

    [Theory]
    [InlineData("")]
    [InlineData("\n\r\n")]
    [InlineData("\uFEFF")]
    [InlineData(" \t \n")]
    public void Nothing_is_refused_as_empty(string text) => Assert.Equal(TemplateTextError.Empty, Refusal(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData(new byte[] { (byte)'a', 0, (byte)'b' })]
    [InlineData(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G' })]
    [InlineData(new byte[] { 0xC3, 0x28 })]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0 })]
    public void Bytes_that_are_no_text_are_refused_as_binary(byte[] bytes) => Assert.Equal(TemplateTextError.Binary, Refusal(bytes));

    [Fact]
    public void Half_a_surrogate_pair_is_refused() => Assert.Equal(
        TemplateTextError.Binary, Assert.Throws<TemplateTextException>(() => TemplateText.FromText("a\uD83D")).Error);

    [Fact]
    public void The_limit_counts_bytes_of_UTF8()
    {
        string largest = new('a', TemplateText.MaximumBytes);

        Assert.Equal(largest, TemplateText.FromBytes(Encoding.UTF8.GetBytes(largest + "\n")).Text);
        Assert.Equal(TemplateTextError.TooLarge, Refusal(Encoding.UTF8.GetBytes(largest + "a")));
        Assert.Equal(TemplateTextError.TooLarge, Refusal(Encoding.UTF8.GetBytes(new string('é', (TemplateText.MaximumBytes / 2) + 1))));
        Assert.Equal(TemplateTextError.TooLarge, Refusal(new byte[(2 * TemplateText.MaximumBytes) + 1]));
    }

    private static TemplateTextError Refusal(byte[] bytes) =>
        Assert.Throws<TemplateTextException>(() => TemplateText.FromBytes(bytes)).Error;
}
