using System.Text;
using GoTemplate.Text;

namespace GoTemplate.Syntax;

/// <summary>A part of a parsed template. Its text is a template again, as with Go's <c>parse.Node</c>.</summary>
internal abstract class Node(int position)
{
    /// <summary>Where it starts: an index into the template's text.</summary>
    public int Position { get; } = position;

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
internal sealed class ListNode(int position, Node[] nodes) : Node(position)
{
    /// <summary>The nodes.</summary>
    public Node[] Nodes { get; } = nodes;

    /// <summary>Whether there is nothing in it but white space; such a definition does not replace another.</summary>
    public bool IsEmpty => Array.TrueForAll(Nodes, node => node is TextNode text && string.IsNullOrWhiteSpace(text.Text));

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
internal sealed class TextNode(int position, string text) : Node(position)
{
    /// <summary>The text.</summary>
    public string Text { get; } = text;

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
internal sealed class ActionNode(int position, PipeNode pipe) : Node(position)
{
    /// <summary>The pipeline.</summary>
    public PipeNode Pipe { get; } = pipe;

    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text)
    {
        text.Append("{{");
        Pipe.WriteTo(text);
        text.Append("}}");
    }
}

/// <summary>Commands joined by |, and the variables that take the result.</summary>
internal sealed class PipeNode(int position, VariableNode[] variables, bool isAssignment, CommandNode[] commands) : Node(position)
{
    /// <summary>The variables that take the result; mostly none.</summary>
    public VariableNode[] Variables { get; } = variables;

    /// <summary>Whether they are assigned rather than declared.</summary>
    public bool IsAssignment { get; } = isAssignment;

    /// <summary>The commands; each takes the value of the one before it.</summary>
    public CommandNode[] Commands { get; } = commands;

    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text)
    {
        if (Variables.Length > 0)
        {
            text.AppendJoin<Node>(", ", Variables).Append(IsAssignment ? " = " : " := ");
        }

        text.AppendJoin<Node>(" | ", Commands);
    }
}

/// <summary>An operand, or a function or method with its arguments.</summary>
internal sealed class CommandNode(int position, Node[] arguments) : Node(position)
{
    /// <summary>The words: an operand or function, and what it is given.</summary>
    public Node[] Arguments { get; } = arguments;

    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text)
    {
        for (int index = 0; index < Arguments.Length; index++)
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
internal sealed class IdentifierNode(int position, string name) : Node(position)
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append(Name);
}

/// <summary>A variable, with its dollar sign, and the fields read from it.</summary>
internal sealed class VariableNode(int position, string name, string[] fields) : Node(position)
{
    /// <summary>The name, with its dollar sign.</summary>
    public string Name { get; } = name;

    /// <summary>The fields read from it, outermost first.</summary>
    public string[] Fields { get; } = fields;

    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text)
    {
        text.Append(Name);
        FieldNode.WriteFields(text, Fields);
    }
}

/// <summary>The cursor.</summary>
internal sealed class DotNode(int position) : Node(position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append('.');
}

/// <summary>The constant nil.</summary>
internal sealed class NilNode(int position) : Node(position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append("nil");
}

/// <summary>Fields of the cursor: .x.y</summary>
internal sealed class FieldNode(int position, string[] fields) : Node(position)
{
    /// <summary>The names, outermost first.</summary>
    public string[] Fields { get; } = fields;

    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => WriteFields(text, Fields);

    internal static void WriteFields(StringBuilder text, string[] fields)
    {
        foreach (string field in fields)
        {
            text.Append('.').Append(field);
        }
    }
}

/// <summary>Fields of a function's or pipeline's result: (pipeline).x.y</summary>
internal sealed class ChainNode(int position, Node operand, string[] fields) : Node(position)
{
    /// <summary>What the fields are read from.</summary>
    public Node Operand { get; } = operand;

    /// <summary>The names, outermost first.</summary>
    public string[] Fields { get; } = fields;

    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text)
    {
        CommandNode.WriteOperand(text, Operand);
        FieldNode.WriteFields(text, Fields);
    }
}

/// <summary>true or false.</summary>
internal sealed class BoolNode(int position, bool value) : Node(position)
{
    /// <summary>Which of them.</summary>
    public bool Value { get; } = value;

    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append(Value ? "true" : "false");
}

/// <summary>A number or character constant.</summary>
internal sealed class NumberNode(int position, Constant constant) : Node(position)
{
    /// <summary>The constant.</summary>
    public Constant Constant { get; } = constant;

    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append(Constant.Text);
}

/// <summary>A string constant.</summary>
internal sealed class StringNode(int position, string quoted, string value) : Node(position)
{
    /// <summary>The literal with its quotes.</summary>
    public string Quoted { get; } = quoted;

    /// <summary>The string.</summary>
    public string Value { get; } = value;

    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append(Quoted);
}

/// <summary>What if, with and range have in common.</summary>
internal abstract class BranchNode(int position, PipeNode pipe, ListNode list, ListNode? elseList) : Node(position)
{
    /// <summary>What decides.</summary>
    public PipeNode Pipe { get; } = pipe;

    /// <summary>What is executed then.</summary>
    public ListNode List { get; } = list;

    /// <summary>What is executed otherwise.</summary>
    public ListNode? ElseList { get; } = elseList;

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
internal sealed class IfNode(int position, PipeNode pipe, ListNode list, ListNode? elseList) : BranchNode(position, pipe, list, elseList)
{
    /// <inheritdoc/>
    protected override string Keyword => "if";
}

/// <summary>A with action.</summary>
internal sealed class WithNode(int position, PipeNode pipe, ListNode list, ListNode? elseList)
    : BranchNode(position, pipe, list, elseList)
{
    /// <inheritdoc/>
    protected override string Keyword => "with";
}

/// <summary>A range action.</summary>
internal sealed class RangeNode(int position, PipeNode pipe, ListNode list, ListNode? elseList)
    : BranchNode(position, pipe, list, elseList)
{
    /// <inheritdoc/>
    protected override string Keyword => "range";
}

/// <summary>Leaves a range.</summary>
internal sealed class BreakNode(int position) : Node(position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append("{{break}}");
}

/// <summary>Goes on with a range's next element.</summary>
internal sealed class ContinueNode(int position) : Node(position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append("{{continue}}");
}

/// <summary>Executes another template.</summary>
internal sealed class TemplateNode(int position, string name, PipeNode? pipe) : Node(position)
{
    /// <summary>The template's name.</summary>
    public string Name { get; } = name;

    /// <summary>What its dot becomes; nothing in Go where it is absent.</summary>
    public PipeNode? Pipe { get; } = pipe;

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
internal sealed class EndNode(int position) : Node(position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append("{{end}}");
}

/// <summary>The border between a list and its alternative; never part of a finished tree.</summary>
internal sealed class ElseNode(int position) : Node(position)
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder text) => text.Append("{{else}}");
}
