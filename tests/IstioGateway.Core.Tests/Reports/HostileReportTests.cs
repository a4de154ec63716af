using System.Xml;
using System.Xml.Linq;
using CsCheck;
using IstioGateway.Kernels;
using IstioGateway.Reports;

namespace IstioGateway.Core.Tests.Reports;

/// <summary>Names come from clusters, where others choose them. Whatever they are, the page is the same but for the text.</summary>
public sealed class HostileReportTests
{
    private static readonly string[] Attacks =
    [
        "<script>alert(1)</script>", "</style><script>", "\"onload=\"x", "' autofocus onfocus='x", "]]>", "<!--", "-->", "&lt;b&gt;", "&#x3C;b>",
        "javascript:alert(1)", "</title>", "\0", "\u0001", "\u001B[31m", "\u202Etxt.exe", "\u2066", "\uFFFE", "\uD800", "\uDC00", "😀", "ع", "{{7*7}}", "\r\n",
        "<?xml version='1.0'?>", "<!DOCTYPE html>", "\u0085", "\u007F", "--dark", "*/ body { display: none }", "a&b", "#cluster-1", "\\u003c",
    ];

    private static readonly Gen<string> Name = Gen.OneOf(
        Gen.Int[0, Attacks.Length - 1].Select(index => Attacks[index]).Array[1, 4].Select(string.Concat),
        Gen.String,
        Gen.Char.Array[0, 40].Select(characters => new string(characters)));

    [Fact]
    public void Whatever_a_name_is_the_page_has_the_same_elements_and_attributes()
    {
        string plain = Shape(ReportSamples.Render(ReportSamples.Fleet("plain")));

        // A node's kernel is the name, too, and one that can be read as a version is judged and not only shown.
        Name.Where(name => name.Length > 0 && !KernelVersion.TryParse(name, out _)).Sample(name => Assert.Equal(plain, Shape(ReportSamples.Render(ReportSamples.Fleet(name)))));
    }

    [Fact]
    public void A_name_is_shown_as_it_is_but_for_what_no_page_can_hold()
    {
        Name.Sample(name =>
        {
            using StringWriter escaped = new();
            HtmlText.Write(escaped, name);
            string read = XElement.Parse($"<p a=\"{escaped}\">{escaped}</p>", LoadOptions.PreserveWhitespace).Value;

            Assert.Equal(name.Length, read.Length);
            for (int i = 0; i < name.Length; i++)
            {
                Assert.True(read[i] == name[i] || read[i] == '\uFFFD', $"{(int)name[i]:X} became {(int)read[i]:X}");
                Assert.True(XmlConvert.IsXmlChar(read[i]) || char.IsSurrogate(read[i]));
            }
        });
    }

    [Theory]
    [InlineData("a\u202Eb", "a\uFFFDb")]
    [InlineData("a\u0000b\u009Fc", "a\uFFFDb\uFFFDc")]
    [InlineData("<a href=\"x\">&'", "&lt;a href=&quot;x&quot;&gt;&amp;&#39;")]
    public void What_would_turn_or_end_the_text_around_it_does_not(string text, string expected)
    {
        using StringWriter written = new();
        HtmlText.Write(written, text);

        Assert.Equal(expected, written.ToString());
    }

    // No attribute can hold half a character, so that this is no row of the table above.
    [Fact]
    public void Half_a_character_is_none()
    {
        using StringWriter written = new();
        HtmlText.Write(written, "\uD83D\uDE00\uDE00");

        Assert.Equal("\uD83D\uDE00\uFFFD", written.ToString());
    }

    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("longer", 5, "long…")]
    [InlineData("😀😀😀", 2, "😀…")]
    public void A_long_text_is_cut_between_two_characters(string text, int length, string expected) =>
        Assert.Equal(expected, HtmlText.Shorten(text, length));

    /// <summary>The names of all elements and attributes, and the values of attributes that steer the browser.</summary>
    private static string Shape(string page) => string.Join('\n', XDocument.Parse(page).Descendants().Select(element =>
        $"{element.Name}{string.Concat(element.Attributes().Select(a => $" {a.Name}{(Steers(a) ? "=" + a.Value : "")}"))}"));

    private static bool Steers(XAttribute attribute) => attribute.Name.LocalName is not ("title" or "height");
}
