using System.Net.Sockets;
using System.Text;

namespace IstioGateway.Sandbox.Tests.Http;

/// <summary>A socket, for what no HTTP client would send.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient _client = new();

    private RawClient()
    {
    }

    public NetworkStream Stream => _client.GetStream();

    public static async Task<RawClient> ConnectAsync(Uri server)
    {
        RawClient client = new();
        await client._client.ConnectAsync(server.Host, server.Port);
        return client;
    }

    public async Task SendAsync(string text)
    {
        await Stream.WriteAsync(Encoding.ASCII.GetBytes(text.ReplaceLineEndings("\r\n")));
        await Stream.FlushAsync();
    }

    /// <summary>Reads until the text so far contains something, or the server closes.</summary>
    public async Task<string> ReadUntilAsync(string wanted)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[4096];
        while (!text.ToString().Contains(wanted, StringComparison.Ordinal))
        {
            int read = await Stream.ReadAsync(buffer);
            if (read == 0)
            {
                break;
            }

            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    /// <summary>Reads to the end of the connection.</summary>
    public async Task<string> ReadToEndAsync() => await ReadUntilAsync("\0never\0");

    public void Dispose() => _client.Dispose();
}
