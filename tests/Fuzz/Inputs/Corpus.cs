using System.Text.Json;

namespace GoTemplate.Fuzz;

/// <summary>Templates to be mutated, and the data that all are executed with.</summary>
internal sealed record Corpus(IReadOnlyList<string> Templates, JsonElement Data, string Source)
{
    private const string BuiltInData = """
        {"s":"hello","e":"","n":5,"f":2.5,"big":1000000,"t":true,"b":false,"z":null,"l":["a","b","c"],"ln":[3,1,2],"le":[],
         "m":{"k1":"v1","k0":"v0"},"me":{},"nested":{"a":{"b":{"c":"deep"}},"list":[{"name":"x","v":1}]},"uni":"héllo ☃",
         "ml":"line1\nline2","ver":"1.28.3"}
        """;

    private static readonly string[] BuiltIn =
    [
        "{{- range $i, $e := .l -}}\n  {{- if $i }}, {{ end }}{{ $e -}}\n{{- end -}}",
        "{{ define \"t\" }}[{{ . }}]{{ end }}{{ range .l }}{{ template \"t\" . }}{{ else }}none{{ end }}",
        "metadata:\n  labels: {{ toJson .m }}\n  {{- with .nested.a.b }}\n  c: {{ .c | quote }}\n  {{- end }}\n",
        "{{ $first := true }}{{ range .l }}{{ if not $first }},{{ end }}{{ . }}{{ $first = false }}{{ end }}",
        "{{ if and (eq .s \"hello\") (gt (len .l) 2) }}ok{{ else if .z }}z{{ else with .m }}{{ .k1 }}{{ end }}",
        "{{ printf \"%5.2f|%-10s|%+q|%x|%v\" .f .s .uni .s .nested }}",
        "{{ $d := dict \"a\" 1 }}{{ $_ := set $d \"b\" (list 1 2) }}{{ range $k, $v := $d }}{{ $k }}={{ $v }};{{ end }}",
        "{{ index .nested.list 0 | toJson | b64enc | b64dec | fromJson | dig \"name\" \"none\" }}",
        "{{ regexReplaceAll \"(l+)\" .s \"<${1}>\" | upper | trunc 5 }} {{ semverCompare \">=1.20\" .ver }}",
        "{{ .ml | indent 2 | nindent 4 | trim }}{{/* comment */}}{{ block \"b\" .m }}{{ .k1 }}{{ end }}",
        "spec:\n  containers:\n  {{- range until 2 }}\n  - name: c{{ . }}\n    {{- if eq . 0 }}{{ continue }}{{ end }}\n    image: x\n  {{- end }}\n",
    ];

    /// <summary>The reference snippets where they lie beside the checkout, and the built-in templates in any case.</summary>
    public static Corpus Load(string? repositoryRoot)
    {
        string? path = repositoryRoot is null ? null : Path.Combine(repositoryRoot, "..", "shared", "golden", "go-template-snippets.json");
        if (path is null || !File.Exists(path))
        {
            return new Corpus(BuiltIn, JsonDocument.Parse(BuiltInData).RootElement, $"{BuiltIn.Length} built-in templates");
        }

        JsonElement document = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        string[] snippets = [.. document.GetProperty("cases").EnumerateArray().Select(item => item.GetProperty("template").GetString()!)];
        return new Corpus(
            [.. BuiltIn, .. snippets],
            document.GetProperty("data"),
            $"{BuiltIn.Length} built-in templates and {snippets.Length} of ../shared/golden/go-template-snippets.json");
    }
}
