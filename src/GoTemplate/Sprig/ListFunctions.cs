using GoTemplate.Text;
using GoTemplate.Values;

namespace GoTemplate.Sprig;

/// <summary>list.go. Functions and their must-variants fail alike here: sprig panics in the one and returns an error in the other.</summary>
internal static class ListFunctions
{
    private const string ListToAny = "func(interface {}) interface {}";
    private const string ListToList = "func(interface {}) []interface {}";
    private const string ListAndItemToList = "func(interface {}, interface {}) []interface {}";

    /// <summary>What nearly every template that has a list needs, made without the rest.</summary>
    public static FunctionMap Making
    {
        get
        {
            FunctionMap functions = new() { { "list", "func(...interface {}) []interface {}", call => call.From(0) } };
            functions.Alias("tuple", "list");
            return functions;
        }
    }

    public static FunctionMap All
    {
        get
        {
            FunctionMap functions = new()
            {
                { "append", ListAndItemToList, call => (object?[])[.. Elements(call, 0, "Cannot push on type"), call[1]] },
                { "prepend", ListAndItemToList, call => (object?[])[call[1], .. Elements(call, 0, "Cannot prepend on type")] },
                { "first", ListToAny, call => Elements(call, 0, "Cannot find first on type").FirstOrDefault() },
                { "last", ListToAny, call => Elements(call, 0, "Cannot find last on type").LastOrDefault() },
                { "rest", ListToList, call => OrNil(Elements(call, 0, "Cannot find rest on type"), list => list[1..]) },
                { "initial", ListToList, call => OrNil(Elements(call, 0, "Cannot find initial on type"), list => list[..^1]) },
                { "reverse", ListToList, call => Enumerable.Reverse(Elements(call, 0, "Cannot find reverse on type")).ToArray() },
                { "compact", ListToList, call => Elements(call, 0, "Cannot compact on type").Where(item => Value.Of(item).IsTrue()).ToArray() },
                { "uniq", ListToList, Unique },
                { "without", "func(interface {}, ...interface {}) []interface {}", Without },
                { "has", "func(interface {}, interface {}) bool", Has },
                { "slice", "func(interface {}, ...interface {}) interface {}", Slice },
                { "concat", "func(...interface {}) interface {}", Concatenate },
                { "chunk", "func(int, interface {}) [][]interface {}", Chunk },
            };
            functions.Alias("push", "append");
            foreach (string name in functions.Names.Except(["concat"]).ToList())
            {
                functions.Alias("must" + char.ToUpperInvariant(name[0]) + name[1..], name);
            }

            functions.Add("sortAlpha", "func(interface {}) []string", SortAlpha);
            return functions;
        }
    }

    /// <summary>The elements of a list, or sprig's complaint about what is none.</summary>
    private static object?[] Elements(FunctionCall call, int index, string complaint)
    {
        Value list = call.Argument(index).Concrete;
        if (!list.IsValid)
        {
            throw new FunctionException("runtime error: invalid memory address or nil pointer dereference");
        }

        if (list.Kind != GoKind.Slice)
        {
            throw new FunctionException($"{complaint} {list.Type!.KindName}");
        }

        call.Charge(list.List.Count);
        return [.. Enumerable.Range(0, list.List.Count).Select(position => list.Element(position).ToObject())];
    }

    private static object?[]? OrNil(object?[] list, Func<object?[], object?[]> rest) => list.Length == 0 ? null : rest(list);

    private static object Unique(FunctionCall call)
    {
        List<object?> unique = [];
        foreach (object? item in Elements(call, 0, "Cannot find uniq on type"))
        {
            if (!Contains(call, unique, item))
            {
                unique.Add(item);
            }
        }

        return unique;
    }

    private static object Without(FunctionCall call)
    {
        object?[] omitted = call.From(1);
        return Elements(call, 0, "Cannot find without on type").Where(item => !Contains(call, omitted, item)).ToArray();
    }

    private static object Has(FunctionCall call) =>
        call[1] is not null && Contains(call, Elements(call, 1, "Cannot find has on type"), call[0]);

    private static bool Contains(FunctionCall call, IEnumerable<object?> list, object? item) =>
        list.Any(element => DeepEquality.AreEqual(call.Budget, Value.Of(element), Value.Of(item)));

    private static object? Slice(FunctionCall call)
    {
        object?[] list = Elements(call, 0, "list should be type of slice or array but");
        if (list.Length == 0)
        {
            return null;
        }

        long start = call.Count > 1 ? Cast.ToInt(call.Argument(1)) : 0;
        long end = call.Count > 2 ? Cast.ToInt(call.Argument(2)) : list.Length;
        if (start < 0 || start > end || end > list.Length)
        {
            throw new FunctionException("reflect.Value.Slice: slice index out of bounds");
        }

        return Value.InSlot(list[(int)start..(int)end], call.Argument(0).Type!).ToObject();
    }

    private static object? Concatenate(FunctionCall call)
    {
        List<object?> joined = [];
        for (int index = 0; index < call.Count; index++)
        {
            Value list = call.Argument(index).Concrete;
            if (list.IsValid && list.Kind != GoKind.Slice)
            {
                throw new FunctionException($"Cannot concat type {list.Type!.KindName} as list");
            }

            joined.AddRange(Elements(call, index, "Cannot concat type"));
        }

        return joined.Count == 0 ? new GoValue(null, GoType.List) : joined;
    }

    /// <summary>Computed as sprig does, in floating-point numbers, which decide what becomes of sizes below 1.</summary>
    private static object Chunk(FunctionCall call)
    {
        const string tooLong = "runtime error: makeslice: len out of range";
        object?[] list = Elements(call, 1, "Cannot chunk type");
        double size = call.Int(0);
        double count = Math.Floor((list.Length - 1) / size) + 1;
        if (!(count >= 0 && double.IsFinite(count)))
        {
            throw new FunctionException(tooLong);
        }

        object[] chunks = new object[(int)count];
        for (int index = 0; index < chunks.Length; index++)
        {
            double remainder = Math.Floor(list.Length % size);
            double length = index < chunks.Length - 1 || remainder == 0 ? size : remainder;
            double start = index * size;
            if (!(length >= 0))
            {
                throw new FunctionException(tooLong);
            }

            chunks[index] = length == 0 || (start >= 0 && start + length <= list.Length)
                ? list[(int)start..(int)(start + length)]
                : throw new FunctionException("reflect: slice index out of range");
        }

        return chunks;
    }

    private static object SortAlpha(FunctionCall call)
    {
        string[] texts = call.Argument(0).Kind == GoKind.Slice
            ? StringFunctions.ToTexts(call, call.Argument(0))
            : [StringFunctions.ToText(call, call.Argument(0))];
        Array.Sort(texts, GoUtf8.Compare);
        return texts;
    }
}
