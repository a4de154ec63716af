namespace GoTemplate.Fuzz;

/// <summary>Makes inputs, each from nothing but the seed and its number, so that any can be made again by itself.</summary>
internal sealed class InputSource(int seed, IReadOnlyList<string> corpus)
{
    /// <summary>The ways in which inputs are made, with how often of 100.</summary>
    private static readonly (string Kind, int Share)[] Shares =
        [("grammar", 35), ("mutated", 30), ("call", 15), ("pieces", 12), ("hostile", 4), ("text", 4)];

    /// <summary>Names of the ways.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Shares.Select(share => share.Kind)];

    /// <summary>The input of a number.</summary>
    public FuzzInput Make(long iteration)
    {
        // Seeds that differ little give random numbers that differ little at first; the first is thrown away.
        Random random = new(HashCode(seed, iteration));
        random.Next();
        string kind = Choose(random.Next(100));
        string text = kind switch
        {
            "grammar" => new TemplateGrammar(random).Template(),
            "mutated" => new Mutator(random, corpus).Mutate(),
            "call" => new TemplateGrammar(random).Call(),
            "pieces" => Pieces(random),
            "hostile" => new HostileTemplates(random).Next(),
            _ => PlainText(random),
        };
        return new FuzzInput(iteration, kind, text);
    }

    private static string Choose(int number)
    {
        foreach ((string kind, int share) in Shares)
        {
            number -= share;
            if (number < 0)
            {
                return kind;
            }
        }

        return Shares[^1].Kind;
    }

    /// <summary>System.HashCode differs from process to process; this does not.</summary>
    private static int HashCode(int seed, long iteration)
    {
        ulong mixed = unchecked(((ulong)(uint)seed << 32) ^ ((ulong)iteration * 0x9E3779B97F4A7C15));
        mixed = unchecked((mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9);
        return (int)(mixed >> 33);
    }

    private static string Pieces(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Pick(Vocabulary.Pieces)));

    /// <summary>Any characters, halves of surrogate pairs included, but no action.</summary>
    private static string PlainText(Random random)
    {
        string text = string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => random.Next(10) switch
        {
            0 => (char)random.Next(0x20),
            1 => (char)random.Next(0x10000),
            2 => random.Pick(['{', '}', '-', ' ', '\n', '/', '*']),
            _ => (char)random.Next(' ', 0x7F),
        }));
        return text.Replace("{{", "{ ", StringComparison.Ordinal);
    }
}
