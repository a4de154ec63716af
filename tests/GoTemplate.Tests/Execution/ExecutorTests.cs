namespace GoTemplate.Tests.Execution;

/// <summary>
/// Rules of text/template that no recorded case shows. What is expected follows from Go's exec.go and funcs.go (1.24).
/// </summary>
public sealed class ExecutorTests
{
    private static readonly Dictionary<string, object?> Data = new(StringComparer.Ordinal)
    {
        ["s"] = "hello",
        ["n"] = 5.0,
        ["i"] = 3L,
        ["z"] = null,
        ["l"] = new List<object?> { "a", null, 2.0 },
        ["texts"] = new[] { "x", "y" },
        ["m"] = new Dictionary<string, object?> { ["b"] = 1.0, ["a"] = null },
        ["labels"] = new Dictionary<string, string> { ["app"] = "web" },
        ["none"] = new GoValue(null, GoType.Parse("map[string]string")),
        ["pod"] = new Pod(),
        ["pointer"] = new GoValue(null, GoType.Parse("*v1.Pod")),
        ["wide"] = new GoValue(7L, GoType.Int64),
        ["policy"] = new GoValue("Always", GoType.Named("v1.PullPolicy", GoType.String)),
        ["join"] = new GoFunction("func(string, ...string) string", call => string.Join('+', call.From(0))),
    };

    private static string Render(string template) => Outcome.Text(template, Data, []);

    private static string At(string place, string message) => $"template: inject:{place}: {message}";

    [Theory]
    [InlineData("{{ .missing.deeper }}", "<no value>")]
    [InlineData("{{ .z }}|{{ print .z .missing }}", "<no value>|<nil> <nil>")]
    [InlineData("{{ $x := .z }}{{ $x.foo }}", "<no value>")]
    [InlineData("{{ (.z).foo }}", "<no value>")]
    [InlineData("{{ range .l }}[{{ . }}]{{ end }}", "[a][<no value>][2]")]
    [InlineData("{{ index .m \"none\" }}{{ index .labels \"none\" }}|", "<no value>|")]
    [InlineData("{{ .labels.none }}{{ .none.app }}", "<no value><no value>")]
    [InlineData("{{ len .none }} {{ .none }} {{ if .none }}T{{ else }}F{{ end }}", "0 map[] F")]
    [InlineData("{{ range .none }}x{{ else }}empty{{ end }}{{ range .missing }}x{{ else }}none{{ end }}", "emptynone")]
    [InlineData("{{ range 3 }}{{ . }}{{ end }}{{ range .i }}{{ . }}{{ end }}{{ range 0 }}x{{ else }}none{{ end }}", "012012none")]
    [InlineData("{{ range $k, $v := .m }}{{ $k }}={{ $v }};{{ end }}", "a=<no value>;b=1;")]
    [InlineData("{{ $i := 9 }}{{ $e := 9 }}{{ range $i, $e = .texts }}{{ end }}{{ $i }}{{ $e }}", "1y")]
    [InlineData("{{ range .texts }}{{ range 3 }}{{ if eq . 1 }}{{ break }}{{ end }}{{ . }}{{ end }}{{ . }}{{ end }}", "0x0y")]
    [InlineData("{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x = 3 }}{{ end }}{{ $x }}", "1")]
    [InlineData("{{ with $x := .s }}{{ $x }}{{ . }}{{ else }}no{{ end }}", "hellohello")]
    [InlineData("{{ with .z }}x{{ else with .i }}{{ . }}{{ end }}", "3")]
    [InlineData("{{ define \"t\" }}{{ $ }}{{ end }}{{ template \"t\" .s }}", "hello")]
    [InlineData("{{ block \"b\" .s }}<{{ . }}>{{ end }}", "<hello>")]
    [InlineData("{{ define \"inject\" }}defined{{ end }}  ", "defined")]
    [InlineData("{{ 'a' }} {{ 0x10 }} {{ 1e3 }} {{ 1_000 }} {{ 0b11 }} {{ .5 }} {{ 1e100 }} {{ 0x1p4 }} {{ 2i }}", "97 16 1000 1000 3 0.5 1e+100 16 (0+2i)")]
    [InlineData("{{ \"\\u00e9\\xe2\\x98\\x83\\n\" }}{{ `a\r\nb` }}", "é☃\na\nb")]
    [InlineData("{{ .pod.Name }} {{ .pod.Labels.app }} {{ .pod.Greet \"you\" }} {{ \"all\" | .pod.Greet }}", "web-1 web hi you hi all")]
    [InlineData("{{ .pod }} {{ if .pod }}T{{ end }}{{ if .pointer }}T{{ else }}F{{ end }} {{ .pointer }}", "pod web-1 TF <nil>")]
    [InlineData("{{ eq .wide 7 }} {{ lt .wide 8 }} {{ eq .policy \"Always\" }} {{ eq .missing \"x\" }} {{ eq .z .missing }}", "true true true false true")]
    [InlineData("{{ eq .s \"a\" \"hello\" }} {{ ne 1 2 }} {{ le 1 1 }} {{ gt 2.5 1.5 }} {{ ge \"b\" \"a\" }}", "true true true true true")]
    [InlineData("{{ index .s 0 }} {{ index .texts 1 }} {{ slice .s 1 3 }} {{ slice .texts 1 }} {{ slice .l 0 1 2 }}", "104 y el [y] [a]")]
    [InlineData("{{ and 1 0 2 }} {{ or 0 \"\" 3 }} {{ 5 | and 1 }} {{ false | or 0 }} {{ not .missing }}", "0 3 5 false true")]
    [InlineData("{{ call .join \"a\" \"b\" }} {{ \"c\" | call .join \"d\" }}", "a+b d+c")]
    [InlineData("{{ js \"<a href='x'>\\n&=é\" }}|{{ html .z }}|{{ urlquery \"a/é\" 1 }}", "\\u003Ca href\\u003D\\'x\\'\\u003E\\u000A\\u0026\\u003Dé|&lt;no value&gt;|a%2F%C3%A91")]
    [InlineData("{{ println 1 \"a\" nil }}", "1 a <nil>\n")]
    [InlineData("{{ .s | printf \"%s-%s\" \"a\" }}", "a-hello")]
    public void Output_is_Go_s(string template, string expected)
    {
        Assert.Equal(expected, Render(template));
    }

    [Theory]
    [InlineData("{{ .z.foo }}", "1:5", ".z.foo", "nil pointer evaluating interface {}.foo")]
    [InlineData("{{ range .l }}{{ .x }}{{ end }}", "1:17", ".x", "can't evaluate field x in type interface {}")]
    [InlineData("{{ $x := .s }}{{ $x.foo }}", "1:19", "$x.foo", "can't evaluate field foo in type string")]
    [InlineData("{{ .pod.Nope }}", "1:7", ".pod.Nope", "can't evaluate field Nope in type interface {}")]
    [InlineData("{{ .pod.Name 1 }}", "1:7", ".pod.Name", "Name has arguments but cannot be invoked as function")]
    [InlineData("{{ .s 1 }}", "1:3", ".s", "s is not a method but has arguments")]
    [InlineData("{{ .pod.Greet }}", "1:7", ".pod.Greet", "wrong number of args for Greet: want 1 got 0")]
    [InlineData("{{ .pod.Greet 1 }}", "1:14", "1", "expected string; found 1")]
    [InlineData("{{ .pod.Fail }}", "1:7", ".pod.Fail", "error calling Fail: it failed")]
    [InlineData("{{ $p := .pointer }}{{ $p.Name }}", "1:25", "$p.Name", "nil pointer evaluating *v1.Pod.Name")]
    [InlineData("{{ 1 2 }}", "1:3", "1", "can't give argument to non-function 1")]
    [InlineData("{{ .s | (print 1) }}", "1:3", ".s", "can't give argument to non-function print 1")]
    [InlineData("{{ nil.x | print }}{{ (nil).x }}", null, null, "template: inject:1: unexpected . after term \"nil\"")]
    [InlineData("{{ 9223372036854775808 }}", "1:3", "9223372036854775808", "9223372036854775808 overflows int")]
    [InlineData("{{ range 1.5 }}{{ end }}", "1:9", "1.5", "range can't iterate over 1.5")]
    [InlineData("{{ range .s }}{{ end }}", "1:9", ".s", "range can't iterate over hello")]
    [InlineData("{{ range $i, $e := 3 }}{{ end }}", "1:19", "3", "can't use 3 to iterate over more than one variable")]
    [InlineData("{{ printf 1 }}", "1:10", "1", "expected string; found 1")]
    [InlineData("{{ printf .n }}", "1:10", ".n", "wrong type for value; expected string; got float64")]
    [InlineData("{{ printf .z }}", "1:10", ".z", "wrong type for value; expected string; got interface {}")]
    [InlineData("{{ printf .missing }}", "1:10", ".missing", "invalid value; expected string")]
    [InlineData("{{ printf nil }}", "1:10", "nil", "cannot assign nil to string")]
    [InlineData("{{ printf .policy }}", "1:10", ".policy", "wrong type for value; expected string; got v1.PullPolicy")]
    [InlineData("{{ printf }}", "1:3", "printf", "wrong number of args for printf: want at least 1 got 0")]
    [InlineData("{{ not 1 2 }}", "1:3", "not", "wrong number of args for not: want 1 got 2")]
    [InlineData("{{ len 3 }}", "1:3", "len 3", "error calling len: len of type int")]
    [InlineData("{{ len .z }}", "1:3", "len .z", "error calling len: len of nil pointer")]
    [InlineData("{{ len nil }}", "1:3", "len nil", "error calling len: reflect: call of reflect.Value.Type on zero Value")]
    [InlineData("{{ index .l \"a\" }}", "1:3", "index .l \"a\"", "error calling index: cannot index slice/array with type string")]
    [InlineData("{{ index .l 3 }}", "1:3", "index .l 3", "error calling index: reflect: slice index out of range")]
    [InlineData("{{ index .m 1 }}", "1:3", "index .m 1", "error calling index: value has type int; should be string")]
    [InlineData("{{ index .m nil }}", "1:3", "index .m nil", "error calling index: value is nil; should be of type string")]
    [InlineData("{{ index .m \"a\" \"b\" }}", "1:3", "index .m \"a\" \"b\"", "error calling index: index of nil pointer")]
    [InlineData("{{ index .z 1 }}", "1:3", "index .z 1", "error calling index: index of untyped nil")]
    [InlineData("{{ index .n 1 }}", "1:3", "index .n 1", "error calling index: can't index item of type float64")]
    [InlineData("{{ slice .s 3 1 }}", "1:3", "slice .s 3 1", "error calling slice: invalid slice index: 3 > 1")]
    [InlineData("{{ slice .m 1 }}", "1:3", "slice .m 1", "error calling slice: can't slice item of type map[string]interface {}")]
    [InlineData("{{ eq .l .l }}", "1:3", "eq .l .l", "error calling eq: non-comparable type [a <nil> %!s(float64=2)]: []interface {}")]
    [InlineData("{{ lt .m 1 }}", "1:3", "lt .m 1", "error calling lt: invalid type for comparison")]
    [InlineData("{{ lt true false }}", "1:3", "lt true false", "error calling lt: invalid type for comparison")]
    [InlineData("{{ call .s }}", "1:3", "call .s", "error calling call: non-function .s of type string")]
    [InlineData("{{ call .z }}", "1:3", "call .z", "error calling call: call of nil")]
    [InlineData("{{ call .join }}", "1:3", "call .join", "error calling call: wrong number of args for .join: got 0 want at least 1")]
    [InlineData("{{ call .join 1 }}", "1:3", "call .join 1", "error calling call: arg 0: value has type int; should be string")]
    [InlineData("{{ .s | call }}", "1:8", "call", "error calling call: non-function hello of type string")]
    [InlineData("{{ .join }}", "1:3", "{{.join}}", "can't print {{.join}} of type func(string, ...string) string")]
    [InlineData("{{ if true }}\n  é {{ template \"x\" }}{{ end }}", "2:17", "{{template \"x\"}}", "template \"x\" not defined")]
    [InlineData("{{ define \"t\" }}{{ .a.b }}{{ end }}{{ template \"t\" .s }}", "t 1:21", ".a.b", "can't evaluate field a in type string")]
    public void Errors_are_Go_s(string template, string? place, string? context, string message)
    {
        string name = place is not null && place.StartsWith("t ", StringComparison.Ordinal) ? "t" : "inject";
        string expected = place is null
            ? message
            : At(place.Replace("t ", "", StringComparison.Ordinal), $"executing \"{name}\" at <{context}>: {message}");

        Assert.Equal(expected, Render(template));
    }

    [Fact]
    public void An_execution_error_carries_its_place_and_leaves_what_was_printed()
    {
        Template template = Template.Parse("inject", "ü\n é{{ .s }} {{ index .l 9 }}");
        using StringWriter output = new();

        TemplateException exception = Assert.Throws<TemplateException>(
            () => template.Execute(output, Data, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("ü\n éhello ", output.ToString());
        Assert.Equal(("inject", 2, (int?)15, "index .l 9"), (exception.Name, exception.Line, exception.Column, exception.Context));
        Assert.False(exception.IsParseError);
        Assert.IsType<FunctionException>(exception.InnerException);
    }

    [Fact]
    public void And_and_or_do_not_evaluate_what_does_not_matter()
    {
        int calls = 0;
        FunctionMap functions = new() { { "count", "func() int", _ => ++calls } };

        Assert.Equal("0 1", Outcome.Text("{{ and 0 (count) }} {{ or 1 (count) }}", null, functions));
        Assert.Equal(0, calls);
    }

    [Fact]
    public void A_function_of_the_host_hides_Go_s()
    {
        FunctionMap functions = new() { { "len", "func(interface {}) string", _ => "mine" } };

        Assert.Equal("mine", Outcome.Text("{{ len 1 }}", null, functions));
    }

    [Fact]
    public void Any_exception_of_a_function_ends_the_template_and_is_kept()
    {
        FunctionMap functions = new() { { "broken", "func() string", _ => throw new InvalidOperationException("broken inside") } };
        Template template = Template.Parse("inject", "{{ broken }}", functions);

        TemplateException exception = Assert.Throws<TemplateException>(
            () => template.Render(null, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("template: inject:1:3: executing \"inject\" at <broken>: error calling broken: broken inside", exception.Message);
        Assert.IsType<InvalidOperationException>(exception.InnerException);
    }

    [Fact]
    public void Data_of_a_type_that_Go_lacks_is_the_caller_s_error()
    {
        Template template = Template.Parse("inject", "{{ . }}");

        Assert.Throws<ArgumentException>(() => template.Render(new Uri("http://localhost"), cancellationToken: TestContext.Current.CancellationToken));
        Assert.EndsWith(
            "no Go type for a value of the .NET type System.Uri",
            Outcome.Text("{{ .u }}", new Dictionary<string, object?> { ["u"] = new Uri("http://localhost") }, []),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_taken_as_Go_decodes_it()
    {
        System.Text.Json.Nodes.JsonNode? json = System.Text.Json.Nodes.JsonNode.Parse("""{"n":5,"l":[1,null,"x"],"t":true}""");

        Assert.Equal("float64 5 [1 <nil> x] map[l:[1 <nil> x] n:5 t:true]", Outcome.Text("{{ printf \"%T\" .n }} {{ .n }} {{ .l }} {{ . }}", json, []));
    }

    private sealed class Pod : IGoObject
    {
        public GoType Type { get; } = GoType.Parse("v1.Pod");

        public bool TryGetField(string name, out object? value)
        {
            value = name switch
            {
                "Name" => "web-1",
                "Labels" => new Dictionary<string, string> { ["app"] = "web" },
                _ => null,
            };
            return value is not null;
        }

        public bool TryGetMethod(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out GoFunction? method)
        {
            method = name switch
            {
                "Greet" => new GoFunction("func(string) string", call => "hi " + call.Text(0)),
                "Fail" => new GoFunction("func() string", _ => throw new FunctionException("it failed")),
                _ => null,
            };
            return method is not null;
        }

        public override string ToString() => "pod web-1";
    }
}
