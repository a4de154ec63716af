using System.Diagnostics;
using System.Net.Security;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Tests.Servers;

namespace IstioGateway.Kubernetes.Tests.Credentials;

public sealed class ExecPluginTests : IDisposable
{
    private static readonly ResourceRef Resource = new(ResourceType.Istio, "default");
    private static readonly Answer Good = Answers.Text(200, "{}");
    private readonly string _folder = Directory.CreateTempSubdirectory("exec-plugin-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_plugin_runs_once_for_many_requests_and_gets_its_arguments_one_by_one()
    {
        await using var server = ScriptedServer.InTurn(Good);
        using IClusterApi api = Connect(server, Plugin("""
            printf '%s\n' "$#" "$1" "$2" "$EXTRA" "$KUBERNETES_EXEC_INFO" >> "$DIR/calls"
            """));

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => api.GetAsync(Resource, CancellationToken.None)));
        await api.GetAsync(Resource, CancellationToken.None);

        string[] calls = await File.ReadAllLinesAsync(Path.Combine(_folder, "calls"));
        Assert.Equal(5, calls.Length);
        Assert.Equal(["2", "two words", "a\"b'c", "an extra"], calls[..4]);
        Assert.All(server.Requests, r => Assert.Equal("Bearer plugin-token", r.Header("Authorization")));
        JsonNode info = JsonNode.Parse(calls[4])!;
        Assert.Equal("ExecCredential", (string?)info["kind"]);
        Assert.Equal("client.authentication.k8s.io/v1", (string?)info["apiVersion"]);
        Assert.False((bool?)info["spec"]!["interactive"]);
        Assert.Equal(server.Url, (string?)info["spec"]!["cluster"]!["server"]);
        Assert.Equal("aud", (string?)info["spec"]!["cluster"]!["config"]!["audience"]);
    }

    [Fact]
    public async Task After_a_401_the_plugin_runs_once_more()
    {
        await using var server = ScriptedServer.InTurn(Answers.Status(401, "Unauthorized", "Unauthorized"), Good);
        using IClusterApi api = Connect(server, Plugin("echo run >> \"$DIR/calls\""));

        await api.GetAsync(Resource, CancellationToken.None);

        Assert.Equal(2, (await File.ReadAllLinesAsync(Path.Combine(_folder, "calls"))).Length);
    }

    [Fact]
    public async Task A_401_that_stays_is_an_error()
    {
        await using var server = ScriptedServer.InTurn(Answers.Status(401, "Unauthorized", "Unauthorized"));
        using IClusterApi api = Connect(server, Plugin("true"));

        ClusterException error = await GetErrorAsync(api);

        Assert.Equal(ClusterErrorKind.Unauthenticated, error.Kind);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task An_expired_credential_is_asked_for_again()
    {
        await using var server = ScriptedServer.InTurn(Good);
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using IClusterApi api = Connect(
            server, Plugin("echo run >> \"$DIR/calls\"", """, "expirationTimestamp": "2026-01-01T01:00:00Z" """), clock: clock);

        await api.GetAsync(Resource, CancellationToken.None);
        clock.Advance(TimeSpan.FromMinutes(59));
        await api.GetAsync(Resource, CancellationToken.None);
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(_folder, "calls")));

        clock.Advance(TimeSpan.FromMinutes(1));
        await api.GetAsync(Resource, CancellationToken.None);
        Assert.Equal(2, (await File.ReadAllLinesAsync(Path.Combine(_folder, "calls"))).Length);
    }

    [Theory]
    [InlineData("echo please sign in >&2; exit 3", "exit code 3: please sign in")]
    [InlineData("echo secret-output; echo half >&2; exit 1", "exit code 1: half")]
    [InlineData("echo secret-output; exit 0", "no JSON")]
    [InlineData("echo '[\"secret-output\"]'; exit 0", "no JSON object")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"status\":{}}'; exit 0", "v1beta1")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{}}'; exit 0", "neither a token")]
    public async Task A_plugin_that_fails_says_why(string script, string part)
    {
        await using var server = ScriptedServer.InTurn(Good);
        using IClusterApi api = Connect(server, Plugin(script));

        ClusterException error = await GetErrorAsync(api);

        Assert.Equal(ClusterErrorKind.Credential, error.Kind);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-output", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_plugin_that_is_not_there_says_how_to_get_it()
    {
        await using var server = ScriptedServer.InTurn(Good);
        using IClusterApi api = Connect(server, "no-such-plugin-anywhere");

        ClusterException error = await GetErrorAsync(api);

        Assert.Equal(ClusterErrorKind.Credential, error.Kind);
        Assert.Contains("Get it from example.org", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_kills_the_plugin_with_everything_it_started()
    {
        await using var server = ScriptedServer.InTurn(Good);
        using IClusterApi api = Connect(server, Plugin("sleep 60 & echo $! > \"$DIR/child\"; echo $$ > \"$DIR/self\"; wait"));
        using var cancel = new CancellationTokenSource();
        Task<JsonObject> get = api.GetAsync(Resource, cancel.Token);
        string self = await ReadWhenWrittenAsync("self");
        string child = await ReadWhenWrittenAsync("child");
        long start = Stopwatch.GetTimestamp();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get);

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
        Assert.True(await IsGoneAsync(self) && await IsGoneAsync(child));
    }

    [Fact]
    public async Task A_plugin_that_does_not_end_is_killed_when_its_minute_is_over()
    {
        await using var server = ScriptedServer.InTurn(Good);
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using IClusterApi api = Connect(server, Plugin("echo half-a-token; echo $$ > \"$DIR/self\"; sleep 60"), clock: clock);
        Task<ClusterException> failure = GetErrorAsync(api);
        string self = await ReadWhenWrittenAsync("self");

        clock.Advance(TimeSpan.FromSeconds(61));
        ClusterException error = await failure.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(ClusterErrorKind.Credential, error.Kind);
        Assert.Contains("did not finish within 60 s", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("half-a-token", error.ToString(), StringComparison.Ordinal);
        Assert.True(await IsGoneAsync(self));
    }

    [Fact]
    public async Task Where_no_program_can_be_started_the_error_says_what_to_use_instead()
    {
        await using var server = ScriptedServer.InTurn(Good);
        string plugin = Path.Combine(_folder, "no-program");
        await File.WriteAllTextAsync(plugin, "a file that nobody may execute");
        using IClusterApi api = Connect(server, plugin);

        ClusterException error = await GetErrorAsync(api);

        Assert.Equal(ClusterErrorKind.Credential, error.Kind);
        Assert.Contains("Connect-IstioCluster -KubeconfigContent -ManagedIdentity, or -Server -Token", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_may_hand_out_a_client_certificate_and_renew_it_with_a_new_connection()
    {
        using TestCertificates certificates = new();
        (string first, string firstKey, string firstThumbprint) = certificates.Client("first");
        (string second, string secondKey, string secondThumbprint) = certificates.Client("second", rsa: true);
        bool refuse = false;
        await using ScriptedServer server = new(
            _ => refuse ? Refuse() : Good,
            new SslServerAuthenticationOptions
            {
                ServerCertificate = certificates.Server("127.0.0.1"),
                ClientCertificateRequired = true,
#pragma warning disable CA5359 // The client's certificate is only looked at, by the test itself.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
            });
        await WriteAnswerAsync(first, firstKey);
        string script = Plugin("cat \"$DIR/answer\"; exit 0");
        using IClusterApi api = Connect(server, script, cluster: $"certificate-authority-data: {certificates.AuthorityData}");

        await api.GetAsync(Resource, CancellationToken.None);
        Assert.Equal(firstThumbprint, server.ClientCertificateThumbprint);

        await WriteAnswerAsync(second, secondKey);
        refuse = true;
        await api.GetAsync(Resource, CancellationToken.None);
        Assert.Equal(secondThumbprint, server.ClientCertificateThumbprint);
        Assert.All(server.Requests, r => Assert.Null(r.Header("Authorization")));

        Answer Refuse()
        {
            refuse = false;
            return Answers.Status(401, "Unauthorized", "Unauthorized");
        }

        Task WriteAnswerAsync(string certificate, string key) => File.WriteAllTextAsync(
            Path.Combine(_folder, "answer"),
            new JsonObject
            {
                ["kind"] = "ExecCredential",
                ["apiVersion"] = "client.authentication.k8s.io/v1",
                ["status"] = new JsonObject { ["clientCertificateData"] = certificate, ["clientKeyData"] = key },
            }.ToJsonString());
    }

    [Theory]
    [InlineData("interactiveMode: Always", "terminal")]
    [InlineData("interactiveMode: Sometimes", "Never, IfAvailable or Always")]
    [InlineData("provideClusterInfo: true", "requires")]
    public void A_mode_that_cannot_work_is_refused_before_anything_runs(string mode, string part)
    {
        string config = Connections.Kubeconfig(
            "https://10.0.0.1", user: $"exec: {{ command: x, apiVersion: client.authentication.k8s.io/v1, {mode} }}");

        ClusterException error = Assert.Throws<ClusterException>(
            () => new KubernetesConnector().Connect(KubeconfigSource.Text(config), null, new ConnectionSettings()));

        Assert.Equal(ClusterErrorKind.Kubeconfig, error.Kind);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    private static Task<ClusterException> GetErrorAsync(IClusterApi api) =>
        Assert.ThrowsAsync<ClusterException>(() => api.GetAsync(Resource, CancellationToken.None));

    private IClusterApi Connect(ScriptedServer server, string command, TimeProvider? clock = null, string? cluster = null)
    {
        string user = $$"""
            exec: { command: "{{command}}", apiVersion: client.authentication.k8s.io/v1, interactiveMode: IfAvailable, provideClusterInfo: true, installHint: Get it from example.org, args: [ two words, "a\"b'c" ], env: [ { name: EXTRA, value: an extra }, { name: DIR, value: "{{_folder}}" } ] }
            """;
        cluster ??= "extensions: [ { name: client.authentication.k8s.io/exec, extension: { audience: aud } } ]";
        return new KubernetesConnector().Connect(
            KubeconfigSource.Text(Connections.Kubeconfig(server.Url, cluster, user)),
            null,
            new ConnectionSettings { Clock = clock ?? TimeProvider.System }).Api;
    }

    /// <summary>Writes a plugin that does something and then hands out a token.</summary>
    private string Plugin(string script, string status = "")
    {
        string path = Path.Combine(_folder, "plugin");
        File.WriteAllText(path, $$"""
            #!/bin/sh
            {{script}}
            echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"plugin-token" {{status}} } }'
            """);
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The plugin is a shell script.");
        }
        else
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    private async Task<string> ReadWhenWrittenAsync(string name)
    {
        string path = Path.Combine(_folder, name);
        for (int i = 0; i < 100; i++)
        {
            string text = File.Exists(path) ? await File.ReadAllTextAsync(path) : "";
            if (text.EndsWith('\n'))
            {
                return text.Trim();
            }

            await Task.Delay(5);
        }

        throw new TimeoutException($"The plugin did not write {name}.");
    }

    private static async Task<bool> IsGoneAsync(string processId)
    {
        for (int i = 0; i < 50; i++)
        {
            // A killed child may wait as a zombie for whoever adopts it.
            string stat = $"/proc/{processId}/stat";
            if (!File.Exists(stat) || (await File.ReadAllTextAsync(stat)).Contains(") Z", StringComparison.Ordinal))
            {
                return true;
            }

            await Task.Delay(5);
        }

        return false;
    }
}
