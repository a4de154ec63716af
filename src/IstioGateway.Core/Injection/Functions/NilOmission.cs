using System.Collections;
using System.Runtime.CompilerServices;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>istiod's omitNil: maps and lists of anything without their nils, and nil for what has nothing else.</summary>
internal static class NilOmission
{
    /// <summary>Leaves nils out; a value without any stays the same one.</summary>
    public static object? Omit(FunctionCall call, object? value)
    {
        Descend(call);
        switch (value)
        {
            case IDictionary map when IsOf(map, GoType.Dictionary) && HasNil(call, map):
                Dictionary<string, object?> entries = new(StringComparer.Ordinal);
                foreach (DictionaryEntry entry in map)
                {
                    if (Omit(call, entry.Value) is { } kept)
                    {
                        entries[(string)entry.Key] = kept;
                    }
                }

                return entries.Count > 0 ? entries : null;
            case IList list when IsOf(list, GoType.List) && HasNil(call, list):
                List<object?> items = [.. list.Cast<object?>().Select(item => Omit(call, item)).Where(item => item is not null)];
                return items.Count > 0 ? items : null;
            default:
                return value;
        }
    }

    private static bool HasNil(FunctionCall call, object? value)
    {
        Descend(call);
        return value switch
        {
            null => true,
            IDictionary map when IsOf(map, GoType.Dictionary) => map.Values.Cast<object?>().Any(item => HasNil(call, item)),
            IList list when IsOf(list, GoType.List) => list.Cast<object?>().Any(item => HasNil(call, item)),
            _ => false,
        };
    }

    /// <summary>Maps that templates made may hold each other, and themselves.</summary>
    private static void Descend(FunctionCall call)
    {
        call.Charge(1);
        RuntimeHelpers.EnsureSufficientExecutionStack();
    }

    private static bool IsOf(object value, GoType type) => GoType.Of(value)?.Name == type.Name;
}
