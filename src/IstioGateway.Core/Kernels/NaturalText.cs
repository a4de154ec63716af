namespace IstioGateway.Kernels;

/// <summary>Compares text as people sort it: digit runs by value, everything else by code unit. Zero only for equal text.</summary>
internal static class NaturalText
{
    public static int Compare(string left, string right)
    {
        int i = 0;
        int j = 0;
        while (i < left.Length && j < right.Length)
        {
            int order;
            if (char.IsAsciiDigit(left[i]) && char.IsAsciiDigit(right[j]))
            {
                order = CompareNumbers(TakeDigits(left, ref i), TakeDigits(right, ref j));
            }
            else
            {
                order = left[i++].CompareTo(right[j++]);
            }

            if (order != 0)
            {
                return order;
            }
        }

        int byLength = (left.Length - i).CompareTo(right.Length - j);

        // "01" and "1" are the same number but not the same text.
        return byLength != 0 ? byLength : string.CompareOrdinal(left, right);
    }

    private static ReadOnlySpan<char> TakeDigits(string text, ref int position)
    {
        int start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position]))
        {
            position++;
        }

        return text.AsSpan(start, position - start).TrimStart('0');
    }

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        int byLength = left.Length.CompareTo(right.Length);
        return byLength != 0 ? byLength : left.SequenceCompareTo(right);
    }
}
