using System.Numerics;
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
    public static bool Less(Value left, Value right) => (left.Data, right.Data) switch
    {
        (long l, long r) => l < r,
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
        switch (left.Data, right.Data)
        {
            case (long l, ulong r):
                return l >= 0 && (ulong)l == r;
            case (ulong l, long r):
                return r >= 0 && l == (ulong)r;
        }

        bool isBasic = IsBasic(left);
        if (isBasic && IsBasic(right) && left.Data!.GetType() == right.Data!.GetType())
        {
            return left.Data switch
            {
                double number => number == (double)right.Data, // NaN differs from itself
                _ => left.Data.Equals(right.Data),
            };
        }

        if (isBasic || IsBasic(right))
        {
            return left.IsValid && right.IsValid ? throw Incompatible(left, right) : false;
        }

        if (left.IsValid && right.IsValid && left.Kind != right.Kind)
        {
            string shown = Formatter.Sprint(budget, left, 's');
            string shownRight = Formatter.Sprint(budget, right);
            throw new FunctionException($"non-comparable types {shown}: {left.Type}, {right.Type}: {shownRight}");
        }

        if (left.IsNil || right.IsNil)
        {
            return left.IsNil == right.IsNil;
        }

        if (right.Kind is GoKind.Map or GoKind.Slice or GoKind.Func)
        {
            throw new FunctionException($"non-comparable type {Formatter.Sprint(budget, right, 's')}: {right.Type}");
        }

        return left.Type!.Name == right.Type!.Name && Equals(left.Data, right.Data);
    }

    private static bool IsBasic(Value value) => value.Data is bool or long or ulong or double or Complex or string;

    private static FunctionException Incompatible(Value left, Value right) =>
        new($"incompatible types for comparison: {left.Type} and {right.Type}");
}
