namespace GoTemplate.Fuzz;

/// <summary>Makes a failing text shorter, as long as it fails.</summary>
internal static class Minimiser
{
    private const int MostAttempts = 2000;

    /// <summary>A shorter text that still fails; the text itself where none was found.</summary>
    public static string Shorten(string text, Func<string, bool> fails)
    {
        int attempts = 0;
        for (int length = Math.Max(text.Length / 2, 1); length >= 1; length /= 2)
        {
            for (int start = 0; start + length <= text.Length && attempts < MostAttempts;)
            {
                string shorter = text.Remove(start, length);
                attempts++;
                if (fails(shorter))
                {
                    text = shorter;
                }
                else
                {
                    start += length;
                }
            }
        }

        return text;
    }
}
