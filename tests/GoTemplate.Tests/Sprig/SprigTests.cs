using GoTemplate.Sprig;

namespace GoTemplate.Tests.Sprig;

/// <summary>sprig's functions; what is expected follows from its own tests and documentation.</summary>
public sealed class SprigTests
{
    private static readonly Dictionary<string, object?> Data = new(StringComparer.Ordinal)
    {
        ["l"] = new List<object?> { "b", "a", "b" },
        ["n"] = 2.0,
        ["z"] = null,
        ["nested"] = new Dictionary<string, object?> { ["a"] = new Dictionary<string, object?> { ["b"] = "deep" } },
        ["tricky"] = new Dictionary<string, object?> { ["k"] = "<a>&\u2028\"\\\n\u0001é", ["n"] = 1e21, ["i"] = 1e6, ["t"] = true, ["z"] = null, ["l"] = new List<object?>() },
    };

    [Fact]
    public void Every_name_of_sprig_is_known()
    {
        Assert.Equal(KnownFunctions.Sprig.Order(StringComparer.Ordinal), SprigFunctions.Create().Names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_function_of_sprig_is_in_the_group_that_its_name_is_listed_for()
    {
        Assert.All(SprigFunctions.Create(), function => Assert.StartsWith("func(", function.Value.Type.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void The_built_in_functions_are_Go_s()
    {
        Assert.Equal(KnownFunctions.Builtins.Order(StringComparer.Ordinal), Template.BuiltinFunctions.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("env \"HOME\"", "env: not available here: it reads the environment")]
    [InlineData("now", "now: not available here: it reads the clock")]
    [InlineData("date \"2006\" \"x\"", "date: not available here: without a time or an integer it reads the clock")]
    [InlineData("randAlpha 5", "randAlpha: not available here: it draws random bytes")]
    [InlineData("getHostByName \"localhost\"", "getHostByName: not available here: it reads the network")]
    [InlineData("uuidv4", "uuidv4: not available here: it draws random bytes")]
    public void What_does_not_follow_from_the_arguments_is_refused(string call, string message)
    {
        Assert.EndsWith("error calling " + message, Outcome.Text($"{{{{ {call} }}}}", Data), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abbrevboth 5 10 \"1234 5678 9123\"", "...5678...")]
    [InlineData("abbrev 5 \"hello world\"", "he...")]
    [InlineData("abbrev 3 \"hello\"", "hello")]
    [InlineData("initials \"First Try\"", "FT")]
    [InlineData("swapcase \"This Is A.Test\"", "tHIS iS a.tEST")]
    [InlineData("title \"hello wORLD foo_bar a-b\"", "Hello WORLD Foo_bar A-B")]
    [InlineData("snakecase \"FirstName\" | cat (snakecase \"HTTPServer\") (snakecase \"NoHTTPS\") (snakecase \"GO_PATH\")", "http_server no_https go_path first_name")]
    [InlineData("cat (snakecase \"GO PATH\") (snakecase \"HTTP2xx\") (snakecase \"Bld4Floor\") (kebabcase \"a1B2\")", "go_path http_2xx bld4_floor a1-b2")]
    [InlineData("cat (camelcase \"http_server\") (camelcase \"no_https\") (camelcase \"_complex__case_\") (camelcase \"all\")", "HttpServer NoHttps _Complex_Case_ All")]
    [InlineData("wrap 5 \"Hello World\" | quote", "\"Hello\\nWorld\"")]
    [InlineData("wrapWith 5 \"\\t\" \"Hello World\" | quote", "\"Hello\\tWorld\"")]
    [InlineData("wrapWith 5 \"-\" \"abcdefghijkl\"", "abcde-fghij-kl")]
    [InlineData("substr 0 3 \"hello\" | cat (substr -1 2 \"hello\") (substr 3 -1 \"hello\") (substr 2 9 \"hello\")", "he lo llo hel")]
    [InlineData("trunc 2 \"hé\"", "h\uFFFD")]
    [InlineData("trimall \"$\" \"$5.00$\" | cat (trimAll \"ab\" \"abcba\") (trim \"  x \")", "c x 5.00")]
    [InlineData("repeat 3 \"ab\" | cat (nospace \" a b \") (replace \"\" \"-\" \"ab\")", "ab -a-b- ababab")]
    [InlineData("split \"$\" \"foo$bar\"", "map[_0:foo _1:bar]")]
    [InlineData("splitn \"$\" 2 \"foo$bar$baz\"", "map[_0:foo _1:bar$baz]")]
    [InlineData("splitList \"\" \"aé\"", "[a é]")]
    [InlineData("indent 2 \"a\\nb\" | quote", "\"  a\\n  b\"")]
    [InlineData("quote \"a\" .z 1 .n | cat (squote \"a\" .z 1)", "'a' '1' \"a\" \"1\" \"2\"")]
    [InlineData("join \"-\" .l | cat (join \"-\" (list 1 nil 2.5)) (join \"-\" \"x\")", "1-2.5 x b-a-b")]
    [InlineData("toStrings (list 1 \"a\") | printf \"%T\"", "[]string")]
    public void Strings(string call, string expected) => Check(call, expected);

    [Theory]
    [InlineData("sortAlpha .l", "[a b b]")]
    [InlineData("first (list) | printf \"%v\"", "<nil>")]
    [InlineData("rest (list) | len", "0")]
    [InlineData("has nil (list 1 nil) | cat (has 1 .z) (has 2 (list 1 2))", "false true true")]
    [InlineData("chunk 2 (list 1 2 3)", "[[1 2] [3]]")]
    [InlineData("concat (list 1) .l (list)", "[1 b a b]")]
    [InlineData("slice (list 1 2 3) 1", "[2 3]")]
    [InlineData("without .l \"b\" | cat (uniq .l) (reverse .l) (compact (list 0 \"\" 1))", "[b a] [b a b] [1] [a]")]
    [InlineData("tuple 1 2 | cat (push (list 1) 2) (mustAppend (list 1) 3) (prepend (list 1) 0)", "[1 2] [1 3] [0 1] [1 2]")]
    [InlineData("until 3 | printf \"%T %v\" (untilStep 6 0 -2)", "[]int [0 1 2]")]
    public void Lists(string call, string expected) => Check(call, expected);

    [Theory]
    [InlineData("append \"x\" 1", "Cannot push on type string")]
    [InlineData("first 5", "Cannot find first on type int")]
    [InlineData("rest (dict)", "Cannot find rest on type map")]
    [InlineData("last nil", "runtime error: invalid memory address or nil pointer dereference")]
    [InlineData("concat (list) \"x\"", "Cannot concat type string as list")]
    [InlineData("slice (list 1) 2", "reflect.Value.Slice: slice index out of bounds")]
    [InlineData("repeat -1 \"x\"", "strings: negative Repeat count")]
    [InlineData("substr 0 9 \"abc\" | substr 5 9", "runtime error: slice bounds out of range [5:3]")]
    [InlineData("div 1 0", "runtime error: integer divide by zero")]
    [InlineData("divf 1 0", "decimal division by 0")]
    [InlineData("fail \"no way\"", "no way")]
    [InlineData("dig 1", "dig needs at least three arguments")]
    [InlineData("semver \"x.y\"", "Invalid Semantic Version")]
    [InlineData("regexFind \"a(b\" \"x\"", "error parsing regexp: missing closing ): `a(b`")]
    [InlineData("regexFind \"*\" \"x\"", "error parsing regexp: missing argument to repetition operator: `*`")]
    [InlineData("regexFind \"a)\" \"x\"", "error parsing regexp: unexpected ): `a)`")]
    [InlineData("regexFind \"[a\" \"x\"", "error parsing regexp: missing closing ]: `[a`")]
    [InlineData("regexFind \"(?=a)\" \"x\"", "error parsing regexp: invalid or unsupported Perl syntax: `(?=`")]
    [InlineData("regexFind `\\1` \"x\"", "error parsing regexp: invalid escape sequence: `\\1`")]
    [InlineData("regexFind \"a{1001}\" \"x\"", "error parsing regexp: invalid repeat count: `{1001}`")]
    [InlineData("regexFind \"a**\" \"x\"", "error parsing regexp: invalid nested repetition operator: `**`")]
    [InlineData("mustFromJson \"\"", "unexpected end of JSON input")]
    public void Failures(string call, string message)
    {
        Assert.EndsWith($": {message}", Outcome.Text($"{{{{ {call} }}}}", Data), StringComparison.Ordinal);
        Assert.StartsWith("template: inject:1:", Outcome.Text($"{{{{ {call} }}}}", Data), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dict \"a\" 1 \"b\"", "map[a:1 b:]")]
    [InlineData("keys (dict \"b\" 1 \"a\" 2) | cat (values (dict \"b\" 1 \"a\" 2))", "[2 1] [a b]")]
    [InlineData("merge (dict \"a\" 1 \"b\" 0) (dict \"a\" 2 \"b\" 3 \"c\" 4)", "map[a:1 b:3 c:4]")]
    [InlineData("mergeOverwrite (dict \"a\" 1 \"d\" (dict \"x\" 1)) (dict \"a\" 2 \"d\" (dict \"y\" 2))", "map[a:2 d:map[x:1 y:2]]")]
    [InlineData("dig \"a\" \"b\" \"none\" .nested | cat (dig \"a\" \"x\" \"none\" .nested)", "none deep")]
    [InlineData("omit (dict \"a\" 1 \"b\" 2) \"a\" | cat (pick (dict \"a\" 1 \"b\" 2) \"a\") (get (dict) \"x\") (hasKey (dict \"x\" nil) \"x\")", "map[a:1]  true map[b:2]")]
    [InlineData("coalesce 0 nil \"\" \"x\" | cat (default 1 nil) (empty (list)) (ternary 1 2 true)", "1 true 1 x")]
    [InlineData("deepEqual (list 1 (dict \"a\" 1.5)) (list 1 (dict \"a\" 1.5)) | cat (deepEqual 1 1.0)", "false true")]
    [InlineData("kindOf .nested | cat (kindOf nil) (kindOf 1) (kindOf (add 1 1)) (kindIs \"slice\" .l) (typeOf .n) (typeIs \"string\" \"\") (typeIsLike \"semver.Version\" (semver \"1.2.3\"))", "invalid int int64 true float64 true true map")]
    public void Dicts_and_defaults(string call, string expected) => Check(call, expected);

    [Theory]
    [InlineData("add 1 2.9 \"3\" true | printf \"%[1]T %[1]v\"", "int64 7")]
    [InlineData("int \"0x10\" | cat (int \"08\") (int \"3.0\") (int64 \"3.5\") (int -2.9) (atoi \"010\") (toDecimal \"777\")", "0 3 0 -2 10 511 16")]
    [InlineData("addf 0.1 0.2 | cat (subf 1 0.9) (mulf 0.1 3) (divf 1 3) (add1f 0.5)", "0.1 0.3 0.3333333333333333 1.5 0.3")]
    [InlineData("round 123.5555 3 | cat (round -2.5 0) (floor -1.5) (ceil 1.2) (maxf 1 2.5) (minf 1 2.5)", "-3 -2 2 2.5 1 123.556")]
    [InlineData("mod 7 3 | cat (mul 2 3) (sub 1 2) (div 7 2) (max 1 9 3) (min 4 2)", "6 -1 3 9 2 1")]
    [InlineData("seq 5 | cat (seq -2) (seq 0 2) (seq 0 2 10) (seq 0 -2 -5)", "1 0 -1 -2 0 1 2 0 2 4 6 8 10 0 -2 -4 1 2 3 4 5")]
    public void Numbers(string call, string expected) => Check(call, expected);

    [Theory]
    [InlineData("toJson .tricky", "{\"i\":1000000,\"k\":\"\\u003ca\\u003e\\u0026\\u2028\\\"\\\\\\n\\u0001é\",\"l\":[],\"n\":1e+21,\"t\":true,\"z\":null}")]
    [InlineData("toRawJson (dict \"a\" \"<&>\")", "{\"a\":\"<&>\"}")]
    [InlineData("toPrettyJson (dict \"a\" (list 1 (dict)) \"b\" (list))", "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}")]
    [InlineData("fromJson \"{\\\"a\\\":[1,null,true,1.5e3]}\" | cat (fromJson \"no\" | kindOf)", "invalid map[a:[1 <nil> true 1500]]")]
    [InlineData("toJson (splitList \",\" \"a,b\") | cat (toJson (rest (list)))", "null [\"a\",\"b\"]")]
    [InlineData("b64enc \"hé\" | cat (b64dec \"aMOp\") (b64dec \"a\") (b32enc \"foobar\") (b32dec \"MZXW6YTBOI======\")", "hé illegal base64 data at input byte 0 MZXW6YTBOI====== foobar aMOp")]
    [InlineData("sha1sum \"foobar\" | cat (sha256sum \"foobar\") (adler32sum \"foobar\")", "c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caef0c4f2 145425018 8843d7f92416211de9ebb963ff4ce28125932878")]
    [InlineData("base \"/\" | cat (base \"\") (dir \"\") (dir \"a\") (clean \"a//b/./../../..\") (ext \"a.b/c\") (osBase \"/x/y\")", ". . . ..  y /")]
    [InlineData("urlParse \"http://u:p@host:80/a%20b?q=1#frag\"", "map[fragment:frag host:host:80 hostname:host opaque: path:/a b query:q=1 scheme:http userinfo:u:p]")]
    [InlineData("urlJoin (dict \"scheme\" \"https\" \"host\" \"h\" \"path\" \"/a b\" \"query\" \"q=1\" \"fragment\" \"f\")", "https://h/a%20b?q=1#f")]
    [InlineData("decryptAES \"secretkey\" \"MDAwMDAwMDAwMDAwMDAwMA==\" | quote", "template: inject:1:3: executing \"inject\" at <decryptAES \"secretkey\" \"MDAwMDAwMDAwMDAwMDAwMA==\">: error calling decryptAES: crypto/cipher: input not full blocks")]
    public void Encodings(string call, string expected) => Check(call, expected);

    [Theory]
    [InlineData("regexReplaceAll \"a(x*)b\" \"-ab-axxb-\" \"${1}W\"", "-W-xxW-")]
    [InlineData("regexReplaceAll \"a(x*)b\" \"-ab-axxb-\" \"$1W\"", "---")]
    [InlineData("regexReplaceAllLiteral \"a(x*)b\" \"-ab-axxb-\" \"${1}\"", "-${1}-${1}-")]
    [InlineData("regexReplaceAll \"(?P<n>[a-z])$\" \"ab\" \"<${n}>\"", "a<b>")]
    [InlineData("regexFindAll \"a*\" \"baaac\" -1 | printf \"%q\"", "[\"\" \"aaa\" \"\"]")]
    [InlineData("regexFindAll \"[2,4,6,8]\" \"123456789\" 2 | cat (regexFindAll \"x\" \"y\" -1)", "[] [2 4]")]
    [InlineData("regexSplit \"z+\" \"pizza\" -1 | cat (regexSplit \"z\" \"pizza\" 2) (regexSplit \"z\" \"pizza\" 0)", "[pi za] [] [pi a]")]
    [InlineData("regexMatch `^[[:alpha:]_]\\w+\\s\\d{2}$` \"ab 12\" | cat (regexMatch \"a$\" \"a\\n\") (regexMatch \"(?m)^b$\" \"a\\nb\") (regexMatch `\\d` \"٣\") (regexMatch `\\Qa.b\\E` \"axb\") (regexMatch \"(?i)HELLO\" \"hello\")", "false true false false true true")]
    [InlineData("regexQuoteMeta \"1.2.3*{a}\"", "1\\.2\\.3\\*\\{a\\}")]
    public void Regular_expressions(string call, string expected) => Check(call, expected);

    [Theory]
    [InlineData("^1.2.0", "1.9.9", true)]
    [InlineData("^1.2.0", "2.0.0", false)]
    [InlineData("^0.2.3", "0.3.0", false)]
    [InlineData("~1.2", "1.2.9", true)]
    [InlineData("~1.2", "1.3.0", false)]
    [InlineData(">=1.20 <1.28", "1.27.9", true)]
    [InlineData(">=1.20, <1.28", "v1.28.0", false)]
    [InlineData("1.2.x || 3", "3.4.5", true)]
    [InlineData("1.2 - 1.4", "1.4.0", true)]
    [InlineData("!=1.2", "1.2.3", false)]
    [InlineData(">1.2", "1.2.3", false)]
    [InlineData("<=1.2", "1.2.3", true)]
    [InlineData("*", "0.0.1", true)]
    [InlineData(">1.0.0", "1.1.0-alpha", false)]
    [InlineData(">1.0.0-0", "1.1.0-alpha", true)]
    [InlineData("<4.11.0", "3.10.0", true)]
    public void Version_constraints(string constraint, string version, bool expected) =>
        Check($"semverCompare \"{constraint}\" \"{version}\"", expected ? "true" : "false");

    [Theory]
    [InlineData("semver \"v1.2.3-beta.1+b5\"", "1.2.3-beta.1+b5")]
    [InlineData("(semver \"1.2\").Patch | cat (semver \"v1.2\").Original (semver \"1.2.3-a\").Prerelease ((semver \"1.2.3\").Compare (semver \"1.10.0\"))", "v1.2 a -1 0")]
    [InlineData("(semver \"1.2.3-alpha\").LessThan (semver \"1.2.3\") | cat ((semver \"1.2.3\").IncMinor)", "1.3.0 true")]
    [InlineData("date \"Mon, 2 Jan 2006 15:04:05.000 MST -07:00 Z07:00 PM _2 002\" 1700000000", "Tue, 14 Nov 2023 22:13:20.000 UTC +00:00 Z PM 14 318")]
    [InlineData("toDate \"2006-01-02 03:04 PM\" \"2023-11-14 10:13 PM\" | date_modify \"-1.5h\" | unixEpoch", "1699994580")]
    [InlineData("toDate \"2006-01-02T15:04:05Z07:00\" \"2023-11-14T22:13:20+02:00\"", "2023-11-14 22:13:20 +0200 +0200")]
    [InlineData("toDate \"2006-01-02\" \"nonsense\"", "0001-01-01 00:00:00 +0000 UTC")]
    [InlineData("duration \"3725\" | cat (duration (int64 -5)) (duration 1) (durationRound \"2h10m5s\") (durationRound \"1600h\")", "-5s 0s 2h 2m 1h2m5s")]
    public void Versions_and_dates(string call, string expected) => Check(call, expected);

    private static void Check(string call, string expected) => Assert.Equal(expected, Outcome.Text($"{{{{ {call} }}}}", Data));

    /// <summary>Answers of Go 1.19.8 with sprig 3.2.3, except for mergeOverwrite of a map over a number, where mergo was changed since.</summary>
    [Theory]
    [InlineData("mergeOverwrite (dict \"a\" 1 \"b\" 1 \"c\" 1 \"d\" 1 \"e\" (list 1) \"f\" (dict \"x\" 1)) (dict \"a\" 0 \"b\" \"\" \"c\" false \"d\" nil \"e\" (list) \"f\" (dict))", "map[a:0 b: c:false d:<nil> e:[] f:map[x:1]]")]
    [InlineData("merge (dict) (dict \"a\" 0 \"d\" nil \"e\" (list))", "map[a:0 e:[]]")]
    [InlineData("deepCopy nil", "template: inject:1:3: executing \"inject\" at <deepCopy nil>: error calling deepCopy: reflect: call of reflect.Value.Type on zero Value")]
    [InlineData("mustToDate \"é\" \"x\"", "template: inject:1:3: executing \"inject\" at <mustToDate \"é\" \"x\">: error calling mustToDate: parsing time \"x\" as \"\\xc3\\xa9\": cannot parse \"x\" as \"\\xc3\\xa9\"")]
    [InlineData("upper \"ıß\" | cat (lower \"İ\") (title \"ǆ აb\") (swapcase \"ǆa\")", "i ǅ აb ǅA Iß")]
    [InlineData("nospace \"a é\"", "aÃ©")]
    [InlineData("chunk -3 (list 1) | cat (chunk -2 (list 1 2 3)) (chunk 5 (list))", "[] [] [[1]]")]
    public void Odd_arguments_are_answered_as_in_Go(string call, string expected)
    {
        Assert.Equal(expected, Outcome.Text($"{{{{ {call} }}}}", Data));
    }
}
