using GoTemplate.Text;
using GoTemplate.Values;

namespace GoTemplate.Functions;

/// <summary>index, slice, len and call.</summary>
internal static class Indexing
{
    /// <summary>item[a][b]..., where a key that a map lacks yields the zero value of its elements.</summary>
    public static object Index(FunctionCall call)
    {
        Value item = call.Argument(0);
        if (item.Type is null)
        {
            throw new FunctionException("index of untyped nil");
        }

        foreach (Value index in call.ArgumentsFrom(1))
        {
            item = Index(item, index.Concrete);
        }

        return item;
    }

    /// <summary>item[i:j], in bytes for a string.</summary>
    public static object Slice(FunctionCall call)
    {
        Value item = call.Argument(0).Concrete;
        int count = call.Count - 1;
        if (!item.IsValid)
        {
            throw new FunctionException("slice of untyped nil");
        }

        if (count > 3)
        {
            throw new FunctionException($"too many slice indexes: {count}");
        }

        if (item.Kind == GoKind.String && count == 3)
        {
            throw new FunctionException("cannot 3-index slice a string");
        }

        if (item.Kind is not (GoKind.String or GoKind.Slice))
        {
            throw new FunctionException($"can't slice item of type {item.Type}");
        }

        int length = (int)Length(item);
        int[] bounds = [0, length, length];
        for (int index = 0; index < count; index++)
        {
            bounds[index] = ToIndex(call.Argument(index + 1).Concrete, length);
        }

        for (int index = 0; index < Math.Max(count - 1, 1); index++)
        {
            if (bounds[index] > bounds[index + 1])
            {
                throw new FunctionException($"invalid slice index: {bounds[index]} > {bounds[index + 1]}");
            }
        }

        return item.Kind == GoKind.String
            ? Value.InSlot(GoUtf8.Slice(item.Text, bounds[0], bounds[1]), item.Type!)
            : Value.InSlot(item.List.Cast<object?>().Take(bounds[0]..bounds[1]).ToArray(), item.Type!);
    }

    /// <summary>Number of elements, or of bytes.</summary>
    public static long Length(Value item) => item.Kind switch
    {
        _ when !item.IsValid => throw new FunctionException("reflect: call of reflect.Value.Type on zero Value"),
        GoKind.Invalid or GoKind.Ptr when item.IsNil => throw new FunctionException("len of nil pointer"),
        GoKind.String => GoUtf8.Length(item.Text),
        GoKind.Slice => item.List.Count,
        GoKind.Map => item.Map.Count,
        _ => throw new FunctionException($"len of type {item.Type!.Pointee ?? item.Type}"),
    };

    /// <summary>Calls a function that is a value.</summary>
    public static object? Call(FunctionCall call)
    {
        Value callee = call.Argument(0).Concrete;
        if (!callee.IsValid)
        {
            throw new FunctionException("call of nil");
        }

        string name = call.FirstOperand?.ToString() ?? callee.Data as string ?? $"<{callee.Type} Value>";
        if (callee.Data is not GoFunction function)
        {
            throw new FunctionException($"non-function {name} of type {callee.Type}");
        }

        Value[] arguments = call.ArgumentsFrom(1).ToArray();
        if (function.IsVariadic ? arguments.Length < function.FixedCount : arguments.Length != function.FixedCount)
        {
            string wanted = (function.IsVariadic ? "at least " : "") + function.FixedCount;
            throw new FunctionException($"wrong number of args for {name}: got {arguments.Length} want {wanted}");
        }

        for (int index = 0; index < arguments.Length; index++)
        {
            try
            {
                arguments[index] = Prepare(arguments[index].Concrete, function.ParameterAt(index));
            }
            catch (FunctionException exception)
            {
                throw new FunctionException($"arg {index}: {exception.Message}", exception);
            }
        }

        object? result = function.Body(new FunctionCall(arguments, call.Budget));
        return result is Value ? result : Value.InSlot(result, function.Result);
    }

    private static Value Index(Value item, Value index)
    {
        if (item.Type is null || (item.Kind == GoKind.Ptr && item.IsNil))
        {
            throw new FunctionException("index of nil pointer");
        }

        switch (item.Kind)
        {
            case GoKind.Slice:
                int position = ToIndex(index, item.List.Count);
                return position < item.List.Count
                    ? item.Element(position)
                    : throw new FunctionException("reflect: slice index out of range");
            case GoKind.String:
                byte[] bytes = GoUtf8.Bytes(item.Text);
                int offset = ToIndex(index, bytes.Length);
                return offset < bytes.Length
                    ? Value.Of(bytes[offset])
                    : throw new FunctionException("reflect: string index out of range");
            case GoKind.Map:
                Value entry = item.Entry(Prepare(index, item.Type.Key ?? GoType.String).Text);
                return entry.IsValid ? entry : Value.Zero(item.Type.Element!);
            default:
                throw new FunctionException($"can't index item of type {item.Type.Pointee ?? item.Type}");
        }
    }

    private static int ToIndex(Value index, int limit)
    {
        long position = index.Data switch
        {
            long number => number,
            ulong number => number > long.MaxValue ? -1 : (long)number,
            _ when index.Type is null => throw new FunctionException("cannot index slice/array with nil"),
            _ => throw new FunctionException($"cannot index slice/array with type {index.Type}"),
        };
        return position >= 0 && position <= limit ? (int)position : throw new FunctionException($"index out of range: {position}");
    }

    /// <summary>Checks that a value may stand for a parameter or key; integers of different size and sign are converted.</summary>
    private static Value Prepare(Value value, GoType type)
    {
        if (value.Type is null)
        {
            return type.CanBeNil ? Value.Zero(type) : throw new FunctionException($"value is nil; should be of type {type}");
        }

        if (value.Type.IsAssignableTo(type))
        {
            return value;
        }

        bool isIntegral = value.Type.IsInteger || value.Type.IsUnsigned;
        return isIntegral && (type.IsInteger || type.IsUnsigned)
            ? Value.InSlot(value.Data, type)
            : throw new FunctionException($"value has type {value.Type}; should be {type}");
    }
}
