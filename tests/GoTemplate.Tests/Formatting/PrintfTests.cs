namespace GoTemplate.Tests.Formatting;

/// <summary>printf as Go's fmt documents and tests it.</summary>
public sealed class PrintfTests
{
    private static readonly Dictionary<string, object?> Data = new(StringComparer.Ordinal)
    {
        ["list"] = new List<object?> { 1.5, "a", null, true },
        ["map"] = new Dictionary<string, object?> { ["b"] = 2.0, ["a"] = new List<object?> { "x" } },
        ["texts"] = new[] { "x", "y z" },
        ["bytes"] = new byte[] { 0x41, 0xFF },
        ["nan"] = double.NaN,
        ["inf"] = double.NegativeInfinity,
        ["half"] = 0.125,
        ["tiny"] = 5e-324,
        ["wide"] = new GoValue(7L, GoType.Int64),
        ["unsigned"] = new GoValue(255UL, GoType.Parse("uint64")),
        ["none"] = new GoValue(null, GoType.List),
        ["pointer"] = new GoValue(null, GoType.Parse("*v1.Pod")),
    };

    [Theory]
    [InlineData("\"%d|%+d|% d|%05d|%-5d|%5d\" 42 42 42 -42 42 42", "42|+42| 42|-0042|42   |   42")]
    [InlineData("\"%b|%o|%O|%x|%X|%#x|%#o|%#b|%c|%q|%U|%#U\" 5 8 8 255 255 255 8 5 65 65 9731 9731", "101|10|0o10|ff|FF|0xff|010|0b101|A|'A'|U+2603|U+2603 '☃'")]
    [InlineData("\"%.3d|%8.3d|%08.3d|%.0d|%x\" 7 7 7 0 -255", "007|     007|     007||-ff")]
    [InlineData("\"%f|%.2f|%8.3f|%-8.1f|%+.1f|%08.2f|%.0f\" 3.14159 3.14159 3.14159 3.14159 3.14159 -3.14159 2.5", "3.141590|3.14|   3.142|3.1     |+3.1|-0003.14|2")]
    [InlineData("\"%e|%E|%.1e|%g|%G|%.3g|%.10g|%g\" 123456.789 123456.789 0.00015 1e21 1e-7 123456.0 123456.0 100000.0", "1.234568e+05|1.234568E+05|1.5e-04|1e+21|1E-07|1.23e+05|123456|100000")]
    [InlineData("\"%v %v %v %v %.2f %.1f\" .nan .inf 0.000001 1e20 .half 0.25", "NaN -Inf 1e-06 1e+20 0.12 0.2")]
    [InlineData("\"%v %x %b %X\" .tiny 1.5 1.0 -0.1", "5e-324 0x1.8p+00 4503599627370496p-52 -0X1.999999999999AP-04")]
    [InlineData("\"%s|%10s|%-10s|%.2s|%q|%x|% x|%#q|%+q|%010s\" \"hé\" \"hé\" \"hé\" \"hé☃\" \"h\\t\" \"hé\" \"hé\" \"raw\" \"é\" \"ab\"", "hé|        hé|hé        |hé|\"h\\t\"|68c3a9|68 c3 a9|`raw`|\"\\u00e9\"|00000000ab")]
    [InlineData("\"%t|%v|%5t|%d\" true false true true", "true|false| true|%!d(bool=true)")]
    [InlineData("\"%v|%s|%d|%q\" .list .list .list .texts", "[1.5 a <nil> true]|[%!s(float64=1.5) a <nil> %!s(bool=true)]|[%!d(float64=1.5) %!d(string=a) <nil> %!d(bool=true)]|[\"x\" \"y z\"]")]
    [InlineData("\"%v|%+v|%#v\" .map .map .map", "map[a:[x] b:2]|map[a:[x] b:2]|map[string]interface {}{\"a\":[]interface {}{\"x\"}, \"b\":2}")]
    [InlineData("\"%#v|%#v|%#v|%#v|%#v\" .list .texts 1e6 .unsigned .none", "[]interface {}{1.5, \"a\", interface {}(nil), true}|[]string{\"x\", \"y z\"}|1e+06|0xff|[]interface {}(nil)")]
    [InlineData("\"%T %T %T %T %T %T %T\" 1 1.5 \"s\" .texts .wide nil 'a'", "int float64 string []string int64 <nil> int")]
    [InlineData("\"%v %s %x\" .bytes .bytes .bytes", "[65 255] A\uFFFD 41ff")]
    [InlineData("\"%s|%d|%v|%v\" nil nil nil .pointer", "%!s(<nil>)|%!d(<nil>)|<nil>|<nil>")]
    [InlineData("\"%d %d\" 1", "1 %!d(MISSING)")]
    [InlineData("\"%d\" 1 2 \"x\"", "1%!(EXTRA int=2, string=x)")]
    [InlineData("\"%[2]d %[1]d|%[3]*.[2]*[1]f\" 12 3 6", "3 12|%!f(int=   012)")]
    [InlineData("\"%[3]d|%[x]d|%[1]\" 1", "%!d(BADINDEX)|%!d(BADINDEX)|%!(NOVERB)")]
    [InlineData("\"%*d|%-*d|%.*f\" 5 42 4 7 2 3.14159", "   42|7   |3.14")]
    [InlineData("\"%*d\" \"x\" 1", "%!(BADWIDTH)1")]
    [InlineData("\"100%%|%z|%!\" 1", "100%|%!z(int=1)|%!!(MISSING)")]
    [InlineData("\"%\"", "%!(NOVERB)")]
    [InlineData("\"%6.2f%%|%+.3e|%g\" 12.345 0.0 2i", " 12.35%|+0.000e+00|(0+2i)")]
    [InlineData("\"%v %v\" 1e6 123456789.0", "1e+06 1.23456789e+08")]
    [InlineData("\"%#g|%#.3x|% d|%+q\" 1.0 \"abcd\" -5 8364", "1.00000|0x616263|-5|'\\u20ac'")]
    public void Printf_prints_what_Go_prints(string arguments, string expected)
    {
        Assert.Equal(expected, Outcome.Text($"{{{{ printf {arguments} }}}}", Data, []));
    }

    [Theory]
    [InlineData("1 2", "1 2")]
    [InlineData("1 \"a\" 2", "1a2")]
    [InlineData("\"a\" \"b\"", "ab")]
    [InlineData("nil nil", "<nil> <nil>")]
    [InlineData(".list .map", "[1.5 a <nil> true] map[a:[x] b:2]")]
    public void Print_puts_spaces_between_what_is_no_string(string arguments, string expected)
    {
        Assert.Equal(expected, Outcome.Text($"{{{{ print {arguments} }}}}", Data, []));
    }
}
