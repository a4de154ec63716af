namespace GoTemplate.Fuzz;

/// <summary>Changes templates that are known to mean something, by a few places each.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<string> corpus)
{
    private const int LongestInput = 20_000;

    /// <summary>A changed template of the corpus.</summary>
    public string Mutate()
    {
        string text = random.Pick(corpus);
        for (int count = random.Pick([1, 1, 1, 2, 3, 5, 10]); count > 0; count--)
        {
            text = Change(text);
        }

        return text.Length <= LongestInput ? text : text[..LongestInput];
    }

    private string Change(string text)
    {
        int start = random.Next(text.Length + 1);
        int end = Math.Min(text.Length, start + random.Pick([1, 1, 1, 2, 4, 16, 64]));
        return random.Next(8) switch
        {
            0 or 1 => text.Remove(start, end - start),
            2 or 3 => text.Insert(start, random.Pick(Vocabulary.Pieces)),
            4 => text[..start] + random.Pick(Vocabulary.Values) + text[end..],
            5 => text.Insert(start, string.Concat(Enumerable.Repeat(text[start..end], random.Pick([1, 2, 8])))),
            6 => text[..start] + Tail(random.Pick(corpus)),
            _ when start < text.Length => text[..start] + (char)(text[start] ^ (1 << random.Next(7))) + text[(start + 1)..],
            _ => text + random.Pick(Vocabulary.Pieces),
        };
    }

    private string Tail(string other) => other[random.Next(other.Length + 1)..];
}
