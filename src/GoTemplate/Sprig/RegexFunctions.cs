using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GoTemplate.Text;

namespace GoTemplate.Sprig;

/// <summary>
/// regex.go: RE2 expressions, matched in linear time by .NET's engine without backtracking and within the limits' time.
/// </summary>
internal static class RegexFunctions
{
    /// <summary>Making an expression takes some ten microseconds and a hundred kilobytes, even if it is short.</summary>
    private const int WorkPerExpression = 1000;
    private const int WorkPerCharacter = 8;

    /// <summary>What a match costs for each millisecond that it takes.</summary>
    private const int WorkPerMillisecond = 1000;

    private const string Finds = "func(string, string) string";
    private const string Replaces = "func(string, string, string) string";
    private const string Lists = "func(string, string, int) []string";

    public static FunctionMap All
    {
        get
        {
            FunctionMap functions = new()
            {
                { "regexMatch", "func(string, string) bool", call => Matches(call).Any() },
                { "regexFind", Finds, call => Matches(call).FirstOrDefault()?.Value ?? "" },
                { "regexFindAll", Lists, FindAll },
                { "regexReplaceAll", Replaces, call => Replace(call, match => Expand(match, call.Text(2))) },
                { "regexReplaceAllLiteral", Replaces, call => Replace(call, _ => call.Text(2)) },
                { "regexSplit", Lists, Split },
            };
            foreach (string name in functions.Names.ToList())
            {
                functions.Alias("mustR" + name[1..], name);
                if (functions.TryGet(name, out GoFunction? function))
                {
                    FunctionBody body = name == "regexMatch" ? FalseForBad(function.Body) : PanicForBad(function.Body);
                    functions.Add(name, function.Type.Name, body);
                }
            }

            functions.Add("regexQuoteMeta", "func(string) string", call => QuoteMeta(call.Text(0)));
            return functions;
        }
    }

    /// <summary>regexMatch passes over the error of a bad expression.</summary>
    private static FunctionBody FalseForBad(FunctionBody body) => call =>
    {
        try
        {
            return body(call);
        }
        catch (BadExpressionException)
        {
            return false;
        }
    };

    /// <summary>Without "must" in their name, sprig's functions call regexp.MustCompile, whose panic shows the expression.</summary>
    private static FunctionBody PanicForBad(FunctionBody body) => call =>
    {
        try
        {
            return body(call);
        }
        catch (BadExpressionException exception)
        {
            string pattern = call.Text(0);
            string shown = GoQuote.CanBackquote(pattern) ? $"`{pattern}`" : GoQuote.Quote(pattern);
            throw new FunctionException($"regexp: Compile({shown}): {exception.Message}", exception);
        }
    };

    /// <summary>The matches from left to right; an empty one right after another does not count in Go.</summary>
    private static IEnumerable<Match> Matches(FunctionCall call)
    {
        Regex regex = call.Budget.Expression(call.Text(0), () => Compile(call)); // Also where no match will be asked for: a bad expression is an error.
        call.Charge(call.Text(1).Length);
        return Matches(call, regex);
    }

    private static IEnumerable<Match> Matches(FunctionCall call, Regex regex)
    {
        string text = call.Text(1);
        int previousEnd = -1;
        for (Match match = Next(call, () => regex.Match(text)); match.Success; match = Next(call, match.NextMatch))
        {
            call.Charge(1);
            bool isInsidePair = match.Length == 0 && match.Index > 0 && match.Index < text.Length
                && char.IsSurrogatePair(text[match.Index - 1], text[match.Index]);
            if (match.Length > 0 || (match.Index != previousEnd && !isInsidePair))
            {
                yield return match;
            }

            previousEnd = match.Index + match.Length;
        }
    }

    private static Match Next(FunctionCall call, Func<Match> find)
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            Match match = find();
            call.Charge((long)Stopwatch.GetElapsedTime(began).TotalMilliseconds * WorkPerMillisecond);
            return match;
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw new FunctionException("the regular expression takes too long", exception);
        }
    }

    private static Regex Compile(FunctionCall call)
    {
        const RegexOptions options = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;
        string pattern = Re2Syntax.Translate(call.Text(0));
        call.Charge(WorkPerExpression + (WorkPerCharacter * pattern.Length));
        try
        {
            return new Regex(pattern, options, call.Limits.RegexTimeout);
        }
        catch (ArgumentException exception)
        {
            throw new BadExpressionException($"error parsing regexp: {exception.Message}", exception);
        }
        catch (NotSupportedException exception)
        {
            throw new BadExpressionException($"error parsing regexp: {exception.Message}", exception);
        }
    }

    private static object? FindAll(FunctionCall call)
    {
        int limit = Limit(call);
        string[] found = [.. Matches(call).Take(limit).Select(match => match.Value)];
        return found.Length == 0 ? null : found;
    }

    private static int Limit(FunctionCall call) => call.Int(2) < 0 ? int.MaxValue : (int)Math.Min(call.Int(2), int.MaxValue);

    private static object? Split(FunctionCall call)
    {
        string text = call.Text(1);
        int limit = Limit(call);
        IEnumerable<Match> matches = Matches(call);
        if (limit == 0)
        {
            return null;
        }

        if (text.Length == 0 && call.Text(0).Length > 0)
        {
            return new[] { "" };
        }

        List<string> parts = [];
        int begin = 0;
        int end = 0;
        foreach (Match match in matches.Take(limit))
        {
            if (parts.Count == limit - 1)
            {
                break;
            }

            end = match.Index;
            if (match.Index + match.Length != 0)
            {
                parts.Add(text[begin..end]);
            }

            begin = match.Index + match.Length;
        }

        if (end != text.Length)
        {
            parts.Add(text[begin..]);
        }

        return parts;
    }

    private static string Replace(FunctionCall call, Func<Match, string> replacement)
    {
        string text = call.Text(1);
        StringBuilder replaced = new();
        int position = 0;
        foreach (Match match in Matches(call))
        {
            string inserted = replacement(match);
            call.Charge(inserted.Length);
            replaced.Append(text, position, match.Index - position).Append(inserted);
            position = match.Index + match.Length;
        }

        return replaced.Append(text, position, text.Length - position).ToString();
    }

    /// <summary>$name, ${name} and $$; a name takes in as many letters, digits and underscores as follow.</summary>
    private static string Expand(Match match, string template)
    {
        StringBuilder expanded = new();
        for (int index = 0; index < template.Length; index++)
        {
            if (template[index] != '$')
            {
                expanded.Append(template[index]);
                continue;
            }

            if (index + 1 < template.Length && template[index + 1] == '$')
            {
                expanded.Append('$');
                index++;
                continue;
            }

            bool hasBrace = index + 1 < template.Length && template[index + 1] == '{';
            int start = index + (hasBrace ? 2 : 1);
            int end = start;
            while (end < template.Length && (char.IsLetterOrDigit(template[end]) || template[end] == '_'))
            {
                end++;
            }

            if (end == start || (hasBrace && (end >= template.Length || template[end] != '}')))
            {
                expanded.Append('$'); // Not a name: Go takes the dollar sign as it is.
                continue;
            }

            expanded.Append(Group(match, template[start..end]));
            index = hasBrace ? end : end - 1;
        }

        return expanded.ToString();
    }

    private static string Group(Match match, string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? match.Groups[number].Value : match.Groups[name].Value;

    private static string QuoteMeta(string text) => string.Concat(text.Select(character =>
        @"\.+*?()|[]{}^$".Contains(character, StringComparison.Ordinal) ? $@"\{character}" : character.ToString()));
}
