using System.Text;

namespace IstioGateway.Injection;

/// <summary>
/// The order in which go-yaml 2 writes keys (sorter.go): letters by their code after everything else, and numbers within keys by
/// their value, so that port9 comes before port10.
/// </summary>
internal sealed class GoYamlKeyOrder : IComparer<string>
{
    /// <summary>The order.</summary>
    public static GoYamlKeyOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        Rune[] left = [.. x!.EnumerateRunes()];
        Rune[] right = [.. y!.EnumerateRunes()];
        for (int index = 0; index < left.Length && index < right.Length; index++)
        {
            if (left[index] != right[index])
            {
                return CompareFrom(left, right, index);
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private static int CompareFrom(Rune[] left, Rune[] right, int index)
    {
        bool leftIsLetter = Rune.IsLetter(left[index]);
        bool rightIsLetter = Rune.IsLetter(right[index]);
        if (leftIsLetter && rightIsLetter)
        {
            return left[index].CompareTo(right[index]);
        }

        if (leftIsLetter || rightIsLetter)
        {
            return rightIsLetter ? -1 : 1;
        }

        // Zeros in the middle of a number count; those at its start do not.
        long start = 0;
        if (left[index].Value == '0' || right[index].Value == '0')
        {
            for (int before = index - 1; before >= 0 && Rune.IsDigit(left[before]) && start == 0; before--)
            {
                start = left[before].Value == '0' ? 0 : 1;
            }
        }

        (long leftNumber, int leftEnd) = Number(left, index, start);
        (long rightNumber, int rightEnd) = Number(right, index, start);
        return leftNumber != rightNumber ? leftNumber.CompareTo(rightNumber)
            : leftEnd != rightEnd ? leftEnd.CompareTo(rightEnd)
            : left[index].CompareTo(right[index]);
    }

    private static (long Value, int End) Number(Rune[] text, int index, long value)
    {
        for (; index < text.Length && Rune.IsDigit(text[index]); index++)
        {
            value = unchecked((value * 10) + (text[index].Value - '0'));
        }

        return (value, index);
    }
}
