namespace GoTemplate.Sprig;

/// <summary>Go's package path, and path/filepath as it is on Linux, where templates of a cluster are executed.</summary>
internal static class PathFunctions
{
    private const string StringToString = "func(string) string";

    public static FunctionMap All
    {
        get
        {
            FunctionMap functions = new()
            {
                { "base", StringToString, call => Base(call.Text(0)) },
                { "dir", StringToString, call => Clean(call.Text(0)[..(call.Text(0).LastIndexOf('/') + 1)]) },
                { "clean", StringToString, call => Clean(call.Text(0)) },
                { "ext", StringToString, call => Extension(call.Text(0)) },
                { "isAbs", "func(string) bool", call => call.Text(0).StartsWith('/') },
            };
            functions.Alias("osBase", "base");
            functions.Alias("osDir", "dir");
            functions.Alias("osClean", "clean");
            functions.Alias("osExt", "ext");
            functions.Alias("osIsAbs", "isAbs");
            return functions;
        }
    }

    private static string Base(string path)
    {
        if (path.Length == 0)
        {
            return ".";
        }

        string trimmed = path.TrimEnd('/');
        return trimmed.Length == 0 ? "/" : trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    private static string Extension(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        int dot = name.LastIndexOf('.');
        return dot < 0 ? "" : name[dot..];
    }

    private static string Clean(string path)
    {
        bool isRooted = path.StartsWith('/');
        List<string> parts = [];
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != "." && !(part == ".." && isRooted))
            {
                parts.Add(part);
            }
        }

        string cleaned = string.Join('/', parts);
        return isRooted ? "/" + cleaned : cleaned.Length == 0 ? "." : cleaned;
    }
}
