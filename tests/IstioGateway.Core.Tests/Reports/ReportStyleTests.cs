using System.Globalization;
using System.Text.RegularExpressions;
using IstioGateway.Reports;

namespace IstioGateway.Core.Tests.Reports;

/// <summary>The colours can be read, in light, in dark and on paper (WCAG 2.2, 1.4.3 and 1.4.11).</summary>
public sealed partial class ReportStyleTests
{
    private const double Text = 4.5;
    private const double Shape = 3;

    public static TheoryData<string> Schemes { get; } = ["", "@media (prefers-color-scheme: dark)", "@media print"];

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Text_and_shapes_stand_out_from_what_is_behind_them(string scheme)
    {
        Dictionary<string, string> colours = Colours(scheme);

        foreach (string back in new[] { "page", "card" })
        {
            foreach (string front in new[] { "text", "quiet", "accent", "bad", "warn", "good" })
            {
                AtLeast(Text, colours[front], colours[back], $"{front} on {back}");
            }

            foreach (string bar in new[] { "bar", "bar-old", "bar-unknown" })
            {
                AtLeast(Shape, colours[bar], colours[back], $"{bar} on {back}");
            }
        }

        AtLeast(Shape, colours["bar-old"], colours["stripe"], "stripes");
    }

    [Fact]
    public void Every_colour_is_a_variable_that_each_scheme_sets()
    {
        string[] used = [.. Variable().Matches(ReportStyle.Sheet).Select(match => match.Groups["name"].Value).Distinct()];

        Assert.NotEmpty(used);
        Assert.All(Schemes, scheme => Assert.Empty(used.Except(Colours(scheme).Keys)));
        Assert.All(
            HexColour().Matches(ReportStyle.Sheet).Select(match => match.Groups["name"].Value), name => Assert.NotEmpty(name));
    }

    [Fact]
    public void The_sheet_holds_nothing_that_would_end_it() => Assert.DoesNotMatch("[<&]|\\]\\]>", ReportStyle.Sheet);

    [Theory]
    [InlineData("#000000", "#ffffff", 21)]
    [InlineData("#777777", "#ffffff", 4.48)]
    public void The_contrast_is_computed_as_the_guidelines_compute_it(string front, string back, double expected) =>
        Assert.Equal(expected, Contrast(front, back), tolerance: 0.01);

    private static void AtLeast(double least, string front, string back, string what)
    {
        double contrast = Contrast(front, back);
        Assert.True(contrast >= least, string.Create(CultureInfo.InvariantCulture, $"{what}: {contrast:0.00}"));
    }

    private static Dictionary<string, string> Colours(string scheme)
    {
        int start = ReportStyle.Sheet.IndexOf(scheme, StringComparison.Ordinal);
        Assert.True(start >= 0);
        int root = ReportStyle.Sheet.IndexOf(":root", start, StringComparison.Ordinal);
        string block = ReportStyle.Sheet[root..ReportStyle.Sheet.IndexOf('}', root)];
        return Setting().Matches(block).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value);
    }

    private static double Contrast(string one, string other)
    {
        double[] light = [Luminance(one), Luminance(other)];
        return (light.Max() + 0.05) / (light.Min() + 0.05);
    }

    private static double Luminance(string colour)
    {
        double[] channels =
        [
            .. new[] { 1, 3, 5 }.Select(at => int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
                .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4)),
        ];
        return (0.2126 * channels[0]) + (0.7152 * channels[1]) + (0.0722 * channels[2]);
    }

    [GeneratedRegex(@"--(?<name>[a-z-]+): (?<value>#[0-9a-f]{6});", RegexOptions.ExplicitCapture)]
    private static partial Regex Setting();

    [GeneratedRegex(@"var\(--(?<name>[a-z-]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();

    [GeneratedRegex(@"(--(?<name>[a-z-]+): )?#[0-9a-f]{3,6}", RegexOptions.ExplicitCapture)]
    private static partial Regex HexColour();
}
