using System.Net.Http.Headers;
using System.Text;
using IstioGateway.Sandbox.Tests.Wire;
using Microsoft.Extensions.Time.Testing;

[assembly: AssemblyFixture(typeof(WireReplay))]

namespace IstioGateway.Sandbox.Tests.Wire;

/// <summary>What the sandbox answered to a recorded request.</summary>
public sealed record WireAnswer(int StatusCode, string ReasonPhrase, string? ContentType, IReadOnlyList<string> Warnings, string Body);

/// <summary>Replays every recorded exchange, in order, once, against a sandbox that starts as the recorded server did.</summary>
public sealed class WireReplay : IAsyncLifetime
{
    /// <summary>The moment of the first recorded write; the nodes were 93 seconds old.</summary>
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 4, 50, 26, TimeSpan.Zero);

    /// <summary>The recorded server stood at this version when its nodes had been created.</summary>
    private const long StartVersion = 253;

    private readonly Dictionary<string, WireAnswer> _answers = [];

    /// <summary>The answer to the request of a file.</summary>
    public WireAnswer this[string file] => _answers[file];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (!Directory.Exists(RecordedTraffic.Folder))
        {
            return;
        }

        FakeTimeProvider clock = new(Start);
        await using SandboxCluster cluster = await SandboxCluster.StartAsync(new SandboxClusterOptions
        {
            Clock = clock,
            NodeListJson = WireExchange.Read("02-nodes-json.http").ResponseBody,
            ResourceVersion = StartVersion,
        });
        using HttpClient client = new() { BaseAddress = cluster.Server };
        foreach (string file in WireExchange.Files())
        {
            _answers[file] = await SendAsync(client, cluster, WireExchange.Read(file), clock);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<WireAnswer> SendAsync(HttpClient client, SandboxCluster cluster, WireExchange exchange, FakeTimeProvider clock)
    {
        using HttpRequestMessage request = new(new HttpMethod(exchange.Method), new Uri(exchange.Target, UriKind.Relative));
        string body = WireDeviations.BodyOf(exchange);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        }

        foreach ((string name, string value) in WireDeviations.HeadersOf(exchange))
        {
            switch (name)
            {
                case "Content-Type":
                    request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
                    break;
                case "Authorization":
                    request.Headers.TryAddWithoutValidation(name, "Bearer " + Token(cluster, value));
                    break;
                default:
                    request.Headers.TryAddWithoutValidation(name, value);
                    break;
            }
        }

        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Task<string> text = response.Content.ReadAsStringAsync();
        while (exchange.Target.Contains("watch=true", StringComparison.Ordinal) && !text.IsCompleted)
        {
            // A watch ends when its time is up; let that time pass.
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(text, Task.Delay(20));
        }

        string[] warnings = response.Headers.TryGetValues("Warning", out IEnumerable<string>? values) ? [.. values] : [];
        return new WireAnswer(
            (int)response.StatusCode, response.ReasonPhrase ?? "", response.Content.Headers.ContentType?.ToString(), warnings, await text);
    }

    private static string Token(SandboxCluster cluster, string recorded) => recorded switch
    {
        "Bearer <admin>" => cluster.TokenOf("admin"),
        "Bearer <viewer>" => cluster.TokenOf("viewer"),
        _ => "nobody",
    };
}
