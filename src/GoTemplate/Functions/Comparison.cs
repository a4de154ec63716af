using GoTemplate.Execution;
using GoTemplate.Formatting;
using GoTemplate.Text;
using GoTemplate.Values;

namespace GoTemplate.Functions;

/// <summary>eq and lt, from which the other comparisons follow.</summary>
internal static class Comparison
{
    /// <summary>Whether the first value equals any of the others.</summary>
    public static bool Equal(Budget budget, Value first, ReadOnlySpan<Value> others)
    {
        if (others.IsEmpty)
        {
            throw new FunctionException("missing argument for comparison");
        }

        foreach (Value other in others)
        {
            if (Equal(budget, first.Concrete, other.Concrete))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a value is less than another.</summary>
    public static bool Less(Value left, Value right) =>
        left.Data is long l && right.Data is long r ? l < r : LessOther(left, right);

    private static bool LessOther(Value left, Value right) => (left.Data, right.Data) switch
    {
        (ulong l, ulong r) => l < r,
        (long l, ulong r) => l < 0 || (ulong)l < r,
        (ulong l, long r) => r >= 0 && l < (ulong)r,
        (double l, double r) => l < r,
        (string l, string r) => GoUtf8.Compare(l, r) < 0,
        (not null, not null) when IsBasic(left) && IsBasic(right) && left.Data.GetType() != right.Data.GetType() =>
            throw Incompatible(left, right),
        _ => throw new FunctionException("invalid type for comparison"),
    };

    private static bool Equal(Budget budget, Value left, Value right) => (left.Data, right.Data) switch
    {
        (string l, string r) => l == r,
        (bool l, bool r) => l == r,
        (long l, long r) => l == r,
        _ => EqualOther(budget, left, right),
    };

    private static bool EqualOther(Budget budget, Value left, Value right)
    {
        bool isBasic = IsBasic(left);
        if (isBasic && IsBasic(right))
        {
            return EqualBasic(left, right);
        }

        if (isBasic || IsBasic(right))
        {
            return left.IsValid && right.IsValid ? throw Incompatible(left, right) : false;
        }

        if (left.IsValid && right.IsValid && left.Kind != right.Kind)
        {
            throw OfDifferentKinds(budget, left, right);
        }

        if (left.IsNil || right.IsNil)
        {
            return left.IsNil == right.IsNil;
        }

        if (right.Kind is GoKind.Map or GoKind.Slice or GoKind.Func)
        {
            throw NotComparable(budget, right);
        }

        return left.Type!.Name == right.Type!.Name && Equals(left.Data, right.Data);
    }

    private static bool EqualBasic(Value left, Value right) => (left.Data, right.Data) switch
    {
        (long l, ulong r) => l >= 0 && (ulong)l == r,
        (ulong l, long r) => r >= 0 && l == (ulong)r,
        (double l, double r) => l == r, // NaN differs from itself
        _ => left.Data!.GetType() == right.Data!.GetType() ? left.Data.Equals(right.Data) : throw Incompatible(left, right),
    };

    private static bool IsBasic(Value value) => value.Data is bool or long or ulong or double or string || value.Kind == GoKind.Complex128;

    private static FunctionException OfDifferentKinds(Budget budget, Value left, Value right)
    {
        string shown = Formatter.Sprint(budget, left, 's');
        string shownRight = Formatter.Sprint(budget, right);
        return new($"non-comparable types {shown}: {left.Type}, {right.Type}: {shownRight}");
    }

    private static FunctionException NotComparable(Budget budget, Value value) =>
        new($"non-comparable type {Formatter.Sprint(budget, value, 's')}: {value.Type}");

    private static FunctionException Incompatible(Value left, Value right) =>
        new($"incompatible types for comparison: {left.Type} and {right.Type}");
}
