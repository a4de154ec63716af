using System.Text;
using GoTemplate.Formatting;
using GoTemplate.Text;
using GoTemplate.Values;

namespace GoTemplate.Sprig;

/// <summary>strings.go</summary>
internal static class StringFunctions
{
    private const string TwoStringsToString = "func(string, string) string";
    private const string TwoStringsToBool = "func(string, string) bool";

    /// <summary>What turns values into text: of all these functions, those that templates use most, made without the rest.</summary>
    public static FunctionMap Printing => new()
    {
        { "quote", "func(...interface {}) string", call => Quote(call, value => GoQuote.Quote(ToText(call, value))) },
        { "join", "func(string, interface {}) string", Join },
    };

    public static FunctionMap All
    {
        get
        {
            FunctionMap functions = new()
            {
                { "squote", "func(...interface {}) string", call => Quote(call, value => $"'{Formatter.Sprint(call.Budget, value)}'") },
                { "cat", "func(...interface {}) string", call => Quote(call, value => Formatter.Sprint(call.Budget, value)) },
                { "toString", "func(interface {}) string", call => ToText(call, call.Argument(0)) },
                { "toStrings", "func(interface {}) []string", call => ToTexts(call, call.Argument(0)) },
                { "hello", "func() string", _ => "Hello!" },
                { "abbrev", "func(int, string) string", call => call.Int(0) < 4 ? call.Text(1) : Abbreviate(call.Text(1), 0, call.Int(0)) },
                { "abbrevboth", "func(int, int, string) string", AbbreviateBoth },
                { "trunc", "func(int, string) string", Truncate },
                { "trim", "func(string) string", call => call.Text(0).Trim() },
                { "substr", "func(int, int, string) string", Substring },
                { "repeat", "func(int, string) string", call => Repeat(call, call.Text(1), call.Int(0)) },
                { "trimAll", TwoStringsToString, call => TrimAll(call.Text(1), call.Text(0)) },
                { "trimSuffix", TwoStringsToString, TrimSuffix },
                { "trimPrefix", TwoStringsToString, TrimPrefix },
                { "nospace", "func(string) string", call => WithoutSpace(call.Text(0)) },
                { "wrap", "func(int, string) string", call => Wrap(call, call.Text(1), call.Int(0), "\n", breaksWords: false) },
                { "wrapWith", "func(int, string, string) string", WrapWith },
                { "contains", TwoStringsToBool, call => call.Text(1).Contains(call.Text(0), StringComparison.Ordinal) },
                { "hasPrefix", TwoStringsToBool, call => call.Text(1).StartsWith(call.Text(0), StringComparison.Ordinal) },
                { "hasSuffix", TwoStringsToBool, call => call.Text(1).EndsWith(call.Text(0), StringComparison.Ordinal) },
                { "indent", "func(int, string) string", call => Indent(call, call.Int(0), call.Text(1)) },
                { "nindent", "func(int, string) string", call => "\n" + Indent(call, call.Int(0), call.Text(1)) },
                { "replace", "func(string, string, string) string", call => Replace(call, call.Text(2), call.Text(0), call.Text(1)) },
                { "plural", "func(string, string, int) string", call => call.Text(call.Int(2) == 1 ? 0 : 1) },
                { "split", "func(string, string) map[string]string", call => Numbered(Split(call, call.Text(1), call.Text(0), -1)) },
                { "splitn", "func(string, int, string) map[string]string", call => Numbered(Split(call, call.Text(2), call.Text(0), call.Int(1))) },
                { "splitList", "func(string, string) []string", call => Split(call, call.Text(1), call.Text(0), -1) },
            };
            functions.Alias("trimall", "trimAll");
            return functions;
        }
    }

    /// <summary>A value as text: a string as it is, anything else as %v prints it.</summary>
    public static string ToText(FunctionCall call, Value value)
    {
        Value concrete = value.Concrete;
        return concrete.Kind == GoKind.Slice && concrete.Type!.Element!.Kind == GoKind.Uint8
            ? GoUtf8.Decode([.. concrete.List.Cast<byte>()])
            : concrete.Data as string ?? Formatter.Sprint(call.Budget, concrete);
    }

    /// <summary>The elements of a list as texts, without nil; a list of one for anything else.</summary>
    public static string[] ToTexts(FunctionCall call, Value value)
    {
        Value concrete = value.Concrete;
        if (concrete.Kind != GoKind.Slice)
        {
            return concrete.IsValid ? [ToText(call, concrete)] : [];
        }

        List<string> texts = new(concrete.List.Count);
        for (int index = 0; index < concrete.List.Count; index++)
        {
            Value element = concrete.Element(index);
            if (element.Type is not null)
            {
                texts.Add(ToText(call, element));
            }
        }

        return [.. texts];
    }

    /// <summary>As goutils, which reads each byte as a character by itself, and so spoils all but ASCII where it removes any.</summary>
    private static string WithoutSpace(string text)
    {
        string bytes = ByteText.From(text);
        return bytes.Any(char.IsWhiteSpace) ? string.Concat(bytes.Where(character => !char.IsWhiteSpace(character))) : text;
    }

    private static string Quote(FunctionCall call, Func<Value, string> show)
    {
        List<string> shown = [];
        foreach (Value value in call.ArgumentsFrom(0))
        {
            if (value.Type is not null)
            {
                shown.Add(show(value));
            }
        }

        return string.Join(' ', shown);
    }

    private static string Join(FunctionCall call)
    {
        string[] texts = ToTexts(call, call.Argument(1));
        call.Charge((long)texts.Length * call.Text(0).Length);
        return string.Join(call.Text(0), texts);
    }

    private static string Repeat(FunctionCall call, string text, long count)
    {
        if (count < 0)
        {
            throw new FunctionException("strings: negative Repeat count");
        }

        call.Charge(Math.Min(count, int.MaxValue) * Math.Max(text.Length, 1));
        return new StringBuilder().Insert(0, text, (int)count).ToString();
    }

    private static string Indent(FunctionCall call, long spaces, string text)
    {
        string padding = Repeat(call, " ", spaces);
        return padding + Replace(call, text, "\n", "\n" + padding);
    }

    private static string Replace(FunctionCall call, string text, string old, string replacement)
    {
        long count = old.Length == 0 ? text.Length + 1L : text.AsSpan().Count(old);
        call.Charge(text.Length + (count * replacement.Length));
        return old.Length > 0
            ? text.Replace(old, replacement, StringComparison.Ordinal)
            : replacement + string.Concat(text.EnumerateRunes().Select(rune => rune + replacement));
    }

    private static string[] Split(FunctionCall call, string text, string separator, long limit)
    {
        call.Charge(text.Length);
        if (limit == 0)
        {
            return [];
        }

        int count = limit < 0 ? int.MaxValue : (int)Math.Min(limit, int.MaxValue);
        if (separator.Length > 0)
        {
            return text.Split(separator, count, StringSplitOptions.None);
        }

        string[] characters = [.. text.EnumerateRunes().Select(rune => rune.ToString())];
        return characters.Length <= count ? characters : [.. characters[..(count - 1)], string.Concat(characters[(count - 1)..])];
    }

    private static Dictionary<string, string> Numbered(string[] parts) =>
        parts.Select((part, index) => (part, index)).ToDictionary(pair => $"_{pair.index}", pair => pair.part, StringComparer.Ordinal);

    private static string Truncate(FunctionCall call)
    {
        string bytes = ByteText.From(call.Text(1));
        long count = call.Int(0);
        return ByteText.ToText(
            count < 0 && bytes.Length + count > 0 ? bytes[(int)(bytes.Length + count)..]
            : count >= 0 && bytes.Length > count ? bytes[..(int)count]
            : bytes);
    }

    private static string Substring(FunctionCall call)
    {
        (long start, long end) = (call.Int(0), call.Int(1));
        string bytes = ByteText.From(call.Text(2));
        return ByteText.ToText(
            start < 0 ? ByteText.Slice(bytes, 0, end)
            : end < 0 || end > bytes.Length ? ByteText.Slice(bytes, start, bytes.Length)
            : ByteText.Slice(bytes, start, end));
    }

    private static string TrimAll(string text, string characters)
    {
        HashSet<Rune> set = [.. characters.EnumerateRunes()];
        Rune[] runes = [.. text.EnumerateRunes()];
        int start = 0;
        int end = runes.Length;
        while (start < end && set.Contains(runes[start]))
        {
            start++;
        }

        while (end > start && set.Contains(runes[end - 1]))
        {
            end--;
        }

        return string.Concat(runes[start..end]);
    }

    private static string TrimSuffix(FunctionCall call)
    {
        (string suffix, string text) = (call.Text(0), call.Text(1));
        return text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text;
    }

    private static string TrimPrefix(FunctionCall call)
    {
        (string prefix, string text) = (call.Text(0), call.Text(1));
        return text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;
    }

    private static string AbbreviateBoth(FunctionCall call)
    {
        (long left, long right) = (call.Int(0), call.Int(1));
        return right < 4 || (left > 0 && right < 7) ? call.Text(2) : Abbreviate(call.Text(2), left, right);
    }

    /// <summary>Masterminds/goutils AbbreviateFull; the width counts bytes and the dots.</summary>
    private static string Abbreviate(string text, long offset, long width)
    {
        const string dots = "...";
        string bytes = ByteText.From(text);
        if (bytes.Length <= width)
        {
            return text;
        }

        int kept = (int)width - dots.Length;
        int start = (int)Math.Min(Math.Min(offset, bytes.Length), bytes.Length - kept);
        if (start <= 4)
        {
            return ByteText.ToText(bytes[..kept]) + dots;
        }

        if (width < 7)
        {
            return "";
        }

        return start + kept < bytes.Length
            ? dots + Abbreviate(ByteText.ToText(bytes[start..]), 0, kept)
            : dots + ByteText.ToText(bytes[^kept..]);
    }

    private static string WrapWith(FunctionCall call)
    {
        string separator = call.Text(1).Length == 0 ? "\n" : call.Text(1);
        return Wrap(call, call.Text(2), call.Int(0), separator, breaksWords: true);
    }

    /// <summary>Masterminds/goutils WrapCustom; the width counts bytes.</summary>
    private static string Wrap(FunctionCall call, string text, long width, string separator, bool breaksWords)
    {
        string bytes = ByteText.From(text);
        string line = ByteText.From(separator);
        width = Math.Max(width, 1);
        call.Charge(bytes.Length / width * separator.Length);
        StringBuilder wrapped = new();
        int offset = 0;
        while (bytes.Length - offset > width)
        {
            if (bytes[offset] == ' ')
            {
                offset++;
                continue;
            }

            int limit = offset + (int)width;
            int space = bytes.LastIndexOf(' ', limit, (int)width + 1);
            if (space < 0 && breaksWords)
            {
                wrapped.Append(bytes, offset, (int)width).Append(line);
                offset = limit;
                continue;
            }

            space = space < 0 ? bytes.IndexOf(' ', limit) : space;
            if (space < 0)
            {
                break;
            }

            wrapped.Append(bytes, offset, space - offset).Append(line);
            offset = space + 1;
        }

        return ByteText.ToText(wrapped.Append(bytes, offset, bytes.Length - offset).ToString());
    }
}
