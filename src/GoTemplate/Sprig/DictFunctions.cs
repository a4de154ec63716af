using System.Collections;
using GoTemplate.Values;

namespace GoTemplate.Sprig;

/// <summary>dict.go. As in Go, set, unset and merge change the map they are given.</summary>
internal static class DictFunctions
{
    private const string Map = "map[string]interface {}";

    public static FunctionMap All
    {
        get
        {
            FunctionMap functions = new()
            {
                { "dict", $"func(...interface {{}}) {Map}", Create },
                { "get", $"func({Map}, string) interface {{}}", call => call.Map(0).Contains(call.Text(1)) ? call.Map(0)[call.Text(1)] : "" },
                { "set", $"func({Map}, string, interface {{}}) {Map}", Set },
                { "unset", $"func({Map}, string) {Map}", Unset },
                { "hasKey", $"func({Map}, string) bool", call => call.Map(0).Contains(call.Text(1)) },
                { "pluck", $"func(string, ...{Map}) []interface {{}}", Pluck },
                { "keys", $"func(...{Map}) []string", call => Arguments(call, 0).SelectMany(map => map.SortedKeys()).ToArray() },
                { "values", $"func({Map}) []interface {{}}", Values },
                { "pick", $"func({Map}, ...string) {Map}", call => Select(call, keys => keys.Contains) },
                { "omit", $"func({Map}, ...string) {Map}", call => Select(call, keys => key => !keys.Contains(key)) },
                { "merge", $"func({Map}, ...{Map}) interface {{}}", call => Merge(call, overwrite: false) },
                { "mergeOverwrite", $"func({Map}, ...{Map}) interface {{}}", call => Merge(call, overwrite: true) },
                { "deepCopy", "func(interface {}) interface {}", DeepCopy },
                { "dig", "func(...interface {}) interface {}", Dig },
            };
            functions.Alias("mustMerge", "merge");
            functions.Alias("mustMergeOverwrite", "mergeOverwrite");
            functions.Alias("mustDeepCopy", "deepCopy");
            return functions;
        }
    }

    private static Dictionary<string, object?> Create(FunctionCall call)
    {
        Dictionary<string, object?> map = new(StringComparer.Ordinal);
        for (int index = 0; index < call.Count; index += 2)
        {
            map[StringFunctions.ToText(call, call.Argument(index))] = index + 1 < call.Count ? call[index + 1] : "";
        }

        return map;
    }

    private static object Set(FunctionCall call)
    {
        if (call.Argument(0).IsNil)
        {
            throw new FunctionException("assignment to entry in nil map");
        }

        IDictionary map = call.Map(0);
        map[call.Text(1)] = call[2];
        return map;
    }

    private static object? Unset(FunctionCall call)
    {
        if (!call.Argument(0).IsNil)
        {
            call.Map(0).Remove(call.Text(1));
        }

        return call.Argument(0).Data;
    }

    private static object Pluck(FunctionCall call) =>
        Arguments(call, 1).Select(map => map.Entry(call.Text(0))).Where(entry => entry.IsValid).Select(entry => entry.ToObject()).ToArray();

    private static object Values(FunctionCall call)
    {
        Value map = call.Argument(0);
        return map.SortedKeys().Select(key => map.Entry(key).ToObject()).ToArray();
    }

    private static Dictionary<string, object?> Select(FunctionCall call, Func<HashSet<string>, Func<string, bool>> choose)
    {
        HashSet<string> keys = new(StringComparer.Ordinal);
        for (int index = 1; index < call.Count; index++)
        {
            keys.Add(call.Text(index));
        }

        Value map = call.Argument(0);
        return map.SortedKeys().Where(choose(keys)).ToDictionary(key => key, key => map.Entry(key).ToObject(), StringComparer.Ordinal);
    }

    private static object Merge(FunctionCall call, bool overwrite)
    {
        // mergo makes a map where there is none.
        IDictionary target = call.Argument(0).IsNil ? new Dictionary<string, object?>(StringComparer.Ordinal) : call.Map(0);
        foreach (Value source in Arguments(call, 1))
        {
            Merge(call, target, source.Map, overwrite);
        }

        return call.Argument(0).IsNil && call.Count == 1 ? new GoValue(null, GoType.Dictionary) : target;
    }

    /// <summary>As imdario/mergo: maps are merged, an empty value gives way, and nil comes over only where others are overwritten.</summary>
    private static void Merge(FunctionCall call, IDictionary target, IDictionary source, bool overwrite)
    {
        call.Budget.Descend();
        foreach (string key in source.Keys.Cast<string>().ToList())
        {
            object? value = source[key];
            object? existing = target.Contains(key) ? target[key] : null;
            if (existing is IDictionary inner && value is IDictionary other)
            {
                Merge(call, inner, other, overwrite);
            }
            else if (overwrite || (value is not null && !Value.Of(existing).IsTrue()))
            {
                target[key] = value;
            }
        }
    }

    private static object? DeepCopy(FunctionCall call) => call.Argument(0).Type is null
        ? throw new FunctionException("reflect: call of reflect.Value.Type on zero Value")
        : Copy(call, call.Argument(0));

    private static object? Copy(FunctionCall call, Value value)
    {
        call.Budget.Descend();
        return value.Data switch
        {
            IDictionary when value.Type!.Name == GoType.Dictionary.Name => value.SortedKeys()
                .ToDictionary(key => key, key => Copy(call, value.Entry(key)), StringComparer.Ordinal),
            IList when value.Type!.Name == GoType.List.Name => Enumerable.Range(0, value.List.Count)
                .Select(index => Copy(call, value.Element(index))).ToArray(),
            _ => value.ToObject(),
        };
    }

    private static object? Dig(FunctionCall call)
    {
        if (call.Count < 3)
        {
            throw new FunctionException("dig needs at least three arguments");
        }

        Value current = call.Argument(call.Count - 1).Concrete;
        Expect(current, GoType.Dictionary);
        for (int index = 0; index < call.Count - 2; index++)
        {
            Expect(call.Argument(index).Concrete, GoType.String);
        }

        for (int index = 0; index < call.Count - 2; index++)
        {
            Expect(current, GoType.Dictionary);
            current = current.Entry(call.Argument(index).Text);
            if (!current.IsValid)
            {
                return call[call.Count - 2];
            }

            current = current.Concrete;
        }

        return current.ToObject();
    }

    private static void Expect(Value value, GoType type)
    {
        if (value.Type?.Name != type.Name)
        {
            throw new FunctionException($"interface conversion: interface {{}} is {value.Type?.Name ?? "nil"}, not {type}");
        }
    }

    private static Value[] Arguments(FunctionCall call, int from) => call.ArgumentsFrom(from).ToArray();
}
