using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace IstioGateway.Kubernetes.Tests.Servers;

/// <summary>What the scripted server does about one request; true keeps the connection.</summary>
internal delegate Task<bool> Answer(Stream connection, Socket socket, CancellationToken cancellationToken);

/// <summary>Answers, good and bad.</summary>
internal static class Answers
{
    /// <summary>A whole answer with a length.</summary>
    public static Answer Text(int status, string body, string contentType = "application/json", params string[] headers) =>
        Bytes(status, Encoding.UTF8.GetBytes(body), contentType, headers);

    /// <summary>A whole answer with a length.</summary>
    public static Answer Bytes(int status, byte[] body, string contentType = "application/json", params string[] headers) =>
        async (connection, _, cancellationToken) =>
        {
            string head = Head(status, contentType, [.. headers, $"Content-Length: {body.Length.ToString(CultureInfo.InvariantCulture)}"]);
            byte[] all = [.. Encoding.Latin1.GetBytes(head), .. body];
            await connection.WriteAsync(all, cancellationToken);
            return true;
        };

    /// <summary>A <c>Status</c> object.</summary>
    public static Answer Status(int code, string reason, string message, params string[] headers) => Text(
        code,
        $$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{message}}","reason":"{{reason}}","code":{{code}}}""",
        "application/json",
        headers);

    /// <summary>An answer of which only the first bytes come; then the connection stays open, in silence.</summary>
    public static Answer Stall(int status, string body) => async (connection, _, cancellationToken) =>
    {
        await connection.WriteAsync(Chunk(Head(status, "application/json", ["Transfer-Encoding: chunked"]), body), cancellationToken);
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return false;
    };

    /// <summary>Chunks, each written at once, and the end of the body; or a connection cut before it.</summary>
    public static Answer Chunks(int status, IEnumerable<string> chunks, bool cut = false, string[]? headers = null) =>
        async (connection, socket, cancellationToken) =>
        {
            string head = Head(status, "application/json", ["Transfer-Encoding: chunked", .. headers ?? []]);
            await connection.WriteAsync(Encoding.Latin1.GetBytes(head), cancellationToken);
            foreach (string chunk in chunks)
            {
                await connection.WriteAsync(Chunk("", chunk), cancellationToken);
                await connection.FlushAsync(cancellationToken);
            }

            if (cut)
            {
                return await Reset(connection, socket, cancellationToken);
            }

            await connection.WriteAsync("0\r\n\r\n"u8.ToArray(), cancellationToken);
            return true;
        };

    /// <summary>Nothing, for ever.</summary>
    public static async Task<bool> Silence(Stream connection, Socket socket, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return false;
    }

    /// <summary>A TCP reset.</summary>
    public static Task<bool> Reset(Stream connection, Socket socket, CancellationToken cancellationToken)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
        return Task.FromResult(false);
    }

    private static string Head(int status, string contentType, IEnumerable<string> headers) =>
        $"HTTP/1.1 {status} Status\r\nContent-Type: {contentType}\r\n{string.Concat(headers.Select(h => h + "\r\n"))}\r\n";

    private static byte[] Chunk(string head, string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text);
        return [.. Encoding.Latin1.GetBytes($"{head}{body.Length:x}\r\n"), .. body, .. "\r\n"u8];
    }
}
