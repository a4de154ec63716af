using GoTemplate.Sprig;

namespace GoTemplate.Fuzz;

/// <summary>The words that templates are made of.</summary>
internal static class Vocabulary
{
    /// <summary>Everything that can be called, Go's own functions more often than there are of them.</summary>
    public static IReadOnlyList<string> Functions { get; } =
        [.. SprigFunctions.Create().Names.Order(StringComparer.Ordinal), .. Repeat(Template.BuiltinFunctions.Order(StringComparer.Ordinal), 4)];

    /// <summary>Values that expressions begin with.</summary>
    public static IReadOnlyList<string> Values { get; } =
    [
        "\"\"", "\"a\"", "\"hello\"", "\"a,b,c\"", "\"héllo ☃\"", "\"😀\"", "\"FooBar_baz-qux\"", "\"1.5\"", "\"-3\"", "\"0x1F\"", "`a\nb`",
        "\"%d %s\"", "\"%[2]*.[1]*f\"", "\"%-+# 08.3v\"", "\"[a-z]+\"", "\"(a+)+$\"", "\"(\"", "\"1.2.3\"", "\">=1.2 <2 || ^3\"", "\"/a/../b.c\"",
        "\"http://u:p@h:80/p?q#f\"", "\"{\\\"a\\\":[1,2.5,null]}\"", "\"YWJj\"", "\"2006-01-02\"", "\"2h30m\"", "\"\\xff\\u2028\\x00\"",
        "0", "1", "-1", "2", "3", "10", "100", "0x1F", "017", "1_000", "'a'", "'☃'", "9223372036854775807", "-9223372036854775808",
        "1.5", "-0.0", "1e6", "1e21", "1e308", "5e-324", "0x1p-2", "1i", "1+2i", "true", "false", "nil",
        ".", "$", ".s", ".e", ".n", ".f", ".big", ".t", ".z", ".missing", ".uni", ".ml", ".l", ".ln", ".le", ".m", ".me", ".nested",
        ".nested.a.b.c", ".nested.list", ".z.a", ".missing.a", ".s.x", "$.m.k1", "(list)", "(list 1 \"a\" nil)", "(dict)", "(dict \"a\" (list 1))",
        "(until 5)", "(semver \"1.2.3\")", "(toDate \"2006-01-02\" \"2020-02-29\")", "(int64 5)", "$x", "$i", "$y", "(index .l 0)", "(print nil)",
    ];

    /// <summary>Fragments that lie between tokens and whole actions.</summary>
    public static IReadOnlyList<string> Pieces { get; } =
    [
        "{{", "}}", "{{- ", " -}}", "{{-", "-}}", "{", "}", "(", ")", "|", ":=", "=", ",", ".", "..", "$", "$x", ".a", ".a.b", " ", "\n", "\r\n",
        "\t", "text", "if ", "else ", "else", "else if ", "else with ", "end", "{{end}}", "{{else}}", "range ", "with ", "define ", "block ", "template ",
        "break", "continue", "{{break}}", "nil", "true", "1", "-1", "0x1F", "0b2", "1e", "1e3", ".5", "1i", "1+2i", "08", "'a'", "'ab'", "''", "'\\n'",
        "\"s\"", "\"\\u00e9\"", "\"\\q\"", "`raw`", "/*", "*/", "/* c */", "{{/* c */}}", "print", "printf", "index", "and", "or", "not", "eq", "len",
        "list", "dict", "quote", "nofunc", "\"", "'", "`", "\\", "é", "☃", "😀", "\0", "\uFEFF", "\uD800", "_", "#", "%", "{{if .s}}",
        "{{range $i, $e := .l}}", "{{with $x := .m}}", "{{.s}}", "{{$x := 1}}", "{{$x = 2}}", "{{$x}}", "{{define \"t\"}}", "{{template \"t\" .}}",
        "{{block \"b\" .}}",
    ];

    private static IEnumerable<string> Repeat(IEnumerable<string> names, int times) => Enumerable.Repeat(names, times).SelectMany(name => name);
}
