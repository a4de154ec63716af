using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using GoTemplate.Text;

namespace GoTemplate.Syntax;

/// <summary>
/// Builds the trees of a template: its own and one for each define and block in it. Grammar and error texts are those of
/// Go's text/template/parse/parse.go.
/// </summary>
internal sealed class Parser
{
    /// <summary>How deep actions and parentheses may nest; every level costs stack when parsing and when executing.</summary>
    private const int MaxNesting = 500;

    private readonly SourceText _source;
    private readonly Predicate<string> _isFunction;
    private readonly TokenStream _tokens;
    private readonly Dictionary<string, ListNode> _trees = new(StringComparer.Ordinal);
    private Scope _scope = new();
    private int _nesting;

    private Parser(SourceText source, Predicate<string> isFunction)
    {
        _source = source;
        _isFunction = isFunction;
        _tokens = new TokenStream(new Lexer(source.Text, isFunction));
    }

    /// <summary>Parses a text; its own tree is stored under the source's name.</summary>
    /// <exception cref="TemplateException">The text is not a template.</exception>
    public static IReadOnlyDictionary<string, ListNode> Parse(SourceText source, Predicate<string> isFunction)
    {
        Parser parser = new(source, isFunction);
        parser.AddTree(source.Name, parser.ParseFile());
        return parser._trees;
    }

    /// <summary>text, actions and definitions up to the end of the file</summary>
    private ListNode ParseFile()
    {
        int position = _tokens.Peek().Position;
        List<Node> nodes = [];
        while (_tokens.Peek().Kind != TokenKind.EndOfFile)
        {
            if (_tokens.Peek().Kind == TokenKind.LeftDelimiter)
            {
                Token delimiter = _tokens.Next();
                if (_tokens.NextNonSpace().Kind == TokenKind.Define)
                {
                    ParseDefinition();
                    continue;
                }

                _tokens.Back(delimiter);
            }

            Node node = ParseTextOrAction();
            if (node is EndNode or ElseNode)
            {
                Fail($"unexpected {node}");
            }

            nodes.Add(node);
        }

        return new ListNode(position, nodes.ToArray());
    }

    /// <summary>{{define "name"}} list {{end}}; the keyword is read</summary>
    private void ParseDefinition()
    {
        const string context = "define clause";
        Token token = _tokens.NextNonSpace();
        string name = ParseTemplateName(token, context);
        Expect(TokenKind.RightDelimiter, context);
        Node end = ParseTree(name);
        if (end is not EndNode)
        {
            Fail($"unexpected {end} in {context}");
        }
    }

    /// <summary>The list of a define or block, which knows no variables but its own; returns what closed it.</summary>
    private Node ParseTree(string name)
    {
        Scope outer = _scope;
        _scope = new Scope();
        ListNode list = ParseList(out Node end);
        if (end is EndNode)
        {
            AddTree(name, list);
        }

        _scope = outer;
        return end;
    }

    private void AddTree(string name, ListNode list)
    {
        if (!_trees.TryGetValue(name, out ListNode? existing) || existing.IsEmpty)
        {
            _trees[name] = list;
        }
        else if (!list.IsEmpty)
        {
            Fail($"template: multiple definition of template {GoQuote.Quote(name)}");
        }
    }

    /// <summary>text and actions up to an end or else</summary>
    /// <param name="end">That end or else.</param>
    private ListNode ParseList(out Node end)
    {
        int position = _tokens.PeekNonSpace().Position;
        List<Node> nodes = [];
        while (_tokens.PeekNonSpace().Kind != TokenKind.EndOfFile)
        {
            Node node = ParseTextOrAction();
            if (node is EndNode or ElseNode)
            {
                end = node;
                return new ListNode(position, nodes.ToArray());
            }

            nodes.Add(node);
        }

        Fail($"unexpected EOF");
        end = null;
        return null;
    }

    private Node ParseTextOrAction()
    {
        Token token = _tokens.NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Text:
                return new TextNode(token.Position, token.Value);
            case TokenKind.LeftDelimiter:
                _scope.ActionLine = token.Line;
                Node action = ParseAction();
                _scope.ActionLine = 0;
                return action;
            default:
                Unexpected(token, "input");
                return null;
        }
    }

    private Node ParseAction()
    {
        EnterLevel();
        Token token = _tokens.NextNonSpace();
        Node node;
        switch (token.Kind)
        {
            case TokenKind.Block:
                node = ParseBlock();
                break;
            case TokenKind.Break:
                ExpectInsideRange("{{break}}");
                node = new BreakNode(token.Position);
                break;
            case TokenKind.Continue:
                ExpectInsideRange("{{continue}}");
                node = new ContinueNode(token.Position);
                break;
            case TokenKind.Else:
                node = ParseElse();
                break;
            case TokenKind.End:
                node = new EndNode(Expect(TokenKind.RightDelimiter, "end").Position);
                break;
            case TokenKind.If:
                node = ParseControl("if");
                break;
            case TokenKind.Range:
                node = ParseControl("range");
                break;
            case TokenKind.Template:
                node = ParseTemplate();
                break;
            case TokenKind.With:
                node = ParseControl("with");
                break;
            default:
                // Variables declared here live until the enclosing end.
                _tokens.Back();
                node = new ActionNode(_tokens.Peek().Position, ParsePipeline("command", TokenKind.RightDelimiter));
                break;
        }

        _nesting--;
        return node;
    }

    private void ExpectInsideRange(string action)
    {
        Expect(TokenKind.RightDelimiter, action);
        if (_scope.RangeDepth == 0)
        {
            Fail($"{action} outside {{{{range}}}}");
        }
    }

    /// <summary>What follows the keyword if, with or range: pipeline, list, and the alternative with its end.</summary>
    private BranchNode ParseControl(string keyword)
    {
        bool isRange = keyword == "range";
        int variables = _scope.Variables.Count;
        PipeNode pipe = ParsePipeline(keyword, TokenKind.RightDelimiter);
        _scope.RangeDepth += isRange ? 1 : 0;
        ListNode list = ParseList(out Node end);
        _scope.RangeDepth -= isRange ? 1 : 0;
        ListNode? elseList = end is ElseNode ? ParseElseList(keyword, end.Position) : null;
        _scope.Variables.RemoveRange(variables, _scope.Variables.Count - variables);
        return isRange ? new RangeNode(pipe.Position, pipe, list, elseList)
            : keyword == "with" ? new WithNode(pipe.Position, pipe, list, elseList)
            : new IfNode(pipe.Position, pipe, list, elseList);
    }

    private ListNode ParseElseList(string keyword, int position)
    {
        // {{else if}} is {{else}}{{if}} whose end serves both; the word "if" is still to be read.
        TokenKind next = _tokens.Peek().Kind;
        if ((keyword == "if" && next == TokenKind.If) || (keyword == "with" && next == TokenKind.With))
        {
            EnterLevel();
            _tokens.Next();
            BranchNode nested = ParseControl(keyword);
            _nesting--;
            return new ListNode(position, [nested]);
        }

        ListNode list = ParseList(out Node end);
        if (end is not EndNode)
        {
            Fail($"expected end; found {end}");
        }

        return list;
    }

    private ElseNode ParseElse()
    {
        Token next = _tokens.PeekNonSpace();
        return next.Kind is TokenKind.If or TokenKind.With
            ? new ElseNode(next.Position)
            : new ElseNode(Expect(TokenKind.RightDelimiter, "else").Position);
    }

    /// <summary>{{block "name" pipeline}} list {{end}}: defines a template and executes it in place</summary>
    private TemplateNode ParseBlock()
    {
        const string context = "block clause";
        Token token = _tokens.NextNonSpace();
        string name = ParseTemplateName(token, context);
        PipeNode pipe = ParsePipeline(context, TokenKind.RightDelimiter);
        Token opening = _tokens.Newest;
        Node end = ParseTree(name);
        if (end is not EndNode)
        {
            Fail($"unexpected {end} in {context}", opening); // Go names the line where the block starts.
        }

        return new TemplateNode(token.Position, name, pipe);
    }

    private TemplateNode ParseTemplate()
    {
        const string context = "template clause";
        Token token = _tokens.NextNonSpace();
        string name = ParseTemplateName(token, context);
        PipeNode? pipe = null;
        if (_tokens.NextNonSpace().Kind != TokenKind.RightDelimiter)
        {
            _tokens.Back();
            pipe = ParsePipeline(context, TokenKind.RightDelimiter);
        }

        return new TemplateNode(token.Position, name, pipe);
    }

    private string ParseTemplateName(Token token, string context)
    {
        if (token.Kind is not (TokenKind.String or TokenKind.RawString))
        {
            Unexpected(token, context);
        }

        return Unquote(token);
    }

    /// <summary>variables? command ('|' command)*</summary>
    private PipeNode ParsePipeline(string context, TokenKind end)
    {
        int position = _tokens.PeekNonSpace().Position;
        List<VariableNode> variables = [];
        bool isAssignment = ParseVariables(context, variables);
        List<CommandNode> commands = [];
        while (true)
        {
            Token token = _tokens.NextNonSpace();
            if (token.Kind == end)
            {
                CheckPipeline(commands, context);
                return new PipeNode(position, variables.ToArray(), isAssignment, commands.ToArray());
            }

            if (!StartsOperand(token.Kind))
            {
                Unexpected(token, context);
            }

            _tokens.Back();
            commands.Add(ParseCommand());
        }
    }

    /// <summary>The variables that take the pipeline's value; whether they are assigned rather than declared.</summary>
    private bool ParseVariables(string context, List<VariableNode> variables)
    {
        while (true)
        {
            Token variable = _tokens.PeekNonSpace();
            if (variable.Kind != TokenKind.Variable)
            {
                return false;
            }

            // "$x foo" and "$x := foo" differ only after the space, which is a token of its own and may have to be put back.
            _tokens.Next();
            Token adjacent = _tokens.Peek();
            Token next = _tokens.PeekNonSpace();
            bool isComma = next is { Kind: TokenKind.Char, Value: "," };
            if (next.Kind is not (TokenKind.Assign or TokenKind.Declare) && !isComma)
            {
                if (adjacent.Kind == TokenKind.Space)
                {
                    _tokens.Back(variable, adjacent);
                }
                else
                {
                    _tokens.Back(variable);
                }

                return false;
            }

            _tokens.NextNonSpace();
            variables.Add(new VariableNode(variable.Position, variable.Value, []));
            _scope.Variables.Add(variable.Value);
            if (!isComma)
            {
                return next.Kind == TokenKind.Assign;
            }

            if (context != "range" || variables.Count > 1)
            {
                Fail($"too many declarations in {context}");
            }

            if (_tokens.PeekNonSpace().Kind is not (TokenKind.Variable or TokenKind.RightDelimiter or TokenKind.RightParen))
            {
                Fail($"range can only initialize variables");
            }
        }
    }

    private void CheckPipeline(List<CommandNode> commands, string context)
    {
        if (commands.Count == 0)
        {
            Fail($"missing value for {context}");
        }

        // Only the first command may be a plain value; the others take the value before them.
        int stage = commands.FindIndex(1, command => command.Arguments[0] is BoolNode or DotNode or NilNode or NumberNode or StringNode);
        if (stage > 0)
        {
            Fail($"non executable command in pipeline stage {stage + 1}");
        }
    }

    private static bool StartsOperand(TokenKind kind) => kind
        is TokenKind.Bool or TokenKind.CharConstant or TokenKind.Complex or TokenKind.Dot or TokenKind.Field
        or TokenKind.Identifier or TokenKind.Number or TokenKind.Nil or TokenKind.RawString or TokenKind.String
        or TokenKind.Variable or TokenKind.LeftParen;

    /// <summary>operand (space operand)*; the pipe character after it is read, a closing delimiter or parenthesis is not</summary>
    private CommandNode ParseCommand()
    {
        int position = _tokens.PeekNonSpace().Position;
        List<Node> arguments = [];
        while (true)
        {
            _tokens.PeekNonSpace();
            if (ParseOperand() is { } operand)
            {
                arguments.Add(operand);
            }

            Token token = _tokens.Next();
            switch (token.Kind)
            {
                case TokenKind.Space:
                    continue;
                case TokenKind.RightDelimiter or TokenKind.RightParen:
                    _tokens.Back();
                    break;
                case TokenKind.Pipe:
                    break;
                default:
                    Unexpected(token, "operand");
                    break;
            }

            if (arguments.Count == 0)
            {
                Fail($"empty command");
            }

            return new CommandNode(position, arguments.ToArray());
        }
    }

    /// <summary>term .field*; null where the next token starts no term</summary>
    private Node? ParseOperand()
    {
        Node? term = ParseTerm();
        if (term is null || _tokens.Peek().Kind != TokenKind.Field)
        {
            return term;
        }

        int position = _tokens.Peek().Position;
        List<string> fields = [];
        if (term is FieldNode first)
        {
            fields.Add(first.Fields[0]);
        }

        while (_tokens.Peek().Kind == TokenKind.Field)
        {
            fields.Add(_tokens.Next().Value[1..]);
        }

        switch (term)
        {
            case FieldNode:
                return new FieldNode(position, fields.ToArray());
            case VariableNode variable:
                return new VariableNode(position, variable.Name, fields.ToArray());
            case BoolNode or StringNode or NumberNode or NilNode or DotNode:
                Fail($"unexpected . after term {GoQuote.Quote(term.ToString())}");
                return null;
            default:
                return new ChainNode(position, term, fields.ToArray());
        }
    }

    /// <summary>a literal, a function's name, ., .field, $variable or a pipeline in parentheses; null for anything else</summary>
    private Node? ParseTerm()
    {
        Token token = _tokens.NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                if (!_isFunction(token.Value))
                {
                    Fail($"function {GoQuote.Quote(token.Value)} not defined");
                }

                return new IdentifierNode(token.Position, token.Value);
            case TokenKind.Dot:
                return new DotNode(token.Position);
            case TokenKind.Nil:
                return new NilNode(token.Position);
            case TokenKind.Variable:
                if (!_scope.Variables.Contains(token.Value))
                {
                    Fail($"undefined variable {GoQuote.Quote(token.Value)}");
                }

                return new VariableNode(token.Position, token.Value, []);
            case TokenKind.Field:
                return new FieldNode(token.Position, [token.Value[1..]]);
            case TokenKind.Bool:
                return new BoolNode(token.Position, token.Value == "true");
            case TokenKind.CharConstant or TokenKind.Complex or TokenKind.Number:
                if (Constant.Parse(token.Kind, token.Value, out string error) is not { } constant)
                {
                    Fail($"{error}");
                    return null;
                }

                return new NumberNode(token.Position, constant);
            case TokenKind.LeftParen:
                EnterLevel();
                PipeNode pipe = ParsePipeline("parenthesized pipeline", TokenKind.RightParen);
                _nesting--;
                return pipe;
            case TokenKind.String or TokenKind.RawString:
                return new StringNode(token.Position, token.Value, Unquote(token));
            default:
                _tokens.Back();
                return null;
        }
    }

    private string Unquote(Token token)
    {
        if (!GoQuote.TryUnquote(token.Value, out string text))
        {
            Fail($"invalid syntax");
        }

        return text;
    }

    private void EnterLevel()
    {
        if (++_nesting > MaxNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Fail($"max expression depth exceeded");
        }
    }

    private Token Expect(TokenKind kind, string context)
    {
        Token token = _tokens.NextNonSpace();
        if (token.Kind != kind)
        {
            Unexpected(token, context);
        }

        return token;
    }

    [DoesNotReturn]
    private void Unexpected(Token token, string context)
    {
        if (token.Kind != TokenKind.Error)
        {
            Fail($"unexpected {token} in {context}");
        }

        string message = token.Value;
        if (_scope.ActionLine != 0 && _scope.ActionLine != token.Line)
        {
            string action = message.EndsWith(" action", StringComparison.Ordinal) ? "" : " in action";
            message += $"{action} started at {_source.Name}:{_scope.ActionLine}";
        }

        Fail($"{message}");
    }

    // Takes the message unwritten: to write it in place would make each method that can fail longer than all else it does.
    [DoesNotReturn]
    private void Fail(FormattableString message) => Fail(message, _tokens.Newest);

    [DoesNotReturn]
    private void Fail(FormattableString message, Token token)
    {
        throw new TemplateException(
            $"template: {_source.Name}:{token.Line}: {FormattableString.Invariant(message)}", _source.Name, token.Line, _source.Locate(token.Position).Column);
    }

    /// <summary>What a template being parsed knows; every define and block starts anew.</summary>
    private sealed class Scope
    {
        public List<string> Variables { get; } = new() { "$" };

        public int RangeDepth { get; set; }

        /// <summary>The line of the action being parsed, 0 between actions.</summary>
        public int ActionLine { get; set; }
    }
}
