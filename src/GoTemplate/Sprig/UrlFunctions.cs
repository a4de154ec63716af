using System.Collections;

namespace GoTemplate.Sprig;

/// <summary>url.go</summary>
internal static class UrlFunctions
{
    /// <summary>What it costs to take a URL apart, in nodes executed.</summary>
    private const int WorkPerUrl = 20;

    public static FunctionMap All => new()
    {
        { "urlParse", "func(string) map[string]interface {}", Parse },
        { "urlJoin", "func(map[string]interface {}) string", Join },
    };

    private static Dictionary<string, object?> Parse(FunctionCall call)
    {
        call.Charge(WorkPerUrl);
        GoUrl url = ParseOrExplain(call.Text(0), "unable to parse url");
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["scheme"] = url.Scheme,
            ["host"] = url.Host,
            ["hostname"] = url.HostName,
            ["path"] = url.Path,
            ["query"] = url.Query,
            ["opaque"] = url.Opaque,
            ["fragment"] = url.Fragment,
            ["userinfo"] = url.UserInfo ?? "",
        };
    }

    private static object Join(FunctionCall call)
    {
        IDictionary map = call.Map(0);
        string userInfo = Part(map, "userinfo");
        GoUrl url = new()
        {
            Scheme = Part(map, "scheme"),
            Host = Part(map, "host"),
            Path = Part(map, "path"),
            Query = Part(map, "query"),
            Opaque = Part(map, "opaque"),
            Fragment = Part(map, "fragment"),
            UserInfo = userInfo.Length == 0
                ? null
                : ParseOrExplain($"proto://{userInfo}@host", "unable to parse userinfo in dict").UserInfo,
        };
        return url.ToString();
    }

    private static GoUrl ParseOrExplain(string text, string problem)
    {
        try
        {
            return GoUrl.Parse(text);
        }
        catch (FunctionException exception)
        {
            throw new FunctionException($"{problem}: {exception.Message}", exception);
        }
    }

    private static string Part(IDictionary map, string name)
    {
        if (!map.Contains(name))
        {
            return "";
        }

        Values.Value value = Values.Value.Of(map[name]);
        return value.IsValid
            ? value.Data as string ?? throw new FunctionException($"unable to parse {name} key, must be of type string, but {value.Type!.KindName} found")
            : throw new FunctionException("runtime error: invalid memory address or nil pointer dereference");
    }
}
