namespace GoTemplate.Sprig;

/// <summary>
/// The functions of Masterminds/sprig (TxtFuncMap of 3.2, with 3.3's sha512sum), named, typed and failing as there. Those that
/// read the environment, the network, the clock or random bytes are known, so that templates parse, and refuse to be called.
/// Where Go's result depends on the random order of a map, it is in the order of the keys here.
/// </summary>
public static class SprigFunctions
{
    private const string Strings =
        "hello abbrev abbrevboth trunc trim substr repeat trimAll trimSuffix trimPrefix nospace wrap wrapWith "
        + "contains hasPrefix hasSuffix indent nindent replace plural split splitn splitList trimall squote cat "
        + "toString toStrings";

    private const string Cases = "upper lower title untitle swapcase initials snakecase kebabcase camelcase";

    private const string Lists =
        "append prepend first last rest initial reverse compact uniq without has slice concat chunk push "
        + "mustAppend mustPrepend mustFirst mustLast mustRest mustInitial mustReverse mustCompact mustUniq "
        + "mustWithout mustHas mustSlice mustChunk mustPush sortAlpha";

    private const string Dicts =
        "dict get set unset hasKey pluck keys values pick omit merge mergeOverwrite deepCopy dig mustMerge "
        + "mustMergeOverwrite mustDeepCopy";

    private const string Numbers =
        "int int64 float64 atoi toDecimal add1 add sub mul div mod max min maxf minf add1f addf subf mulf "
        + "divf floor ceil round until untilStep seq biggest";

    private const string Defaults = "empty coalesce all any ternary fail";

    private const string Json = "toJson toPrettyJson toRawJson mustToJson mustToPrettyJson mustToRawJson fromJson mustFromJson";

    private const string Encodings = "b64enc b64dec b32enc b32dec sha1sum sha256sum sha512sum adler32sum decryptAES";

    private const string Expressions =
        "regexMatch regexFind regexFindAll regexReplaceAll regexReplaceAllLiteral regexSplit mustRegexMatch "
        + "mustRegexFind mustRegexFindAll mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit "
        + "regexQuoteMeta";

    private const string Versions = "semver semverCompare";

    private const string Dates =
        "date dateInZone htmlDate htmlDateInZone dateModify mustDateModify toDate mustToDate unixEpoch "
        + "duration durationRound date_in_zone date_modify must_date_modify";

    private const string Paths = "base dir clean ext isAbs osBase osDir osClean osExt osIsAbs";

    private const string Types = "typeOf typeIs typeIsLike kindOf kindIs deepEqual";

    private const string Urls = "urlParse urlJoin";

    private const string Refused =
        "env expandenv getHostByName now ago randAlphaNum randAlpha randAscii randNumeric randInt randBytes "
        + "shuffle uuidv4 bcrypt htpasswd encryptAES genPrivateKey genCA genCAWithKey genSelfSignedCert "
        + "genSelfSignedCertWithKey genSignedCert genSignedCertWithKey derivePassword buildCustomCert";

    /// <summary>A new map of all of them; what few templates use is made when one of its functions is first called.</summary>
    public static FunctionMap Create() => new()
    {
        { "default", DefaultFunctions.Default },
        { "quote join", () => StringFunctions.Printing },
        { "list tuple", () => ListFunctions.Making },
        {
            $"{Strings} {Cases} {Lists} {Dicts} {Numbers} {Defaults} {Json} {Encodings} {Expressions} {Versions} {Dates} {Paths} "
                + $"{Types} {Urls} {Refused}",
            () => Others
        },
    };

    private static FunctionMap Others => new()
    {
        { Strings, () => StringFunctions.All },
        { Cases, () => CaseFunctions.All },
        { Lists, () => ListFunctions.All },
        { Dicts, () => DictFunctions.All },
        { Numbers, () => MathFunctions.All },
        { Defaults, () => DefaultFunctions.All },
        { Json, () => JsonFunctions.All },
        { Encodings, () => EncodingFunctions.All },
        { Expressions, () => RegexFunctions.All },
        { Versions, () => SemverFunctions.All },
        { Dates, () => DateFunctions.All },
        { Paths, () => PathFunctions.All },
        { Types, () => ReflectionFunctions.All },
        { Urls, () => UrlFunctions.All },
        { Refused, () => RefusedFunctions.All },
    };
}
