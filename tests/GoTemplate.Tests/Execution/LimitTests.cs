using System.Diagnostics;

namespace GoTemplate.Tests.Execution;

/// <summary>A hostile template ends in an error: no hang, no crash, no memory out of proportion.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("{{ range 1000000000000 }}{{ end }}", "units of work")]
    [InlineData("{{ range until 1000000000 }}{{ end }}", "units of work")]
    [InlineData("{{ repeat 2000000000 \"x\" }}", "units of work")]
    [InlineData("{{ repeat 9223372036854775807 \"xy\" }}", "units of work")]
    [InlineData("{{ indent 2000000000 \"x\" }}", "units of work")]
    [InlineData("{{ $s := \"x\" }}{{ range 64 }}{{ $s = print $s $s }}{{ end }}", "units of work")]
    [InlineData("{{ $s := repeat 1000 \"x\" }}{{ range 100000 }}{{ $s }}{{ end }}", "characters of output")]
    [InlineData("{{ $l := list 1 }}{{ range 64 }}{{ $l = list $l $l }}{{ end }}{{ $l }}", "units of work")]
    [InlineData("{{ $l := list 1 }}{{ range 64 }}{{ $l = list $l $l }}{{ end }}{{ toJson $l }}", "units of work")]
    [InlineData("{{ $l := list 1 }}{{ range 64 }}{{ $l = list $l $l }}{{ end }}{{ deepCopy $l }}", "units of work")]
    [InlineData("{{ $l := list 1 }}{{ range 64 }}{{ $l = list $l $l }}{{ end }}{{ deepEqual $l $l }}", "units of work")]
    [InlineData("{{ $l := list 1 }}{{ range 100000 }}{{ $l = list $l }}{{ end }}{{ $l }}", "nested too deeply")]
    [InlineData("{{ $l := list 1 }}{{ range 100000 }}{{ $l = list $l }}{{ end }}{{ toJson $l }}", "nested too deeply")]
    [InlineData("{{ $l := list 1 }}{{ range 100000 }}{{ $l = list $l }}{{ end }}{{ deepEqual $l (list) }}{{ deepCopy $l | len }}", "nested too deeply")]
    [InlineData("{{ $d := dict }}{{ $_ := set $d \"self\" $d }}{{ $d }}", "nested too deeply")]
    [InlineData("{{ $d := dict }}{{ $_ := set $d \"self\" $d }}{{ toPrettyJson $d }}", "units of work")]
    [InlineData("{{ $d := dict }}{{ $_ := set $d \"self\" $d }}{{ merge $d $d }}", "nested too deeply")]
    [InlineData("{{ define \"r\" }}{{ template \"r\" }}{{ end }}{{ template \"r\" }}", "exceeded maximum template depth")]
    [InlineData("{{ define \"r\" }}{{ range 1 }}{{ with 1 }}{{ if 1 }}{{ template \"r\" }}{{ end }}{{ end }}{{ end }}{{ end }}{{ template \"r\" }}", "exceeded maximum template depth")]
    [InlineData("{{ define \"r\" }}{{ template \"r\" }}{{ template \"r\" }}{{ end }}{{ template \"r\" }}", "exceeded maximum template depth")]
    [InlineData("{{ define \"r\" }}{{ if lt . 40 }}{{ template \"r\" (add 1 .) }}{{ template \"r\" (add 1 .) }}{{ end }}{{ end }}{{ template \"r\" 1 }}", "units of work")]
    [InlineData("{{ printf \"%1000000d%1000000d%1000000d%1000000d%1000000d%1000000d%1000000d%1000000d%1000000d%1000000d%1000000d\" 1 2 3 4 5 6 7 8 9 10 11 | repeat 3 }}", "units of work")]
    [InlineData("{{ regexReplaceAll \"\" (repeat 5000 \"x\") (repeat 5000 \"y\") }}", "units of work")]
    [InlineData("{{ replace \"x\" (repeat 5000 \"y\") (repeat 5000 \"x\") }}", "units of work")]
    [InlineData("{{ join (repeat 5000 \"y\") (until 5000) }}", "units of work")]
    [InlineData("{{ seq 1 1000000000 }}", "units of work")]
    [InlineData("{{ $l := list }}{{ range 1000000 }}{{ $l = append $l 1 }}{{ end }}", "units of work")]
    [InlineData("{{ uniq (until 100000) }}", "units of work")]
    [InlineData("{{ wrapWith 1 (repeat 10000 \"-\") (repeat 10000 \"x\") }}", "units of work")]
    [InlineData("{{ range 1000000 }}{{ $_ := addf 1e308 5e-324 }}{{ end }}", "units of work")]
    [InlineData("{{ range $i := 1000000 }}{{ $_ := regexMatch (print \"a\" $i) \"b\" }}{{ end }}", "units of work")]
    [InlineData("{{ range 1000000 }}{{ $_ := semverCompare \">=1.2 <3 || ^4\" \"1.2.3\" }}{{ end }}", "units of work")]
    [InlineData("{{ range 1000000 }}{{ $_ := toDate \"2006-01-02\" \"2020-01-01\" }}{{ end }}", "units of work")]
    [InlineData("{{ range 1000000 }}{{ $_ := urlParse \"http://a:b@c:80/d?e#f\" }}{{ end }}", "units of work")]
    [InlineData("{{ semverCompare (repeat 100000 \"x\") \"1.2.3\" }}", "units of work")]
    [InlineData("{{ $s := repeat 500000 \"x\" }}{{ range 1000 }}{{ $_ := sha256sum $s }}{{ end }}", "units of work")]
    [InlineData("{{ $s := repeat 500000 \"x\" }}{{ range 10000 }}{{ $_ := index $s 0 }}{{ end }}", "units of work")]
    [InlineData("{{ $l := until 50000 }}{{ range 10000 }}{{ $_ := slice $l 49999 50000 }}{{ end }}", "units of work")]
    public void A_hostile_template_ends_with_an_error(string template, string reason)
    {
        Stopwatch watch = Stopwatch.StartNew();

        string message = Outcome.Text(template, limits: new TemplateLimits { MaxWork = 1_000_000, MaxOutput = 1_000_000 });

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.StartsWith("template: inject:1:", message, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"took {watch.Elapsed}");
    }

    /// <summary>Go looks through all of a scope's variables for each that is used; so does this, and accounts for it.</summary>
    [Fact]
    public void A_thousand_variables_do_not_make_the_limit_last_for_ever()
    {
        string variables = string.Concat(Enumerable.Range(0, 1000).Select(number => $"{{{{ $v{number} := 1 }}}}"));

        string message = Outcome.Text(variables + "{{ range 100000 }}{{ $_ := $v0 }}{{ end }}", limits: new TemplateLimits { MaxWork = 1_000_000 });

        Assert.Contains("units of work", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_duration_of_many_parts_is_read_in_linear_time()
    {
        Stopwatch watch = Stopwatch.StartNew();

        Assert.Equal("11y", Outcome.Text("{{ durationRound (repeat 100000 \"1h\") }}"));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"took {watch.Elapsed}");
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("(print ", ")")]
    [InlineData("(1 | print ", ")")]
    public void Ten_thousand_nested_parentheses_are_an_error(string open, string close)
    {
        string template = "{{ " + Repeat(open, 10_000) + "1" + Repeat(close, 10_000) + " }}";

        Assert.Equal("template: inject:1: max expression depth exceeded", Outcome.Text(template));
    }

    [Theory]
    [InlineData("{{ if true }}")]
    [InlineData("{{ with 1 }}")]
    [InlineData("{{ range .l }}")]
    [InlineData("{{ block \"b\" . }}")]
    public void Ten_thousand_nested_actions_are_an_error(string action)
    {
        Assert.Equal(
            "template: inject:1: max expression depth exceeded",
            Outcome.Text(Repeat(action, 10_000) + Repeat("{{ end }}", 10_000)));
    }

    [Fact]
    public void A_pipeline_of_ten_thousand_stages_is_executed()
    {
        Assert.Equal("1", Outcome.Text("{{ 1" + Repeat(" | print", 10_000) + " }}"));
    }

    [Fact]
    public void Nested_expressions_inside_nested_templates_do_not_exhaust_the_stack()
    {
        string parentheses = string.Concat(Enumerable.Repeat("(print ", 400)) + "1" + new string(')', 400);
        string template = $"{{{{ define \"d\" }}}}{{{{ if lt . 900 }}}}"
            + $"{{{{ template \"d\" (add 1 .) }}}}{{{{ end }}}}{{{{ {parentheses} }}}}{{{{ end }}}}{{{{ template \"d\" 1 }}}}";
        string message = "";
        Thread narrow = new(() => message = Outcome.Text(template), maxStackSize: 512 * 1024);

        narrow.Start();
        narrow.Join();

        Assert.Contains("template: inject:1:", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_limits_end_a_template_that_never_would()
    {
        Assert.Contains("units of work", Outcome.Text("{{ range 1000000000000 }}{{ end }}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_regular_expression_that_explodes_elsewhere_is_matched_in_linear_time()
    {
        Stopwatch watch = Stopwatch.StartNew();

        Assert.Equal("false", Outcome.Text("{{ regexMatch \"^(a+)+$\" (print (repeat 5000 \"a\") \"b\") }}"));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"took {watch.Elapsed}");
    }

    [Fact]
    public void A_cancelled_execution_stops()
    {
        using CancellationTokenSource source = new();
        FunctionMap functions = new() { { "cancel", "func() string", _ => Cancel(source) } };
        Template template = Template.Parse("inject", "{{ cancel }}{{ range 1000000000 }}{{ end }}", functions);

        Assert.Throws<OperationCanceledException>(() => template.Render(null, new TemplateLimits { MaxWork = long.MaxValue }, source.Token));
    }

    [Theory]
    [InlineData("{{ range 100 }}x{{ end }}", 50, 1000, "exceeded the limit of 50 units of work")]
    [InlineData("{{ range 100 }}x{{ end }}", 1000, 10, "exceeded the limit of 10 characters of output")]
    public void Limits_are_the_caller_s(string template, long work, long output, string reason)
    {
        string message = Outcome.Text(template, limits: new TemplateLimits { MaxWork = work, MaxOutput = output });

        Assert.EndsWith(reason, message, StringComparison.Ordinal);
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string Cancel(CancellationTokenSource source)
    {
        source.Cancel();
        return "";
    }
}
