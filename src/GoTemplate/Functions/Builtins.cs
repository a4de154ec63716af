using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using GoTemplate.Formatting;
using GoTemplate.Text;
using GoTemplate.Values;

namespace GoTemplate.Functions;

/// <summary>The functions that every Go template knows; see text/template/funcs.go.</summary>
internal static class Builtins
{
    private const string Compares = "func(reflect.Value, reflect.Value) bool";
    private const string Escapes = "func(...interface {}) string";

    private static readonly FunctionMap Functions = new()
    {
        { "call slice print println printf html js urlquery lt le gt", () => Rare },
        { "and", "func(reflect.Value, ...reflect.Value) reflect.Value", _ => throw Unreachable("and") },
        { "or", "func(reflect.Value, ...reflect.Value) reflect.Value", _ => throw Unreachable("or") },
        { "not", "func(reflect.Value) bool", call => !call.Argument(0).IsTrue() },
        { "index", "func(reflect.Value, ...reflect.Value) reflect.Value", Indexing.Index },
        { "len", "func(reflect.Value) int", call => Indexing.Length(call.Argument(0)) },
        { "eq", "func(reflect.Value, ...reflect.Value) bool", call => Comparison.Equal(call.Budget, call.Argument(0), call.ArgumentsFrom(1)) },
        { "ne", Compares, call => !Comparison.Equal(call.Budget, call.Argument(0), call.ArgumentsFrom(1)) },
        { "ge", Compares, call => !Comparison.Less(call.Argument(0), call.Argument(1)) },
    };

    /// <summary>What templates of gateways seldom use, made when one of them is first called.</summary>
    private static FunctionMap Rare => new()
    {
        { "call", "func(reflect.Value, ...reflect.Value) reflect.Value", Indexing.Call },
        { "slice", "func(reflect.Value, ...reflect.Value) reflect.Value", Indexing.Slice },
        { "print", Escapes, call => Formatter.Sprint(call.Budget, call.ArgumentsFrom(0)) },
        { "println", Escapes, call => Formatter.Sprintln(call.Budget, call.ArgumentsFrom(0)) },
        { "printf", "func(string, ...interface {}) string", call => Printf.Format(call.Budget, call.Text(0), call.ArgumentsFrom(1)) },
        { "html", Escapes, call => EscapeHtml(TextOf(call)) },
        { "js", Escapes, call => EscapeJavaScript(TextOf(call)) },
        { "urlquery", Escapes, call => EscapeQuery(TextOf(call)) },
        { "lt", Compares, call => Comparison.Less(call.Argument(0), call.Argument(1)) },
        { "le", Compares, LessOrEqual },
        { "gt", Compares, call => !LessOrEqualTo(call) },
    };

    /// <summary>Names of the built-in functions.</summary>
    public static IReadOnlyCollection<string> Names => Functions.Names;

    /// <summary>Whether a function of that name is built in.</summary>
    public static bool Contains(string name) => Functions.Contains(name);

    /// <summary>Finds a function.</summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out GoFunction? function) => Functions.TryGet(name, out function);

    /// <summary>Escapes a string for a URL's query, as Go's url.QueryEscape does.</summary>
    public static string EscapeQuery(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (byte value in GoUtf8.Bytes(text))
        {
            char character = (char)value;
            if (char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '~')
            {
                escaped.Append(character);
            }
            else if (character == ' ')
            {
                escaped.Append('+');
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
            }
        }

        return escaped.ToString();
    }

    private static object LessOrEqual(FunctionCall call) => LessOrEqualTo(call);

    private static bool LessOrEqualTo(FunctionCall call) =>
        Comparison.Less(call.Argument(0), call.Argument(1)) || Comparison.Equal(call.Budget, call.Argument(0), call.ArgumentsFrom(1));

    private static string TextOf(FunctionCall call)
    {
        Value[] operands = call.ArgumentsFrom(0).ToArray();
        return Formatter.Sprint(call.Budget, Array.ConvertAll(operands, value => value.Type is null ? Value.Of("<no value>") : value));
    }

    private static string EscapeHtml(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char character in text)
        {
            escaped.Append(character switch
            {
                '\0' => "\uFFFD",
                '"' => "&#34;",
                '\'' => "&#39;",
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                _ => null,
            } ?? character.ToString());
        }

        return escaped.ToString();
    }

    private static string EscapeJavaScript(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                '\\' => @"\\",
                '\'' => @"\'",
                '"' => "\\\"",
                '<' => @"\u003C",
                '>' => @"\u003E",
                '&' => @"\u0026",
                '=' => @"\u003D",
                < ' ' => $@"\u{rune.Value:X4}",
                >= 0x80 when !GoUnicode.IsPrint(rune) => $@"\u{rune.Value:X4}",
                _ => rune.ToString(),
            });
        }

        return escaped.ToString();
    }

    private static FunctionException Unreachable(string name) => new($"{name} is evaluated without being called");
}
