using GoTemplate.Execution;
using GoTemplate.Values;

namespace GoTemplate.Sprig;

/// <summary>reflect.DeepEqual: same types, same values, element by element.</summary>
internal static class DeepEquality
{
    public static bool AreEqual(Budget budget, Value left, Value right)
    {
        budget.Descend();
        if (left.Type?.Name != right.Type?.Name)
        {
            return false;
        }

        switch (left.Kind)
        {
            case GoKind.Slice:
                return left.IsNil == right.IsNil && left.List.Count == right.List.Count
                    && Enumerable.Range(0, left.List.Count).All(index => AreEqual(budget, left.Element(index), right.Element(index)));
            case GoKind.Map:
                return left.IsNil == right.IsNil && left.Map.Count == right.Map.Count
                    && left.SortedKeys().All(key => right.Map.Contains(key) && AreEqual(budget, left.Entry(key), right.Entry(key)));
            case GoKind.Float64 or GoKind.Float32:
                return left.Float == right.Float;
            case GoKind.Func:
                return left.IsNil && right.IsNil;
            default:
                return Equals(left.Data, right.Data);
        }
    }
}
