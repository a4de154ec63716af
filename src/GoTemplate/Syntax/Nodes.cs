using System.Text;
using GoTemplate.Text;

namespace GoTemplate.Syntax;

/// <summary>A part of a parsed template. Its text is a template again, as with Go's <c>parse.Node</c>.</summary>
/// <param name="Position">Where it starts: an index into the template's text.</param>
internal abstract record Node(int Position)
{
    /// <summary>Writes the node as template text.</summary>
    public abstract void WriteTo(StringBuilder text);

    /// <summary>The node as template text; error messages quote it.</summary>
    public sealed override string ToString()
    {
        StringBuilder text = new();
        WriteTo(text);
        return text.ToString();
    }
}

/// <summary>Nodes one after the other.</summary>
internal sealed record ListNode(int Position, IReadOnlyList<Node> Nodes) : Node(Position)
{
    /// <summary>Whether there is nothing in it but white space; such a definition does not replace another.</summary>
    public bool IsEmpty => Nodes.All(node => node is TextNode text && string.IsNullOrWhiteSpace(text.Text));

    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text)
    {
        foreach (Node node in Nodes)
        {
            node.WriteTo(text);
        }
    }
}

/// <summary>Plain text.</summary>
internal sealed record TextNode(int Position, string Text) : Node(Position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text)
    {
        // A brace at the end would join the delimiter that follows; Go prints it bare and so prints another template.
        if (Text.EndsWith('{'))
        {
            text.Append(Text, 0, Text.Length - 1).Append("{{\"{\"}}");
        }
        else
        {
            text.Append(Text);
        }
    }
}

/// <summary>A pipeline between delimiters that is evaluated and printed.</summary>
internal sealed record ActionNode(int Position, PipeNode Pipe) : Node(Position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text)
    {
        text.Append("{{");
        Pipe.WriteTo(text);
        text.Append("}}");
    }
}

/// <summary>Commands joined by |, and the variables that take the result.</summary>
internal sealed record PipeNode(
    int Position, IReadOnlyList<VariableNode> Variables, bool IsAssignment, IReadOnlyList<CommandNode> Commands) : Node(Position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text)
    {
        if (Variables.Count > 0)
        {
            text.AppendJoin(", ", Variables).Append(IsAssignment ? " = " : " := ");
        }

        text.AppendJoin(" | ", Commands);
    }
}

/// <summary>An operand, or a function or method with its arguments.</summary>
internal sealed record CommandNode(int Position, IReadOnlyList<Node> Arguments) : Node(Position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text)
    {
        for (int index = 0; index < Arguments.Count; index++)
        {
            if (index > 0)
            {
                text.Append(' ');
            }

            WriteOperand(text, Arguments[index]);
        }
    }

    /// <summary>Writes an operand; a pipeline inside a command stands in parentheses.</summary>
    internal static void WriteOperand(StringBuilder text, Node operand)
    {
        if (operand is not PipeNode)
        {
            operand.WriteTo(text);
            return;
        }

        text.Append('(');
        operand.WriteTo(text);
        text.Append(')');
    }
}

/// <summary>The name of a function.</summary>
internal sealed record IdentifierNode(int Position, string Name) : Node(Position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append(Name);
}

/// <summary>A variable, with its dollar sign, and the fields read from it.</summary>
internal sealed record VariableNode(int Position, string Name, IReadOnlyList<string> Fields) : Node(Position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text)
    {
        text.Append(Name);
        FieldNode.WriteFields(text, Fields);
    }
}

/// <summary>The cursor.</summary>
internal sealed record DotNode(int Position) : Node(Position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append('.');
}

/// <summary>The constant nil.</summary>
internal sealed record NilNode(int Position) : Node(Position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append("nil");
}

/// <summary>Fields of the cursor: .x.y</summary>
internal sealed record FieldNode(int Position, IReadOnlyList<string> Fields) : Node(Position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => WriteFields(text, Fields);

    internal static void WriteFields(StringBuilder text, IReadOnlyList<string> fields)
    {
        foreach (string field in fields)
        {
            text.Append('.').Append(field);
        }
    }
}

/// <summary>Fields of a function's or pipeline's result: (pipeline).x.y</summary>
internal sealed record ChainNode(int Position, Node Operand, IReadOnlyList<string> Fields) : Node(Position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text)
    {
        CommandNode.WriteOperand(text, Operand);
        FieldNode.WriteFields(text, Fields);
    }
}

/// <summary>true or false.</summary>
internal sealed record BoolNode(int Position, bool Value) : Node(Position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append(Value ? "true" : "false");
}

/// <summary>A number or character constant.</summary>
internal sealed record NumberNode(int Position, Constant Constant) : Node(Position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append(Constant.Text);
}

/// <summary>A string constant.</summary>
/// <param name="Position">Where it starts.</param>
/// <param name="Quoted">The literal with its quotes.</param>
/// <param name="Value">The string.</param>
internal sealed record StringNode(int Position, string Quoted, string Value) : Node(Position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append(Quoted);
}

/// <summary>What if, with and range have in common.</summary>
internal abstract record BranchNode(int Position, PipeNode Pipe, ListNode List, ListNode? ElseList) : Node(Position)
{
    /// <summary>The keyword.</summary>
    protected abstract string Keyword { get; }

    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text)
    {
        text.Append("{{").Append(Keyword).Append(' ');
        Pipe.WriteTo(text);
        text.Append("}}");
        List.WriteTo(text);
        if (ElseList is not null)
        {
            text.Append("{{else}}");
            ElseList.WriteTo(text);
        }

        text.Append("{{end}}");
    }
}

/// <summary>An if action.</summary>
internal sealed record IfNode(int Position, PipeNode Pipe, ListNode List, ListNode? ElseList)
    : BranchNode(Position, Pipe, List, ElseList)
{
    /// <inheritdoc/>
    protected override string Keyword => "if";
}

/// <summary>A with action.</summary>
internal sealed record WithNode(int Position, PipeNode Pipe, ListNode List, ListNode? ElseList)
    : BranchNode(Position, Pipe, List, ElseList)
{
    /// <inheritdoc/>
    protected override string Keyword => "with";
}

/// <summary>A range action.</summary>
internal sealed record RangeNode(int Position, PipeNode Pipe, ListNode List, ListNode? ElseList)
    : BranchNode(Position, Pipe, List, ElseList)
{
    /// <inheritdoc/>
    protected override string Keyword => "range";
}

/// <summary>Leaves a range.</summary>
internal sealed record BreakNode(int Position) : Node(Position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append("{{break}}");
}

/// <summary>Goes on with a range's next element.</summary>
internal sealed record ContinueNode(int Position) : Node(Position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append("{{continue}}");
}

/// <summary>Executes another template.</summary>
internal sealed record TemplateNode(int Position, string Name, PipeNode? Pipe) : Node(Position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text)
    {
        text.Append("{{template ").Append(GoQuote.Quote(Name));
        if (Pipe is not null)
        {
            text.Append(' ');
            Pipe.WriteTo(text);
        }

        text.Append("}}");
    }
}

/// <summary>The end of a list; never part of a finished tree.</summary>
internal sealed record EndNode(int Position) : Node(Position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append("{{end}}");
}

/// <summary>The border between a list and its alternative; never part of a finished tree.</summary>
internal sealed record ElseNode(int Position) : Node(Position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append("{{else}}");
}
