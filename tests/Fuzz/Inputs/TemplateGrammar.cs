using System.Text;

namespace GoTemplate.Fuzz;

/// <summary>Templates that mostly parse: statements of the language around expressions that call any function with anything.</summary>
internal sealed class TemplateGrammar(Random random)
{
    private const int MaxDepth = 4;

    /// <summary>Functions that take whatever they are given, so that what stands around them is executed too.</summary>
    private static readonly string[] Tolerant =
        ["print", "list", "quote", "toJson", "typeOf", "kindOf", "not", "and 1", "or", "toString", "int", "float64", "empty", "html", "printf \"%v %q %d\"", "default 1"];

    /// <summary>A whole template.</summary>
    public string Template()
    {
        StringBuilder text = new(random.Percent(85) ? "{{ $x := .l }}{{ $i := 1 }}{{ $y := .s }}" : "");
        for (int count = random.Next(1, 6); count > 0; count--)
        {
            text.Append(Statement(0));
        }

        return text.ToString();
    }

    /// <summary>A single call.</summary>
    public string Call() => Action(Call(MaxDepth - 1) + (random.Percent(30) ? " | " + random.Pick(Vocabulary.Functions) : ""));

    private string Statement(int depth)
    {
        int choice = depth > MaxDepth ? random.Next(40) : random.Next(100);
        return choice switch
        {
            < 20 => Text(),
            < 40 => Action(Expression(0)),
            < 50 => Action($"$x {random.Pick([":=", "="])} {Expression(0)}"),
            < 62 => Action("if " + Expression(0)) + Body(depth) + Else("if", depth) + Action("end"),
            < 76 => Action(Range() + Expression(0)) + Body(depth) + Action(random.Pick(["break", "continue", "."])) + Else("", depth) + Action("end"),
            < 84 => Action(random.Pick(["with ", "with $x := "]) + Expression(0)) + Body(depth) + Else("with", depth) + Action("end"),
            < 88 => Action($"define \"t{random.Next(3)}\"") + Body(depth) + Action("end"),
            < 91 => Action("block \"b\" " + Expression(0)) + Body(depth) + Action("end"),
            < 95 => Action($"template \"{random.Pick(["t0", "t1", "t2", "b", "inject", "none"])}\" {random.Pick(["", ".", Expression(1)])}"),
            _ => random.Pick(["{{/* c */}}", "{{- /* c\n */ -}}", "{{ /* c */ }}", "{{/**/}}", "{{/* c */ }}"]),
        };
    }

    private string Range() => random.Pick(["range ", "range $x := ", "range $i, $x := ", "range $x = ", "range $i, $x = ", "range $i, $x, $y := "]);

    private string Else(string keyword, int depth) => random.Next(10) switch
    {
        < 6 => "",
        < 9 => Action("else") + Body(depth),
        _ => Action($"else {keyword} {Expression(0)}") + Body(depth),
    };

    private string Body(int depth) => string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Statement(depth + 1)));

    private string Expression(int depth)
    {
        int choice = depth > MaxDepth ? random.Next(30) : random.Next(100);
        return choice switch
        {
            < 30 => random.Pick(Vocabulary.Values),
            < 50 => $"{random.Pick(Tolerant)} {random.Pick(Vocabulary.Values)}",
            < 65 => Call(depth),
            < 80 => $"({Expression(depth + 1)}){random.Pick(["", "", ".a", ".a.b", " .x"])}",
            _ => $"{Expression(depth + 1)} | {random.Pick(Vocabulary.Functions)}{random.Pick(["", " " + random.Pick(Vocabulary.Values)])}",
        };
    }

    private string Call(int depth)
    {
        StringBuilder call = new(random.Pick(Vocabulary.Functions));
        for (int count = random.Pick([0, 1, 1, 2, 2, 2, 3, 3, 4]); count > 0; count--)
        {
            call.Append(' ').Append(depth < MaxDepth && random.Percent(25) ? $"({Expression(depth + 1)})" : random.Pick(Vocabulary.Values));
        }

        return call.ToString();
    }

    private string Action(string content) =>
        random.Pick(["{{", "{{", "{{", "{{- "]) + Space() + content + Space() + random.Pick(["}}", "}}", "}}", " -}}"]);

    private string Space() => random.Pick(["", " ", " ", " ", "\n", "\t ", " \r\n "]);

    private string Text() => random.Pick(["a", " b ", "\n", "x\ny", "  \n ", "}}", "{", "é☃😀", "-", "", "% d", "\r\n"]);
}
