using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Tests;

/// <summary>A sandbox and a plain HTTP client that is its administrator.</summary>
internal sealed class TestSandbox : IAsyncDisposable
{
    public const string Istios = "/apis/sailoperator.io/v1/istios";
    public const string Default = Istios + "/default";
    public const string Deployments = "/apis/apps/v1/namespaces/default/deployments";

    private TestSandbox(SandboxCluster cluster)
    {
        Cluster = cluster;
        Client = ClientOf(cluster);
    }

    public SandboxCluster Cluster { get; }

    public HttpClient Client { get; }

    public static async Task<TestSandbox> StartAsync(SandboxClusterOptions? options = null) =>
        new(await SandboxCluster.StartAsync(options ?? new SandboxClusterOptions { NodeCount = 3, OldKernelCount = 1 }));

    public static async Task<TestSandbox> StartWithIstioAsync(SandboxClusterOptions? options = null) =>
        await StartAsync((options ?? new SandboxClusterOptions { NodeCount = 1, OldKernelCount = 0 }) with
        {
            IstioResource = """
                apiVersion: sailoperator.io/v1
                kind: Istio
                metadata:
                  name: default
                spec:
                  namespace: istio-system
                  version: v1.26.2
                  updateStrategy:
                    type: InPlace
                """,
        });

    /// <summary>A plain HTTP client that is a sandbox's administrator.</summary>
    public static HttpClient ClientOf(SandboxCluster cluster)
    {
        // Without drain time an answer that is not wanted to its end is given up at once.
        SocketsHttpHandler handler = new() { ResponseDrainTimeout = TimeSpan.Zero };
        HttpClient client = new(handler) { BaseAddress = cluster.Server };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", cluster.TokenOf("admin"));
        return client;
    }

    public Task<Answer> GetAsync(string path, string accept = "application/json") => SendAsync(HttpMethod.Get, path, accept: accept);

    public Task<Answer> PostAsync(string path, JsonNode body) => SendAsync(HttpMethod.Post, path, body.ToJsonString());

    public Task<Answer> PutAsync(string path, JsonNode body) => SendAsync(HttpMethod.Put, path, body.ToJsonString());

    public Task<Answer> MergeAsync(string path, string body) => SendAsync(HttpMethod.Patch, path, body, "application/merge-patch+json");

    public Task<Answer> JsonPatchAsync(string path, string body) => SendAsync(HttpMethod.Patch, path, body, "application/json-patch+json");

    public Task<Answer> ApplyAsync(string path, string manager, string body, bool force = false) => SendAsync(
        HttpMethod.Patch, $"{path}?fieldManager={manager}&force={(force ? "true" : "false")}", body, "application/apply-patch+yaml");

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public async Task<Answer> SendAsync(
        HttpMethod method, string path, string? body = null, string contentType = "application/json", string accept = "application/json")
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        using HttpResponseMessage response = await Client.SendAsync(request);
        string[] warnings = response.Headers.TryGetValues("Warning", out IEnumerable<string>? values) ? [.. values] : [];
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), warnings);
    }

    /// <summary>Opens a watch and returns its lines.</summary>
    public async Task<WatchStream> WatchAsync(string path, CancellationToken cancellationToken = default)
    {
        HttpResponseMessage response = await Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return new WatchStream(response, new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken)));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Cluster.DisposeAsync();
    }
}

/// <summary>An answer read to its end.</summary>
internal sealed record Answer(HttpStatusCode StatusCode, string Body, IReadOnlyList<string> Warnings)
{
    public int Code => (int)StatusCode;

    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    public string? Message => (string?)Json["message"];

    public string? Reason => (string?)Json["reason"];

    public string ResourceVersion => (string)Json["metadata"]!["resourceVersion"]!;

    public long Generation => (long)Json["metadata"]!["generation"]!;
}

/// <summary>The events of a watch.</summary>
internal sealed class WatchStream(HttpResponseMessage response, StreamReader reader) : IDisposable
{
    /// <summary>The next event; <see langword="null"/> at the end of the stream.</summary>
    public async Task<JsonObject?> NextAsync(CancellationToken cancellationToken = default) =>
        await reader.ReadLineAsync(cancellationToken) is { } line ? JsonNode.Parse(line)!.AsObject() : null;

    public void Dispose()
    {
        reader.Dispose();
        response.Dispose();
    }
}
