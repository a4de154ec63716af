using System.Globalization;
using IstioGateway.Testing;

namespace IstioGateway.Sandbox.Tests.Wire;

/// <summary>One recorded exchange with a real API server.</summary>
internal sealed record WireExchange(
    string File,
    string Method,
    string Target,
    IReadOnlyList<KeyValuePair<string, string>> RequestHeaders,
    string RequestBody,
    int StatusCode,
    string ReasonPhrase,
    IReadOnlyList<KeyValuePair<string, string>> ResponseHeaders,
    string ResponseBody)
{
    private const string Separator = "\n### response\n";

    /// <summary>The files to replay, in order.</summary>
    public static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(SharedFiles.Path("wire"), "*.http")
            .Select(path => Path.GetFileName(path)!)
            .Order(StringComparer.Ordinal);

    public static WireExchange Read(string file)
    {
        string text = SharedFiles.Text(Path.Combine("wire", file)).ReplaceLineEndings("\n");
        int separator = text.IndexOf(Separator, StringComparison.Ordinal);
        (string[] requestHead, string requestBody) = Split(text[..separator]);
        (string[] responseHead, string responseBody) = Split(text[(separator + Separator.Length)..]);
        string[] requestLine = requestHead[0].Split(' ');
        string[] statusLine = responseHead[0].Split(' ', 3);
        return new WireExchange(
            file,
            requestLine[0],
            requestLine[1],
            Headers(requestHead),
            requestBody.TrimEnd('\n'),
            int.Parse(statusLine[1], CultureInfo.InvariantCulture),
            statusLine.ElementAtOrDefault(2) ?? "",
            Headers(responseHead),
            responseBody);
    }

    /// <summary>The first value of a recorded response header.</summary>
    public string? ResponseHeader(string name) => ResponseHeaders.FirstOrDefault(header => header.Key == name).Value;

    private static (string[] Head, string Body) Split(string message)
    {
        int blank = message.IndexOf("\n\n", StringComparison.Ordinal);
        return (message[..blank].Split('\n'), message[(blank + 2)..]);
    }

    private static List<KeyValuePair<string, string>> Headers(string[] head) =>
        [.. head.Skip(1).Select(line => line.Split(": ", 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1]))];
}
