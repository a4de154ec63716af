namespace GoTemplate.Sprig;

/// <summary>
/// The functions of Masterminds/sprig (TxtFuncMap of 3.2, with 3.3's sha512sum), named, typed and failing as there. Those that
/// read the environment, the network, the clock or random bytes are known, so that templates parse, and refuse to be called.
/// Where Go's result depends on the random order of a map, it is in the order of the keys here.
/// </summary>
public static class SprigFunctions
{
    /// <summary>A new map of all of them; each group is made when one of its functions is first called.</summary>
    public static FunctionMap Create() => new()
    {
        {
            "hello abbrev abbrevboth trunc trim substr repeat trimAll trimSuffix trimPrefix nospace wrap wrapWith "
                + "contains hasPrefix hasSuffix indent nindent replace plural split splitn splitList trimall",
            () => StringFunctions.All
        },
        { "quote squote cat toString toStrings join", () => StringFunctions.Printing },
        { "upper lower title untitle swapcase initials snakecase kebabcase camelcase", () => CaseFunctions.All },
        { "list tuple", () => ListFunctions.Making },
        {
            "append prepend first last rest initial reverse compact uniq without has slice concat chunk push "
                + "mustAppend mustPrepend mustFirst mustLast mustRest mustInitial mustReverse mustCompact mustUniq mustWithout "
                + "mustHas mustSlice mustChunk mustPush sortAlpha",
            () => ListFunctions.All
        },
        {
            "dict get set unset hasKey pluck keys values pick omit merge mergeOverwrite deepCopy dig mustMerge "
                + "mustMergeOverwrite mustDeepCopy",
            () => DictFunctions.All
        },
        {
            "int int64 float64 atoi toDecimal add1 add sub mul div mod max min maxf minf add1f addf subf mulf divf floor "
                + "ceil round until untilStep seq biggest",
            () => MathFunctions.All
        },
        { "default empty coalesce all any ternary fail", () => DefaultFunctions.All },
        {
            "toJson toPrettyJson toRawJson mustToJson mustToPrettyJson mustToRawJson fromJson mustFromJson",
            () => JsonFunctions.All
        },
        { "b64enc b64dec b32enc b32dec sha1sum sha256sum sha512sum adler32sum decryptAES", () => EncodingFunctions.All },
        {
            "regexMatch regexFind regexFindAll regexReplaceAll regexReplaceAllLiteral regexSplit mustRegexMatch "
                + "mustRegexFind mustRegexFindAll mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit regexQuoteMeta",
            () => RegexFunctions.All
        },
        { "semver semverCompare", () => SemverFunctions.All },
        {
            "date dateInZone htmlDate htmlDateInZone dateModify mustDateModify toDate mustToDate unixEpoch duration "
                + "durationRound date_in_zone date_modify must_date_modify",
            () => DateFunctions.All
        },
        { "base dir clean ext isAbs osBase osDir osClean osExt osIsAbs", () => PathFunctions.All },
        { "typeOf typeIs typeIsLike kindOf kindIs deepEqual", () => ReflectionFunctions.All },
        { "urlParse urlJoin", () => UrlFunctions.All },
        {
            "env expandenv getHostByName now ago randAlphaNum randAlpha randAscii randNumeric randInt randBytes shuffle "
                + "uuidv4 bcrypt htpasswd encryptAES genPrivateKey genCA genCAWithKey genSelfSignedCert "
                + "genSelfSignedCertWithKey genSignedCert genSignedCertWithKey derivePassword buildCustomCert",
            () => RefusedFunctions.All
        },
    };
}
