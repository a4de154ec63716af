using System.Globalization;
using System.Text;
using GoTemplate.Text;

namespace GoTemplate.Sprig;

/// <summary>Takes FirstName apart and joins it as first_name; see ToSnakeCase in huandu/xstrings convert.go.</summary>
internal static class WordCase
{
    private enum Kind
    {
        None,
        Number,
        Upper,
        Letters,
        Connector,
        Punctuation,
        Other,
    }

    /// <summary>Whether a character joins words.</summary>
    public static bool IsConnector(Rune rune) => rune.Value is '-' or '_' || Rune.IsWhiteSpace(rune);

    /// <summary>The words of a text in lower case with a connector between them.</summary>
    public static string Join(string text, char connector)
    {
        StringBuilder joined = new();
        List<(Kind Kind, string Text)> words = Words(text);
        int index = 0;
        (Kind Kind, string Text) Next() => index < words.Count ? words[index++] : default;

        (Kind Kind, string Text) word = Next();
        while (index < words.Count)
        {
            (Kind Kind, string Text) previous = word;
            Append(joined, previous, connector);
            word = Next();
            switch (previous.Kind)
            {
                case Kind.Number:
                    word = AppendRun(word);
                    Connect(word);
                    break;
                case Kind.Connector or Kind.Punctuation:
                    break;
                default:
                    if (word.Kind != Kind.Number || index >= words.Count)
                    {
                        ConnectUnlessLastNumber(word);
                        break;
                    }

                    (Kind Kind, string Text) number = word;
                    word = Next();
                    if (word.Kind == Kind.Letters)
                    {
                        joined.Append(connector); // HTTP2xx is http_2xx,
                        Append(joined, number, connector);
                        word = AppendRun(word);
                    }
                    else
                    {
                        Append(joined, number, connector); // but Bld4Floor is bld4_floor.
                    }

                    Connect(word);
                    break;
            }
        }

        Append(joined, word, connector);
        return joined.ToString();

        (Kind Kind, string Text) AppendRun((Kind Kind, string Text) next)
        {
            while (next.Kind is Kind.Letters or Kind.Number)
            {
                Append(joined, next, connector);
                next = Next();
            }

            return next;
        }

        void Connect((Kind Kind, string Text) next)
        {
            if (next.Kind is not (Kind.None or Kind.Connector or Kind.Punctuation))
            {
                joined.Append(connector);
            }
        }

        void ConnectUnlessLastNumber((Kind Kind, string Text) next)
        {
            if (next.Kind != Kind.Number)
            {
                Connect(next);
            }
        }
    }

    private static void Append(StringBuilder joined, (Kind Kind, string Text) word, char connector)
    {
        if (word.Kind is not (Kind.Upper or Kind.Connector))
        {
            joined.Append(word.Text);
            return;
        }

        foreach (Rune rune in word.Text.EnumerateRunes())
        {
            joined.Append(IsConnector(rune) ? connector.ToString() : GoUnicode.ToLower(rune).ToString());
        }
    }

    private static List<(Kind Kind, string Text)> Words(string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        List<(Kind, string)> words = [];
        for (int start = 0; start < runes.Length;)
        {
            int end = EndOfWord(runes, start, out Kind kind);
            words.Add((kind, string.Concat(runes[start..end])));
            start = end;
        }

        return words;
    }

    private static int EndOfWord(Rune[] runes, int start, out Kind kind)
    {
        int Run(int from, Func<Rune, bool> belongs)
        {
            while (from < runes.Length && belongs(runes[from]))
            {
                from++;
            }

            return from;
        }

        Rune first = runes[start];
        if (IsConnector(first))
        {
            kind = Kind.Connector;
            return Run(start, IsConnector);
        }

        if (Rune.IsPunctuation(first))
        {
            kind = Kind.Punctuation;
            return Run(start, Rune.IsPunctuation);
        }

        if (Rune.IsUpper(first))
        {
            kind = Kind.Upper;
            int end = Run(start, Rune.IsUpper);
            if (end == start + 1)
            {
                return Run(end, IsLowerLetter);
            }

            // The last capital of HTTPStatus belongs to the next word.
            return end < runes.Length && IsAlphabetic(runes[end]) ? end - 1 : end;
        }

        if (IsAlphabetic(first))
        {
            kind = Kind.Letters;
            return Run(start, IsLowerLetter);
        }

        if (Rune.IsNumber(first))
        {
            kind = Kind.Number;
            return Run(start, Rune.IsNumber);
        }

        kind = Kind.Other;
        return Run(start, rune => !(IsConnector(rune) || IsAlphabetic(rune) || Rune.IsNumber(rune) || Rune.IsPunctuation(rune)));
    }

    private static bool IsLowerLetter(Rune rune) => IsAlphabetic(rune) && !Rune.IsUpper(rune);

    /// <summary>A letter of a script that has words; ideographs have none.</summary>
    private static bool IsAlphabetic(Rune rune) =>
        Rune.IsLetter(rune) && !(Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherLetter && rune.Value is >= 0x3400 and <= 0x9FCC);
}
