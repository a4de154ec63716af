using GoTemplate.Functions;
using GoTemplate.Syntax;
using GoTemplate.Text;
using GoTemplate.Values;

namespace GoTemplate.Execution;

/// <content>Pipelines, commands, operands, fields and calls.</content>
internal sealed partial class Executor
{
    /// <summary>How many variables are passed over, in search of one, for a unit of work.</summary>
    private const int VariablesPerUnit = 32;

    private Value EvaluatePipeline(Value dot, PipeNode pipe)
    {
        _node = pipe;
        Value? previous = null;
        foreach (CommandNode command in pipe.Commands)
        {
            _budget.Descend();
            previous = EvaluateCommand(dot, command, previous).Concrete; // A nil interface becomes nothing here.
        }

        Value value = previous ?? Value.Invalid;
        foreach (VariableNode variable in pipe.Variables)
        {
            if (pipe.IsAssignment)
            {
                Assign(variable.Name, value);
            }
            else
            {
                _variables.Add(new Variable(variable.Name, value));
            }
        }

        return value;
    }

    /// <summary>A command; what the pipeline yielded before it is its last argument.</summary>
    private Value EvaluateCommand(Value dot, CommandNode command, Value? previous)
    {
        Node[] words = command.Arguments;
        switch (words[0])
        {
            case FieldNode or ChainNode or VariableNode { Fields.Length: > 0 }:
                return EvaluateFields(dot, words[0], ArgumentsOf(command), previous);
            case IdentifierNode identifier:
                return EvaluateFunction(dot, identifier, command, ArgumentsOf(command), previous);
            case PipeNode pipe:
                RejectArguments(words, previous);
                return EvaluatePipeline(dot, pipe);
        }

        _node = words[0];
        RejectArguments(words, previous);
        return words[0] switch
        {
            VariableNode variable => Lookup(variable.Name),
            BoolNode boolean => Value.Of(boolean.Value),
            DotNode => dot,
            NumberNode number => EvaluateNumber(number),
            StringNode text => Value.Of(text.Value),
            NilNode => throw Error($"nil is not a command"),
            _ => throw Error($"can't evaluate command {GoQuote.Quote(words[0].ToString())}"),
        };
    }

    /// <summary>The words behind the first one.</summary>
    private static Node[] ArgumentsOf(CommandNode command)
    {
        Node[] arguments = new Node[command.Arguments.Length - 1];
        for (int index = 0; index < arguments.Length; index++)
        {
            arguments[index] = command.Arguments[index + 1];
        }

        return arguments;
    }

    private void RejectArguments(Node[] words, Value? previous)
    {
        if (words.Length > 1 || previous is not null)
        {
            throw Error($"can't give argument to non-function {words[0]}");
        }
    }

    /// <summary>A number where nothing asks for a type: the way it is written decides.</summary>
    private Value EvaluateNumber(NumberNode node)
    {
        _node = node;
        Constant constant = node.Constant;
        return constant switch
        {
            { Complex: { } complex } => Value.Of(complex),
            { IsWrittenAsFloat: true } => Value.Of(constant.Float),
            { Int: { } integer } => Value.Of(integer),
            _ => throw Error($"{constant.Text} overflows int"),
        };
    }

    private Value Lookup(string name)
    {
        int index = IndexOf(name);
        _budget.Charge((_variables.Count - index) / VariablesPerUnit);
        return index >= 0 ? _variables[index].Value : throw Error($"undefined variable: {name}");
    }

    /// <summary>.a.b, $x.a.b or (pipeline).a.b; arguments go to the last name, which must be a method then.</summary>
    private Value EvaluateFields(Value dot, Node node, Node[] arguments, Value? previous)
    {
        _node = node;
        Value receiver;
        string[] fields;
        switch (node)
        {
            case FieldNode field:
                (receiver, fields) = (dot, field.Fields);
                break;
            case VariableNode variable:
                (receiver, fields) = (Lookup(variable.Name), variable.Fields);
                break;
            case ChainNode chain:
                (receiver, fields) = (EvaluateChainOperand(dot, chain), chain.Fields);
                break;
            default:
                throw Error($"unknown node: {node}");
        }

        for (int index = 0; index < fields.Length - 1; index++)
        {
            receiver = EvaluateField(dot, fields[index], node, [], null, receiver);
        }

        return EvaluateField(dot, fields[^1], node, arguments, previous, receiver);
    }

    private Value EvaluateChainOperand(Value dot, ChainNode chain)
    {
        return chain.Operand is NilNode
            ? throw Error($"indirection through explicit nil in {chain}")
            : EvaluateArgument(dot, null, chain.Operand);
    }

    private Value EvaluateField(Value dot, string name, Node node, Node[] arguments, Value? previous, Value receiver)
    {
        if (!receiver.IsValid)
        {
            return Value.Invalid;
        }

        if (receiver.Type is null)
        {
            throw Error($"nil pointer evaluating {GoType.Any}.{name}");
        }

        bool hasArguments = arguments.Length > 0 || previous is not null;
        if (receiver.Data is IGoObject structure)
        {
            if (structure.TryGetMethod(name, out GoFunction? method))
            {
                return Call(dot, method, name, node, arguments, previous);
            }

            if (structure.TryGetField(name, out object? value))
            {
                return hasArguments
                    ? throw Error($"{name} has arguments but cannot be invoked as function")
                    : value is null ? Value.NilInterface : Value.Of(value);
            }
        }
        else if (receiver.Kind == GoKind.Map)
        {
            return hasArguments ? throw Error($"{name} is not a method but has arguments") : receiver.Entry(name);
        }
        else if (receiver.Kind == GoKind.Ptr && receiver.IsNil)
        {
            throw Error($"nil pointer evaluating {receiver.StaticType}.{name}");
        }

        throw Error($"can't evaluate field {name} in type {receiver.StaticType}");
    }

    private Value EvaluateFunction(
        Value dot, IdentifierNode identifier, Node command, Node[] arguments, Value? previous)
    {
        _node = identifier;
        if (_template.Functions.TryGet(identifier.Name, out GoFunction? function))
        {
            return Call(dot, function, identifier.Name, command, arguments, previous);
        }

        if (!Builtins.TryGet(identifier.Name, out GoFunction? builtin))
        {
            throw Error($"{GoQuote.Quote(identifier.Name)} is not a defined function");
        }

        return identifier.Name is "and" or "or"
            ? EvaluateAndOr(dot, identifier.Name == "or", builtin, identifier.Name, arguments, previous)
            : Call(dot, builtin, identifier.Name, command, arguments, previous);
    }

    /// <summary>The built-in and/or evaluate no argument after the one that decides.</summary>
    private Value EvaluateAndOr(
        Value dot, bool deciding, GoFunction function, string name, Node[] arguments, Value? previous)
    {
        CheckCount(function, name, arguments.Length, previous);
        Value value = Value.Invalid;
        foreach (Node argument in arguments)
        {
            value = EvaluateArgument(dot, GoType.Reflected, argument);
            if (value.IsTrue() == deciding)
            {
                return value;
            }
        }

        return previous ?? value;
    }

    private Value Call(
        Value dot, GoFunction function, string name, Node node, Node[] arguments, Value? previous)
    {
        CheckCount(function, name, arguments.Length, previous);
        Value[] values = new Value[arguments.Length + (previous is null ? 0 : 1)];
        for (int index = 0; index < arguments.Length; index++)
        {
            values[index] = EvaluateArgument(dot, function.ParameterAt(index), arguments[index]);
        }

        if (previous is { } last)
        {
            values[^1] = Accept(last, function.ParameterAt(values.Length - 1));
        }

        try
        {
            _budget.Charge(1 + Budget.CostOf(values));
            FunctionCall call = new(values, _budget) { FirstOperand = arguments.Length > 0 ? arguments[0] : null };
            return Result(function, function.Body(call));
        }
        catch (Exception exception) when (exception is not (TemplateException or OperationCanceledException))
        {
            // The boundary to the functions: like Go, which turns a function's panic into the template's error.
            _node = node;
            throw Error($"error calling {name}: {exception.Message}", exception);
        }
    }

    private void CheckCount(GoFunction function, string name, int arguments, Value? previous)
    {
        int count = arguments + (previous is null ? 0 : 1);
        if (function.IsVariadic && count < function.FixedCount)
        {
            throw Error($"wrong number of args for {name}: want at least {function.FixedCount} got {arguments}");
        }

        if (!function.IsVariadic && count != function.FixedCount)
        {
            throw Error($"wrong number of args for {name}: want {function.FixedCount} got {count}");
        }
    }

    private Value Result(GoFunction function, object? result)
    {
        Value value = result is Value raw ? raw : Value.InSlot(result, function.Result);
        _budget.Charge(value.Data switch
        {
            string text => text.Length,
            System.Collections.ICollection collection => collection.Count,
            _ => 0,
        });
        return value;
    }

    /// <summary>An argument of a function, or a chain's operand for which no type is asked.</summary>
    private Value EvaluateArgument(Value dot, GoType? type, Node node)
    {
        _node = node;
        switch (node)
        {
            case DotNode:
                return Accept(dot, type);
            case NilNode:
                return type!.CanBeNil ? Nil(type) : throw Error($"cannot assign nil to {type}");
            case FieldNode or ChainNode or VariableNode { Fields.Length: > 0 }:
                return Accept(EvaluateFields(dot, node, [], null), type);
            case VariableNode variable:
                return Accept(Lookup(variable.Name), type);
            case PipeNode pipe:
                return Accept(EvaluatePipeline(dot, pipe), type);
            case IdentifierNode identifier:
                return Accept(EvaluateFunction(dot, identifier, identifier, [], null), type);
        }

        return EvaluateLiteral(type ?? GoType.Any, node);
    }

    /// <summary>A literal takes the type of the parameter it is given for, if it can.</summary>
    private Value EvaluateLiteral(GoType type, Node node) => node switch
    {
        StringNode text when type.Kind == GoKind.String => Value.InSlot(text.Value, type),
        _ when type == GoType.Any || type == GoType.Reflected => node switch
        {
            BoolNode boolean => Value.Of(boolean.Value),
            StringNode text => Value.Of(text.Value),
            NumberNode constant => EvaluateNumber(constant),
            _ => throw Error($"can't handle assignment of {node} to empty interface argument"),
        },
        _ => EvaluateTyped(type, node),
    };

    private Value EvaluateTyped(GoType type, Node node)
    {
        Constant? number = (node as NumberNode)?.Constant;
        return type.Kind switch
        {
            GoKind.Bool => Value.InSlot((node as BoolNode)?.Value ?? throw Error($"expected bool; found {node}"), type),
            GoKind.String => Value.InSlot((node as StringNode)?.Value ?? throw Error($"expected string; found {node}"), type),
            GoKind.Complex128 => Value.InSlot(number?.Complex ?? throw Error($"expected complex; found {node}"), type),
            _ when type.IsInteger => Value.InSlot(number?.Int ?? throw Error($"expected integer; found {node}"), type),
            _ when type.IsUnsigned => Value.InSlot(number?.Uint ?? throw Error($"expected unsigned integer; found {node}"), type),
            _ when type.IsFloat => Value.InSlot(number?.Float ?? throw Error($"expected float; found {node}"), type),
            _ => throw Error($"can't handle {node} for arg of type {type}"),
        };
    }

    /// <summary>Checks that a value may stand for a parameter.</summary>
    private Value Accept(Value value, GoType? type)
    {
        if (type is null || type == GoType.Reflected)
        {
            return value;
        }

        if (!value.IsValid)
        {
            return type.CanBeNil ? Nil(type) : throw Error($"invalid value; expected {type}");
        }

        if (type == GoType.Any)
        {
            return value;
        }

        GoType? actual = value.Type;
        if (actual is null || !actual.IsAssignableTo(type))
        {
            throw Error($"wrong type for value; expected {type}; got {actual ?? GoType.Any}");
        }

        return value.Concrete;
    }

    private static Value Nil(GoType type) => type == GoType.Reflected ? Value.Invalid : Value.Zero(type);
}
