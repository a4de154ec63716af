namespace GoTemplate.Fuzz;

/// <summary>Templates that would use up time, memory or the stack: deep nesting, endless recursion, huge numbers.</summary>
internal sealed class HostileTemplates(Random random)
{
    private static readonly string[] Numbers =
        ["-1", "0", "1000", "65536", "1000000", "2147483647", "2147483648", "9223372036854775807", "-9223372036854775808", "1e18"];

    private static readonly string[] Texts = ["\"x\"", ".ml", "(repeat 5000 \"xy \")", "(repeat 200 \"aA1é☃\\n\")", "$s"];

    /// <summary>One of them.</summary>
    public string Next()
    {
        int depth = random.Pick([10, 400, 600, 5_000, 20_000]);
        return random.Next(14) switch
        {
            0 => "{{ " + Repeat("(", depth) + "1" + Repeat(")", random.Percent(80) ? depth : depth - 1) + " }}",
            1 => "{{ " + Repeat("(print ", depth) + "1" + Repeat(")", depth) + " }}",
            2 => "{{ 1" + Repeat(" | print", depth) + " }}",
            3 => Repeat(random.Pick(["{{ if true }}", "{{ with 1 }}", "{{ range .l }}"]), depth) + "x" + Repeat("{{ end }}", depth),
            4 => "{{ if false }}" + Repeat("{{ else if false }}", depth) + "{{ end }}",
            5 => Repeat("{{ block \"b\" . }}", depth) + Repeat("{{ end }}", depth),
            6 => "{{ define \"r\" }}" + Repeat("{{ template \"r\" . }}", random.Next(1, 4)) + "{{ end }}{{ template \"r\" . }}",
            7 => "{{ $s := \"x\" }}{{ range 64 }}{{ $s = " + random.Pick(["print $s $s", "cat $s $s", "list $s $s", "dict \"a\" $s \"b\" $s", "toJson (list $s $s)", "printf \"%v%q\" $s $s", "replace \"x\" \"xx\" $s"]) + " }}{{ end }}{{ $s }}",
            8 => "{{ $l := list 1 }}{{ range 100000 }}{{ $l = list $l }}{{ end }}{{ " + random.Pick(Vocabulary.Functions) + " $l }}",
            9 => "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ $_ = set $d \"l\" (list $d) }}{{ " + random.Pick(Vocabulary.Functions) + " $d " + random.Pick(["", "$d", "1"]) + " }}",
            10 => "{{ . " + Repeat(".a", depth) + " }}{{ \"" + Repeat("\\u2603", depth) + "\" }}{{ " + Repeat("9", depth) + " }}",
            11 => $"{{{{ $s := repeat 3000 \"ab,\" }}}}{{{{ printf \"%{random.Pick(Numbers)}.{random.Pick(Numbers)}{random.Pick(["d", "s", "f", "v", "x", "q", "g"])}\" {random.Pick(Texts)} }}}}",
            12 => $"{{{{ $s := repeat 3000 \"ab,\" }}}}{{{{ {random.Pick(["regexMatch", "regexFindAll", "regexReplaceAll", "regexSplit"])} \"{Expression()}\" {random.Pick(Texts)} {random.Pick(["", "-1", "$s", "\"$0$0\""])} }}}}",
            _ => $"{{{{ $s := repeat 3000 \"ab,\" }}}}{{{{ {random.Pick(Vocabulary.Functions)} {Argument()} {Argument()} {Argument()} | len }}}}",
        };
    }

    private string Argument() => random.Next(3) switch
    {
        0 => random.Pick(Numbers),
        1 => random.Pick(Texts),
        _ => random.Pick(["", "(until 10000)", ".l", ".nested", "(splitList \",\" $s)"]),
    };

    private string Expression() => random.Pick(
        ["(a+)+$", "(a|aa)*b", "(.*)*x", "(x{1,100}){1,10}", "((a{1,30}){1,30}){1,30}", "[a-z]{1000}", "(a?){500}a{500}", "", "(?i)(é|☃|.)*$", "\\\\pL+\\\\d*", "(((((((((a*)*)*)*)*)*)*)*)*)"]);

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
