namespace GoTemplate.Tests;

/// <summary>The names that istiod's engine knows, so that templates written for it parse.</summary>
internal static class KnownFunctions
{
    /// <summary>Go's own (text/template/funcs.go).</summary>
    public static IReadOnlyList<string> Builtins { get; } = Split(
        "and call html index slice js len not or print printf println urlquery eq ge gt le lt ne");

    /// <summary>sprig 3.3's TxtFuncMap, a superset of 3.2's (Masterminds/sprig functions.go).</summary>
    public static IReadOnlyList<string> Sprig { get; } = Split(
        """
        hello ago date date_in_zone date_modify dateInZone dateModify duration durationRound htmlDate htmlDateInZone
        must_date_modify mustDateModify mustToDate now toDate unixEpoch
        abbrev abbrevboth trunc trim upper lower title untitle substr repeat trimall trimAll trimSuffix trimPrefix nospace
        initials randAlphaNum randAlpha randAscii randNumeric swapcase shuffle snakecase camelcase kebabcase wrap wrapWith
        contains hasPrefix hasSuffix quote squote cat indent nindent replace plural sha1sum sha256sum sha512sum adler32sum toString
        atoi int64 int float64 seq toDecimal split splitList splitn toStrings until untilStep
        add1 add sub div mod mul randInt add1f addf subf divf mulf biggest max min maxf minf ceil floor round
        join sortAlpha default empty coalesce all any compact mustCompact fromJson toJson toPrettyJson toRawJson mustFromJson
        mustToJson mustToPrettyJson mustToRawJson ternary deepCopy mustDeepCopy
        typeOf typeIs typeIsLike kindOf kindIs deepEqual env expandenv getHostByName
        base dir clean ext isAbs osBase osClean osDir osExt osIsAbs b64enc b64dec b32enc b32dec
        tuple list dict get set unset hasKey pluck keys pick omit merge mergeOverwrite mustMerge mustMergeOverwrite values
        append push mustAppend mustPush prepend mustPrepend first mustFirst rest mustRest last mustLast initial mustInitial
        reverse mustReverse uniq mustUniq without mustWithout has mustHas slice mustSlice concat dig chunk mustChunk
        bcrypt htpasswd genPrivateKey derivePassword buildCustomCert genCA genCAWithKey genSelfSignedCert
        genSelfSignedCertWithKey genSignedCert genSignedCertWithKey encryptAES decryptAES randBytes uuidv4
        semver semverCompare fail
        regexMatch mustRegexMatch regexFindAll mustRegexFindAll regexFind mustRegexFind regexReplaceAll mustRegexReplaceAll
        regexReplaceAllLiteral mustRegexReplaceAllLiteral regexSplit mustRegexSplit regexQuoteMeta urlParse urlJoin
        """);

    /// <summary>istiod's own (pkg/kube/inject/template.go), which hide sprig's of the same name.</summary>
    public static IReadOnlyList<string> Istio { get; } = Split(
        """
        formatDuration isset excludeInboundPort includeInboundPorts kubevirtInterfaces excludeInterfaces applicationPorts
        annotation valueOrDefault toJSON fromJSON structToJSON protoToJSON toYaml indent directory contains toLower
        appendMultusNetwork env omit strdict toJsonMap mergeMaps omitNil otelResourceAttributes
        """);

    /// <summary>All of them.</summary>
    public static IReadOnlySet<string> All { get; } = new HashSet<string>([.. Builtins, .. Sprig, .. Istio], StringComparer.Ordinal);

    private static string[] Split(string names) =>
        names.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
