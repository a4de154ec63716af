using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IstioGateway.Commands.Tests.Harness;

[assembly: AssemblyFixture(typeof(IdentityServer))]

namespace IstioGateway.Commands.Tests.Harness;

/// <summary>
/// An identity endpoint as Azure Automation and App Service have it, on loopback, for this process and those it starts: its variables are
/// set once, before the first test. Each test assigns an identity of its own, which it names by the client id.
/// </summary>
public sealed class IdentityServer : IAsyncDisposable
{
    /// <summary>What proves that a request comes from this process.</summary>
    public const string Header = "identity-header-0f-the-tests";

    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<Guid, string> _tokens = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly Task _serving;

    /// <summary>Starts it.</summary>
    public IdentityServer()
    {
        using (TcpListener probe = new(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/msi/token");
        }

        _listener.Prefixes.Add(new Uri(Address, "/").ToString());
        _listener.Start();
        _serving = ServeAsync();
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", Address.ToString());
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", Header);
    }

    /// <summary>The endpoint.</summary>
    public Uri Address { get; }

    /// <summary>The queries of the requests so far.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Assigns an identity, whose tokens are this one.</summary>
    /// <returns>Its client id.</returns>
    public Guid Assign(string token)
    {
        Guid id = Guid.NewGuid();
        _tokens[id] = token;
        return id;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Stop would leave the pending wait for a request as it is.
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                _requests.Enqueue(context.Request.Url!.Query);
                byte[] body = Encoding.UTF8.GetBytes(Answer(context.Request, context.Response));
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(body);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // Whoever asked has left, or this was closed.
                if (!_listener.IsListening)
                {
                    return;
                }
            }
        }
    }

    private string Answer(HttpListenerRequest request, HttpListenerResponse response)
    {
        if (request.Headers["X-IDENTITY-HEADER"] != Header)
        {
            response.StatusCode = 403;
            return """{"message":"The header is missing or wrong."}""";
        }

        if (Guid.TryParse(request.QueryString["client_id"], out Guid id) && _tokens.TryGetValue(id, out string? token))
        {
            return $$"""{"access_token":"{{token}}","expires_on":"{{DateTimeOffset.UtcNow.AddHours(24).ToUnixTimeSeconds()}}","token_type":"Bearer"}""";
        }

        response.StatusCode = 400;
        return """{"statusCode":400,"message":"No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId."}""";
    }
}
