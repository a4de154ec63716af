using CsCheck;
using GoTemplate.Syntax;

namespace GoTemplate.Tests;

public sealed class PropertyTests
{
    /// <summary>Pieces that templates are made of, so that a random text often is nearly one.</summary>
    private static readonly Gen<string> Piece = Gen.OneOf(Array.ConvertAll<string, IGen<string>>([
        "{{", "}}", "{{- ", " -}}", "{", "}", "(", ")", "|", ":=", "=", ",", ".", "$", "$x", ".a", ".a.b", " ", "\n", "\r\n", "text",
        "if ", "else ", "else", "end", "{{end}}", "{{else}}", "range ", "with ", "define ", "block ", "template ", "break", "continue",
        "nil", "true", "1", "-1", "0x1F", "1e3", "1.5", "1i", "1+2i", "'a'", "'\\n'", "\"s\"", "\"\\u00e9\"", "`raw`", "/* c */", "/*",
        "*/", "print", "printf", "index", "and", "or", "not", "eq", "len", "list", "dict", "quote", "nofunc", "\"", "'", "`", "é", "☃",
        "{{if .a}}", "{{range $i, $e := .l}}", "{{with $x := .a}}", "{{.a}}", "{{print .l}}", "{{$x}}", "{{$x := 1}}", "{{/* c */}}"], Gen.Const));

    private static readonly Gen<string> NearlyTemplate = Piece.Array[0, 30].Select(pieces => string.Concat(pieces));

    private static readonly Gen<string> AnyText = Gen.Frequency((3, NearlyTemplate), (1, Gen.String));

    private static readonly Dictionary<string, object?> Data = new(StringComparer.Ordinal)
    {
        ["a"] = new Dictionary<string, object?> { ["b"] = "text" },
        ["l"] = new List<object?> { 1.0, "two", null },
    };

    [Fact]
    public void Parsing_any_text_throws_nothing_but_the_engine_s_own_error()
    {
        AnyText.Sample(text => TryParse(text) is not null || true, iter: 20_000);
    }

    [Fact]
    public void What_is_printed_by_the_short_way_is_what_printf_prints()
    {
        Gen<object> number = Gen.OneOf<object>(
            Gen.Double.Select(value => (object)value),
            Gen.Int[-2_000_000, 2_000_000].Select(value => (object)(double)value),
            Gen.OneOf(Gen.Const(0.0), Gen.Const(-0.0), Gen.Const(999_999.0), Gen.Const(1_000_000.0), Gen.Const(-1_000_000.0)).Select(value => (object)value),
            Gen.Long.Select(value => (object)value),
            Gen.Bool.Select(value => (object)value),
            Gen.String.Select(value => (object)value));
        Template plain = Template.Parse("inject", "{{.v}}");
        Template byVerb = Template.Parse("inject", "{{printf \"%v\" .v}}");
        number.Sample(
            value =>
            {
                Dictionary<string, object?> data = new(StringComparer.Ordinal) { ["v"] = value };
                return plain.Render(data) == byVerb.Render(data);
            },
            iter: 20_000);
    }

    [Fact]
    public void Executing_any_template_throws_nothing_but_the_engine_s_own_error()
    {
        FunctionMap functions = TestFunctions.All();
        TemplateLimits limits = new() { MaxWork = 100_000 };
        NearlyTemplate.Sample(
            text =>
            {
                (string _, string? parseError, string? executeError) = Outcome.Of(text, Data, functions, limits);
                return (parseError ?? executeError)?.StartsWith("template: inject:", StringComparison.Ordinal) ?? true;
            },
            iter: 20_000);
    }

    [Fact]
    public void Calling_any_function_with_any_arguments_prints_or_fails_as_the_engine()
    {
        FunctionMap functions = TestFunctions.All();
        TemplateLimits limits = new() { MaxWork = 100_000 };
        Gen<string> name = Gen.OneOf([.. KnownFunctions.Sprig.Concat(KnownFunctions.Builtins).Select(function => Gen.Const(function))]);
        Gen<string> argument = Gen.OneOf(Array.ConvertAll<string, IGen<string>>(
            ["0", "1", "-1", "3", "99999999999", "1.5", "\"\"", "\"a,b\"", "\"é☃\"", "\"[a-z]+(\"", "\"1.2.3\"", "\"%5.2f%v\"", "true", "nil", ".a", ".l", ".none", "(dict \"k\" 1)", "(list 1 \"x\")"],
            Gen.Const));
        Gen.Select(name, argument.Array[0, 4]).Sample(
            (function, arguments) =>
            {
                (string _, string? parseError, string? executeError) =
                    Outcome.Of($"{{{{ {function} {string.Join(' ', arguments)} }}}}", Data, functions, limits);
                return parseError is null && (executeError?.StartsWith("template: inject:1:", StringComparison.Ordinal) ?? true);
            },
            iter: 20_000);
    }

    [Fact]
    public void Text_without_actions_renders_as_itself()
    {
        Gen.String.Where(text => !text.Contains("{{", StringComparison.Ordinal))
            .Sample(text => Template.Parse("inject", text).Render(null) == text, iter: 5_000);
    }

    [Fact]
    public void A_printed_template_parses_and_prints_itself()
    {
        NearlyTemplate.Select(TryParse).Where(syntax => syntax is not null).Sample(
            syntax =>
            {
                string printed = syntax!.ToString();
                return TemplateSyntax.Parse("inject", printed, KnownFunctions.All.Contains).ToString() == printed;
            },
            iter: 5_000);
    }

    [Fact]
    public void A_printed_template_renders_as_the_original()
    {
        FunctionMap functions = TestFunctions.All();
        TemplateLimits limits = new() { MaxWork = 100_000 };
        NearlyTemplate.Select(text => (text, syntax: TryParse(text))).Where(pair => pair.syntax is not null).Sample(
            pair =>
            {
                (string output, string? parseError, string? executeError) = Outcome.Of(pair.text, Data, functions, limits);
                (string again, string? parseAgain, string? executeAgain) = Outcome.Of(pair.syntax!.ToString(), Data, functions, limits);
                return output == again && parseError == parseAgain && executeError is null == executeAgain is null;
            },
            iter: 5_000);
    }

    private static TemplateSyntax? TryParse(string text)
    {
        try
        {
            return TemplateSyntax.Parse("inject", text, KnownFunctions.All.Contains);
        }
        catch (TemplateException)
        {
            return null;
        }
    }
}
