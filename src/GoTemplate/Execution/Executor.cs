using GoTemplate.Formatting;
using GoTemplate.Syntax;
using GoTemplate.Text;
using GoTemplate.Values;

namespace GoTemplate.Execution;

/// <summary>How a list of nodes ended.</summary>
internal enum Flow
{
    /// <summary>At its end.</summary>
    Done,

    /// <summary>At a break.</summary>
    Break,

    /// <summary>At a continue.</summary>
    Continue,
}

/// <summary>
/// Executes one template: walks its nodes and writes what they print. Rules and error texts are those of Go's
/// text/template/exec.go. How expressions are evaluated is in the other part of the class.
/// </summary>
internal sealed partial class Executor
{
    private readonly Template _template;
    private readonly string _name;
    private readonly TextWriter _output;
    private readonly Budget _budget;
    private readonly int _depth;
    private readonly List<Variable> _variables;

    /// <summary>The node at hand, which error messages name.</summary>
    private Node _node;

    private Executor(Template template, string name, Node root, Value dot, TextWriter output, Budget budget, int depth)
    {
        _template = template;
        _name = name;
        _node = root;
        _output = output;
        _budget = budget;
        _depth = depth;
        _variables = new() { new Variable("$", dot) };
    }

    /// <summary>Executes a template's tree.</summary>
    /// <exception cref="TemplateException">It cannot be executed; what was printed before is written.</exception>
    public static void Execute(Template template, string name, Value data, TextWriter output, Budget budget)
    {
        ListNode root = template.Syntax.Trees[name];
        new Executor(template, name, root, data, output, budget, depth: 0).Run(data, root);
    }

    private void Run(Value dot, ListNode root)
    {
        try
        {
            WalkList(dot, root);
        }
        catch (FunctionException exception)
        {
            throw Error($"{exception.Message}", exception); // a limit, or a value of the host that is none in Go
        }
    }

    private Flow WalkList(Value dot, ListNode list)
    {
        foreach (Node node in list.Nodes)
        {
            Flow flow = Walk(dot, node);
            if (flow != Flow.Done)
            {
                return flow;
            }
        }

        return Flow.Done;
    }

    private Flow Walk(Value dot, Node node)
    {
        _node = node;
        _budget.Descend();
        switch (node)
        {
            case TextNode text:
                Write(text.Text);
                return Flow.Done;
            case ActionNode action:
                Value value = EvaluatePipeline(dot, action.Pipe);
                if (action.Pipe.Variables.Length == 0)
                {
                    Print(action, value);
                }

                return Flow.Done;
            case IfNode branch:
                return WalkIfOrWith(dot, branch, setsDot: false);
            case WithNode branch:
                return WalkIfOrWith(dot, branch, setsDot: true);
            case RangeNode range:
                return WalkRange(dot, range);
            case TemplateNode template:
                WalkTemplate(dot, template);
                return Flow.Done;
            case BreakNode:
                return Flow.Break;
            case ContinueNode:
                return Flow.Continue;
            default:
                throw Error($"unknown node: {node}");
        }
    }

    private Flow WalkIfOrWith(Value dot, BranchNode branch, bool setsDot)
    {
        int mark = _variables.Count;
        Value value = EvaluatePipeline(dot, branch.Pipe);
        Flow flow = value.IsTrue() ? WalkList(setsDot ? value : dot, branch.List)
            : branch.ElseList is not null ? WalkList(dot, branch.ElseList)
            : Flow.Done;
        Forget(mark);
        return flow;
    }

    private Flow WalkRange(Value dot, RangeNode range)
    {
        int mark = _variables.Count;
        Value value = EvaluatePipeline(dot, range.Pipe).Concrete;
        int inner = _variables.Count;
        bool isEmpty = !WalkElements(range, value, inner);
        Flow ending = isEmpty && range.ElseList is not null ? WalkList(dot, range.ElseList) : Flow.Done;
        Forget(mark);
        return ending;
    }

    /// <summary>Walks a range's list once for each element; returns whether there was one.</summary>
    private bool WalkElements(RangeNode range, Value value, int inner)
    {
        switch (value.Data)
        {
            case long or ulong:
                if (range.Pipe.Variables.Length > 1)
                {
                    throw Error($"can't use {Text(value)} to iterate over more than one variable");
                }

                return WalkCount(range, value, inner);
            case null when value.Kind is GoKind.Invalid or GoKind.Map or GoKind.Slice:
                return false;
            case not null when value.Kind == GoKind.Slice:
                return WalkSlice(range, value, inner);
            case not null when value.Kind == GoKind.Map:
                return WalkMap(range, value, inner);
            default:
                throw Error($"range can't iterate over {Text(value)}");
        }
    }

    private bool WalkSlice(RangeNode range, Value slice, int inner)
    {
        int count = slice.List.Count;
        for (int index = 0; index < count; index++)
        {
            if (WalkElement(range, Value.Of((long)index), slice.Element(index), inner) == Flow.Break)
            {
                break;
            }
        }

        return count > 0;
    }

    private bool WalkMap(RangeNode range, Value map, int inner)
    {
        string[] keys = map.SortedKeys();
        foreach (string key in keys)
        {
            if (WalkElement(range, Value.Of(key), map.Entry(key), inner) == Flow.Break)
            {
                break;
            }
        }

        return keys.Length > 0;
    }

    private bool WalkCount(RangeNode range, Value end, int inner)
    {
        ulong count = end.Data is long number ? (ulong)Math.Max(number, 0) : end.Uint;
        for (ulong index = 0; index < count; index++)
        {
            object element = end.Data is long ? (long)index : index;
            if (WalkElement(range, Value.Invalid, Value.InSlot(element, end.Type!), inner) == Flow.Break)
            {
                break;
            }
        }

        return count > 0;
    }

    private Flow WalkElement(RangeNode range, Value index, Value element, int inner)
    {
        _budget.Charge(1);
        SetRangeVariables(range.Pipe, index, element);
        Flow flow = WalkList(element, range.List);
        Forget(inner);
        return flow;
    }

    private void SetRangeVariables(PipeNode pipe, Value index, Value element)
    {
        VariableNode[] variables = pipe.Variables;
        if (variables.Length == 0)
        {
            return;
        }

        // Two variables are index and element; a single one is the element.
        if (pipe.IsAssignment)
        {
            Assign(variables[^1].Name, element);
            if (variables.Length > 1)
            {
                Assign(variables[0].Name, index);
            }

            return;
        }

        _variables[^1] = new Variable(_variables[^1].Name, element);
        if (variables.Length > 1)
        {
            _variables[^2] = new Variable(_variables[^2].Name, index);
        }
    }

    private void WalkTemplate(Value dot, TemplateNode node)
    {
        if (!_template.Syntax.Trees.TryGetValue(node.Name, out ListNode? tree))
        {
            throw Error($"template {GoQuote.Quote(node.Name)} not defined");
        }

        int limit = _budget.Limits.MaxTemplateDepth;
        if (_depth >= limit || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Error($"exceeded maximum template depth ({Math.Min(_depth, limit)})");
        }

        Value value = node.Pipe is null ? Value.Invalid : EvaluatePipeline(dot, node.Pipe);
        new Executor(_template, node.Name, tree, value, _output, _budget, _depth + 1).Run(value, tree);
    }

    private void Print(Node node, Value value)
    {
        _node = node;
        if (value.Kind == GoKind.Func)
        {
            throw Error($"can't print {node} of type {value.Type}");
        }

        Write(value.IsValid ? Text(value) : "<no value>");
    }

    private void Write(string text)
    {
        _budget.ChargeOutput(text.Length);
        _output.Write(text);
    }

    private string Text(Value value) => value.Data as string ?? Formatter.Sprint(_budget, value);

    private void Forget(int mark) => _variables.RemoveRange(mark, _variables.Count - mark);

    private void Assign(string name, Value value)
    {
        int index = IndexOf(name);
        if (index < 0)
        {
            throw Error($"undefined variable: {name}");
        }

        _variables[index] = new Variable(name, value);
    }

    /// <summary>The place of the innermost variable of a name, -1 if there is none.</summary>
    private int IndexOf(string name)
    {
        int index = _variables.Count - 1;
        while (index >= 0 && _variables[index].Name != name)
        {
            index--;
        }

        return index;
    }

    // Takes the message unwritten: to write it in place would make each method that can fail longer than all else it does.
    private TemplateException Error(FormattableString message, Exception? cause = null)
    {
        string source = _template.Syntax.Name;
        (int line, int column) = _template.Syntax.Source.Locate(_node.Position);
        string context = _node.ToString();
        return new TemplateException(
            $"template: {source}:{line}:{column}: executing {GoQuote.Quote(_name)} at <{context}>: {FormattableString.Invariant(message)}",
            source, line, column, context, cause);
    }

    // A class: a list of structs has to be compiled anew for each kind of struct, which costs more than the objects.
    private sealed record Variable(string Name, Value Value);
}
