using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Tests.Servers;

namespace IstioGateway.Kubernetes.Tests.Kubeconfig;

public sealed class KubeconfigTests : IDisposable
{
    private const string Secret = "s3cr3t-token";
    private static readonly ResourceRef Resource = new(ResourceType.Istio, "default");
    private static readonly KubernetesConnector Connector = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("kubeconfig-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_are_merged_and_the_first_to_name_an_entry_wins_it()
    {
        string a = Write("a", "current-context: one\ncontexts: [{name: one, context: {cluster: c, user: a}}]\nclusters: [{name: c, cluster: {server: \"https://a\"}}]");
        string b = Write("b", "current-context: two\ncontexts: [{name: two, context: {cluster: c}}, {name: one, context: {cluster: x}}]\nclusters: [{name: c, cluster: {server: \"https://b\"}}]");

        KubeconfigSummary summary = Connector.ReadKubeconfig(
            KubeconfigSource.FileList([Path.Combine(_folder, "missing"), a, "", b]));

        Assert.Equal("one", summary.CurrentContext);
        Assert.Equal(
            [new KubeconfigContext("one", "c", "a", "https://a", a), new KubeconfigContext("two", "c", null, "https://a", b)],
            summary.Contexts);
    }

    [Fact]
    public async Task Paths_are_relative_to_their_own_file()
    {
        await using var server = ScriptedServer.InTurn(Answers.Text(200, "{}"));
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        Write("sub/token", "from-file\n");
        string config = Write("sub/config", Connections.Kubeconfig(server.Url, user: "tokenFile: token, token: other"));
        using IClusterApi api = Connector.Connect(KubeconfigSource.File(config), "test", new ConnectionSettings()).Api;

        await api.GetAsync(Resource, CancellationToken.None);

        Assert.Equal("Bearer from-file", Assert.Single(server.Requests).Header("Authorization"));
    }

    [Fact]
    public async Task A_rotated_token_file_is_read_again_after_a_minute_and_after_a_401()
    {
        bool refuse = false;
        await using var server = new ScriptedServer(request =>
            refuse && request.Header("Authorization") == "Bearer two" ? Answers.Status(401, "Unauthorized", "no") : Answers.Text(200, "{}"));
        string file = Write("token", "one");
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using IClusterApi api = Connector.Connect(
            KubeconfigSource.Text(Connections.Kubeconfig(server.Url, user: $"tokenFile: '{file}'")), null, new ConnectionSettings { Clock = clock }).Api;

        await api.GetAsync(Resource, CancellationToken.None);
        Write("token", "two");
        await api.GetAsync(Resource, CancellationToken.None);
        clock.Advance(TimeSpan.FromMinutes(1));
        await api.GetAsync(Resource, CancellationToken.None);
        Write("token", "three");
        refuse = true;
        await api.GetAsync(Resource, CancellationToken.None);

        Assert.Equal(
            ["Bearer one", "Bearer one", "Bearer two", "Bearer two", "Bearer three"], server.Requests.Select(r => r.Header("Authorization")));
    }

    [Fact]
    public async Task Impersonation_is_sent()
    {
        await using var server = ScriptedServer.InTurn(Answers.Text(200, "{}"));
        string user = "token: t, as: jane, as-uid: u1, as-groups: [g1, g2], as-user-extra: { example.org/Scope: [read, write] }";
        using IClusterApi api = Connector.Connect(KubeconfigSource.Text(Connections.Kubeconfig(server.Url, user: user)), null, new()).Api;

        await api.GetAsync(Resource, CancellationToken.None);

        ReceivedRequest request = Assert.Single(server.Requests);
        Assert.Equal("jane", request.Header("Impersonate-User"));
        Assert.Equal("u1", request.Header("Impersonate-Uid"));
        Assert.Equal(["g1", "g2"], request.HeaderValues("Impersonate-Group").SelectMany(v => v.Split(", ")));
        Assert.Equal(["read", "write"], request.HeaderValues("Impersonate-Extra-example.org%2FScope").SelectMany(v => v.Split(", ")));
    }

    [Fact]
    public async Task The_path_of_a_server_stays_in_front_and_compression_can_be_switched_off()
    {
        await using var server = ScriptedServer.InTurn(Answers.Text(200, "{}"));
        string config = Connections.Kubeconfig(server.Url + "/k8s/clusters/c-1/", "disable-compression: true");
        using IClusterApi api = Connector.Connect(KubeconfigSource.Text(config), null, new()).Api;

        await api.GetAsync(Resource, CancellationToken.None);

        ReceivedRequest request = Assert.Single(server.Requests);
        Assert.Equal("/k8s/clusters/c-1/apis/sailoperator.io/v1/istios/default", request.Target);
        Assert.Null(request.Header("Accept-Encoding"));
    }

    [Fact]
    public async Task The_proxy_of_the_cluster_is_used()
    {
        await using var proxy = ScriptedServer.InTurn(Answers.Text(200, "{}"));
        string config = Connections.Kubeconfig("http://api.invalid:8080", $"proxy-url: \"http://me:{Secret}@127.0.0.1:{proxy.Port}\"");
        using IClusterApi api = Connector.Connect(KubeconfigSource.Text(config), null, new()).Api;

        await api.GetAsync(Resource, CancellationToken.None);

        Assert.Equal("http://api.invalid:8080/apis/sailoperator.io/v1/istios/default", Assert.Single(proxy.Requests).Target);
    }

    [Fact]
    public void Unknown_keys_are_told_and_harmless_ones_are_not()
    {
        string config = Connections.Kubeconfig("https://a", "extensions: [], tls-min-version: 1.2", $"token: {Secret}, as-group: x, extensions: []");

        ClusterConnection connection = Connector.Connect(KubeconfigSource.Text(config), null, new());
        connection.Api.Dispose();

        Assert.Equal(2, connection.Warnings.Count);
        Assert.Contains(connection.Warnings, w => w.Contains("line 9", StringComparison.Ordinal) && w.Contains("tls-min-version", StringComparison.Ordinal));
        Assert.Contains(connection.Warnings, w => w.Contains("'as-group' of user 'u'", StringComparison.Ordinal));
    }

    public static TheoryData<string, string, string> Refused => new()
    {
        { "https://a", "username: x, password: " + Secret, "dropped in 1.19" },
        { "https://a", $"auth-provider: {{name: azure, config: {{access-token: {Secret}}}}}", "kubelogin convert-kubeconfig" },
        { "https://a", $"token: {Secret}, as-groups: [g]", "no user under 'as'" },
        { "https://a", $"client-certificate-data: {Secret}, client-key-data: QQ==", "no base64" },
        { "https://a", "client-certificate-data: QQ==, client-key-data: QQ==", "cannot be used" },
        { "https://a", "client-certificate-data: QQ==", "has no client-key" },
        { "https://a", "tokenFile: /does/not/exist", "does not exist" },
        { "https://a", "tokenFile: relative", "no folder" },
        { "https://a", $"token: \"{Secret}\\nX-Evil: 1\"", "no bearer token" },
        { "https://a", $"token: [{Secret}]", "must be a text" },
        { "a:6443", $"token: {Secret}", "no http or https address" },
        { "ftp://a", $"token: {Secret}", "no http or https address" },
        { "https://user:pw@a", $"token: {Secret}", "credentials are given apart" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_work_is_refused_with_place_and_reason_and_without_the_secret(string server, string user, string part)
    {
        ClusterException error = Assert.Throws<ClusterException>(
            () => Connector.Connect(KubeconfigSource.Text(Connections.Kubeconfig(server, user: user)), null, new()));

        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n# nothing\n", "empty")]
    [InlineData("- a", "no kubeconfig")]
    [InlineData("users:\n- name: u\n  user: {token: " + Secret, "line")]
    [InlineData("users:\n- name: u\n  user: {token: *" + Secret + "}", "line 3")]
    [InlineData("users: [{name: u, user: {token: " + Secret + "}}]\nusers: []", "line 2")]
    [InlineData("users: [{name: u}, {name: u}]", "defined twice")]
    [InlineData("users: " + Secret, "must be a list")]
    [InlineData("users:\n- name: u\n  user: {token: " + Secret + "\nclusters: []", "no valid YAML")]
    public void Text_that_is_no_kubeconfig_says_where_and_why_and_without_the_secret(string text, string part)
    {
        ClusterException error = Assert.Throws<ClusterException>(() => Connector.ReadKubeconfig(KubeconfigSource.Text(text)));

        Assert.Equal(ClusterErrorKind.Kubeconfig, error.Kind);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("certificate-authority: /a, certificate-authority-data: QQ==", "token: t", "both certificate-authority and certificate-authority-data")]
    [InlineData("", "client-certificate: /a, client-certificate-data: QQ==, client-key: /a", "both client-certificate and client-certificate-data")]
    [InlineData("", "client-certificate-data: QQ==, client-key: /a, client-key-data: QQ==", "both client-key and client-key-data")]
    public void A_file_and_its_data_together_are_refused_as_kubectl_does(string cluster, string user, string part)
    {
        string config = Connections.Kubeconfig("https://a", cluster, user);

        ClusterException error = Assert.Throws<ClusterException>(() => Connector.Connect(KubeconfigSource.Text(config), null, new()));

        Assert.Equal(ClusterErrorKind.Kubeconfig, error.Kind);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("certificate-authority: ca.crt", "token: t", "certificate-authority-data")]
    [InlineData("", "tokenFile: token", "or token")]
    [InlineData("", "client-certificate: cert, client-key: key", "client-certificate-data")]
    [InlineData("", "exec: {command: ./plugin, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}", "relative path")]
    public void Relative_paths_in_text_are_refused_because_it_has_no_folder(string cluster, string user, string part)
    {
        string config = Connections.Kubeconfig("https://a", cluster, user);

        ClusterException error = Assert.Throws<ClusterException>(() => Connector.Connect(KubeconfigSource.Text(config), null, new()));

        Assert.Equal(ClusterErrorKind.Kubeconfig, error.Kind);
        Assert.Contains("has no folder", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nope", "no context 'nope'. Its contexts: test, orphan, homeless, userless")]
    [InlineData("orphan", "names the user 'ghost', which is not defined")]
    [InlineData("homeless", "names the cluster 'ghost', which is not defined")]
    [InlineData("TEST", "no context 'TEST'")]
    public void A_context_that_leads_nowhere_says_so(string context, string part)
    {
        string config = Connections.Kubeconfig("https://a").Replace(
            "clusters:", "- {name: orphan, context: {cluster: c, user: ghost}}\n- {name: homeless, context: {cluster: ghost}}\n- {name: userless, context: {cluster: c}}\nclusters:", StringComparison.Ordinal);

        ClusterException error = Assert.Throws<ClusterException>(() => Connector.Connect(KubeconfigSource.Text(config), context, new()));

        Assert.Equal(ClusterErrorKind.Kubeconfig, error.Kind);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Connector.Connect(KubeconfigSource.Text(config), "userless", new()).Api.Dispose();
    }

    [Fact]
    public void A_missing_file_is_an_error_and_a_list_of_missing_files_too()
    {
        string missing = Path.Combine(_folder, "missing");

        Assert.Contains(missing, Assert.Throws<ClusterException>(() => Connector.ReadKubeconfig(KubeconfigSource.File(missing))).Message, StringComparison.Ordinal);
        Assert.Contains("None of", Assert.Throws<ClusterException>(() => Connector.ReadKubeconfig(KubeconfigSource.FileList([missing]))).Message, StringComparison.Ordinal);
        Assert.Contains("folder", Assert.Throws<ClusterException>(() => Connector.ReadKubeconfig(KubeconfigSource.File(_folder))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_trace_tells_requests_and_no_secret()
    {
        List<string> trace = [];
        await using var server = ScriptedServer.InTurn(Answers.Status(500, "x", "y"), Answers.Text(200, "{}"));
        var settings = new ConnectionSettings { Trace = trace.Add, Clock = new FastClock() };
        using IClusterApi api = Connections.Connect(server, settings);

        await api.GetAsync(Resource, CancellationToken.None);

        Assert.Contains(trace, t => t.StartsWith($"GET {server.Url}/apis/sailoperator.io/v1/istios/default -> 200", StringComparison.Ordinal));
        Assert.DoesNotContain(trace, t => t.Contains(Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, api.Endpoint.ToString(), StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
