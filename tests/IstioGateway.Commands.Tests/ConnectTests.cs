using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests;

/// <summary>Connect-IstioCluster: every way in that is not a kubeconfig file.</summary>
public sealed class ConnectTests(IdentityServer identities) : IDisposable
{
    /// <summary>Puts the first argument into <c>$secret</c>.</summary>
    private const string Hide = "$secret = [securestring]::new(); $args[0].ToCharArray() | ForEach-Object { $secret.AppendChar($_) }; ";

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Connect-IstioCluster -KubeconfigContent $args[0]")]
    [InlineData("Connect-IstioCluster -KubeconfigContent $args[0].Split(\"`n\")")]
    [InlineData("Connect-IstioCluster -KubeconfigContent $secret")]
    [InlineData("Connect-IstioCluster -KubeconfigContent $args[0] -Context sand*")]
    [InlineData("Connect-IstioCluster -KubeconfigContent ($args[0] + '#' * 100000)")]
    public async Task Kubeconfig_text_is_taken_as_text_lines_or_a_secure_string(string connect)
    {
        await using TestCluster cluster = await StartAsync();

        RunResult result = _session.Run(
            $"{Hide} $c = {connect}; $c; $c | Get-NodeKernel", cluster.Sandbox.KubeconfigFor("admin"));

        IstioCluster connected = Assert.Single(result.ThrowIfFailed().Of<IstioCluster>());
        Assert.Equal(("sandbox", "kubeconfig text", "admin"), (connected.Name, connected.Source, connected.User));
        Assert.Equal(5, result.Of<NodeKernel>().Count);
    }

    [Theory]
    [InlineData("certificate-authority: ca.crt", "token: t")]
    [InlineData("insecure-skip-tls-verify: true", "tokenFile: token")]
    public void A_relative_path_in_kubeconfig_text_is_refused_because_it_has_no_folder(string cluster, string user)
    {
        string text = Kubeconfigs.For("https://127.0.0.1:1")
            .Replace("server:", cluster + "\n    server:", StringComparison.Ordinal)
            .Replace("token: t", user, StringComparison.Ordinal);

        ErrorRecord error = _session.Run("Connect-IstioCluster -KubeconfigContent $args[0]", text).OnlyError();

        Assert.StartsWith("KubeconfigInvalid", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("a kubeconfig given as text has no folder", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Connect-IstioCluster -KubeconfigContent ''")]
    [InlineData("Connect-IstioCluster -KubeconfigContent 'just text'")]
    [InlineData("Connect-IstioCluster -Kubeconfig /there/is/no/such/file")]
    public void What_is_no_kubeconfig_is_one_terminating_error(string command)
    {
        RunResult result = _session.Run($"try {{ {command} }} catch {{ $_ }}");

        ErrorRecord error = Assert.Single(result.ThrowIfFailed().Of<ErrorRecord>());
        Assert.StartsWith("KubeconfigInvalid", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
    }

    [Fact]
    public async Task A_server_and_a_token_do_without_any_kubeconfig()
    {
        await using TestCluster cluster = await StartAsync();

        RunResult result = _session.Run(
            Hide + "$a = $args; foreach ($token in $a[0], $secret) { "
            + "$c = Connect-IstioCluster -Server $a[1] -Token $token -CertificateAuthority $a[2] -Name prod; $c; $c | Get-NodeKernel }",
            cluster.Sandbox.TokenOf("admin"),
            cluster.Sandbox.SecureServer.ToString(),
            cluster.Sandbox.CertificatePem);

        Assert.Equal(10, result.ThrowIfFailed().Of<NodeKernel>().Count);
        Assert.Equal(["prod", "prod"], result.Of<IstioCluster>().Select(c => c.Name));
        Assert.All(cluster.Sandbox.Requests.All, r => Assert.True(r is { IsSecure: true, User: "admin" }));
    }

    [Theory]
    [InlineData("$pem")]
    [InlineData("($pem -split \"`n\")")]
    [InlineData("$file")]
    [InlineData("ca.crt")]
    [InlineData("$derFile")]
    [InlineData("$data")]
    [InlineData("$der")]
    [InlineData("([object[]] $der)")]
    [InlineData("$certificate")]
    [InlineData("$other, $certificate")]
    [InlineData("($pem + \"`n\" + $other.ExportCertificatePem())")]
    public async Task A_certificate_authority_is_taken_in_the_form_people_have_it(string authority)
    {
        await using TestCluster cluster = await StartAsync();
        string pem = cluster.Sandbox.CertificatePem;
        X509Certificate2 certificate = X509Certificate2.CreateFromPem(pem);
        using X509Certificate2 other = SelfSigned();
        await File.WriteAllTextAsync(cluster.File("ca.crt"), pem);
        await File.WriteAllBytesAsync(cluster.File("ca.der"), certificate.RawData);
        _session.Set("pem", pem);
        _session.Set("file", cluster.File("ca.crt"));
        _session.Set("derFile", cluster.File("ca.der"));
        _session.Set("data", Convert.ToBase64String(Encoding.ASCII.GetBytes(pem)));
        _session.Set("der", certificate.RawData);
        _session.Set("certificate", certificate);
        _session.Set("other", other);

        RunResult result = _session.Run(
            $"$ExecutionContext.SessionState.Path.SetLocation([IO.Path]::GetDirectoryName($file)) | Out-Null; Connect-IstioCluster -Server $args[0] -Token $args[1] -CertificateAuthority {authority} | Get-NodeKernel",
            cluster.Sandbox.SecureServer,
            cluster.Sandbox.TokenOf("admin"));

        Assert.Equal(5, result.ThrowIfFailed().Of<NodeKernel>().Count);
    }

    [Fact]
    public async Task Another_authority_is_refused_by_name_and_the_check_can_be_skipped_with_a_warning()
    {
        await using TestCluster cluster = await StartAsync();
        using X509Certificate2 other = SelfSigned();

        RunResult refused = Connect("-CertificateAuthority $args[2] | Get-NodeKernel");
        RunResult store = Connect("| Get-NodeKernel");
        RunResult skipped = Connect("-SkipCertificateCheck | Get-NodeKernel");

        Assert.StartsWith("TlsFailed", refused.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("TlsFailed", store.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(5, skipped.ThrowIfFailed().Of<NodeKernel>().Count);
        Assert.Contains("not verified", Assert.Single(skipped.Warnings), StringComparison.Ordinal);

        RunResult Connect(string rest) => _session.Run(
            "Connect-IstioCluster -Server $args[0] -Token $args[1] " + rest,
            cluster.Sandbox.SecureServer,
            cluster.Sandbox.TokenOf("admin"),
            other);
    }

    [Theory]
    [InlineData("-Server http://api.example:8080 -Token t", "ConnectionInvalid", "Use https")]
    [InlineData("-Server api.example -Token t", "ConnectionInvalid", "no http or https address")]
    [InlineData("-Server https://me:pw@api.example -Token t", "ConnectionInvalid", "credentials are given apart")]
    [InlineData("-Server https://api.example -Token ''", "CredentialFailed", "empty")]
    [InlineData("-Server https://api.example -Token 'a b'", "CredentialFailed", "no bearer token")]
    [InlineData("-Server https://api.example -Token 5", "ParameterArgumentTransformationError", "not a Int32")]
    [InlineData("-Server https://api.example -Token ('x' * 70000)", "ParameterArgumentTransformationError", "of that length")]
    [InlineData("-Server https://api.example -Token t -CertificateAuthority /no/such/file", "ParameterArgumentTransformationError", "'/no/such/file' cannot be read")]
    [InlineData("-Server https://api.example -Token t -CertificateAuthority LS0tLS1CRUdJTi!", "ParameterArgumentTransformationError", "no certificate in it")]
    [InlineData("-Server https://api.example -Token t -CertificateAuthority 7", "ParameterArgumentTransformationError", "it is a Int32")]
    [InlineData("-KubeconfigContent 5", "ParameterArgumentTransformationError", "not a Int32")]
    [InlineData("-KubeconfigContent @('a', 5)", "ParameterArgumentTransformationError", "not a Int32")]
    [InlineData("-InCluster", "ConnectionInvalid", "does not run in a pod")]
    [InlineData("-Sandbox -Name 'Not a name'", "InvalidName", "lower-case letters")]
    public void What_cannot_work_is_one_error_that_says_why(string arguments, string id, string part)
    {
        RunResult result = _session.Run("Connect-IstioCluster " + arguments);

        Assert.Equal(id, result.OnlyError().FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains(part, result.OnlyError().ToString(), StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("-Server $server -CertificateAuthority $authority", "server address")]
    [InlineData("-KubeconfigContent $text", "kubeconfig text")]
    [InlineData("-KubeconfigContent $text -Context prod-*", "kubeconfig text")]
    [InlineData("-Kubeconfig $file", "file")]
    [InlineData("prod-eu -Kubeconfig $file", "file")]
    public async Task A_managed_identity_signs_in_whatever_the_user_of_the_kubeconfig_is(string arguments, string source)
    {
        await using TestCluster cluster = await StartAsync();
        string text = Azure.AksKubeconfig.For(cluster);
        await File.WriteAllTextAsync(cluster.File("aks"), text);
        _session.Set("text", text);
        _session.Set("file", cluster.File("aks"));
        _session.Set("server", cluster.Sandbox.SecureServer);
        _session.Set("authority", cluster.Sandbox.CertificatePem);
        Guid id = identities.Assign(cluster.Sandbox.TokenOf("admin"));

        RunResult result = _session.Run(
            $"$c = Connect-IstioCluster {arguments} -ManagedIdentity -ClientId $args[0] -Resource api://here; $c; $c | Get-NodeKernel", id);

        IstioCluster connected = Assert.Single(result.ThrowIfFailed().Of<IstioCluster>());
        Assert.Equal($"managed identity {id}", connected.User);
        Assert.Equal(source == "file" ? cluster.File("aks") : source, connected.Source);
        Assert.Equal(5, result.Of<NodeKernel>().Count);
        Assert.Equal($"?api-version=2019-08-01&resource=api%3A%2F%2Fhere&client_id={id}", Assert.Single(identities.Requests, r => r.Contains($"{id}", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_identity_that_is_not_assigned_is_one_error_that_says_what_to_turn_on()
    {
        RunResult result = _session.Run(
            "Connect-IstioCluster -Server https://127.0.0.1:1 -ManagedIdentity -ClientId $args[0] | Get-NodeKernel", Guid.NewGuid());

        ErrorRecord error = result.OnlyError();
        Assert.StartsWith("ManagedIdentityFailed", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.AuthenticationError, error.CategoryInfo.Category);
        Assert.Contains("(400): No User Assigned", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("System assigned, On", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain(IdentityServer.Header, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-KubeconfigContent x -Kubeconfig y")]
    [InlineData("-Server https://a -Token t -ManagedIdentity")]
    [InlineData("-Kubeconfig x -ClientId 7f64d3a2-0b0c-4d5e-8f6a-1b2c3d4e5f60 -Token t")]
    [InlineData("-InCluster -ManagedIdentity")]
    [InlineData("-Server https://a -Token t -Context x")]
    [InlineData("-InCluster -Token t")]
    public void Ways_to_connect_are_not_mixed(string arguments) => Assert.StartsWith(
        "AmbiguousParameterSet",
        _session.Run("Connect-IstioCluster " + arguments).OnlyError().FullyQualifiedErrorId,
        StringComparison.Ordinal);

    [Fact]
    public async Task The_default_is_KUBECONFIG_then_the_home_folder_then_the_pod_and_never_a_silent_localhost()
    {
        string home = Directory.CreateTempSubdirectory("istiogateway-home-").FullName;
        Directory.CreateDirectory(Path.Combine(home, ".kube"));
        await File.WriteAllTextAsync(Path.Combine(home, ".kube", "config"), Kubeconfigs.For("https://127.0.0.1:1", "of-home"));
        await File.WriteAllTextAsync(Path.Combine(home, "a"), Kubeconfigs.For("https://127.0.0.1:1", "of-a"));
        string script = $$"""
            $env:KUBERNETES_SERVICE_HOST = $env:KUBERNETES_SERVICE_PORT = $null
            function Try-It([scriptblock] $what) { try { & $what } catch { $_.FullyQualifiedErrorId } }
            $env:HOME = '{{home}}'; $env:KUBECONFIG = '/no/such/file:{{home}}/a'
            Try-It { "1 $((Connect-IstioCluster).Name)" }
            $env:KUBECONFIG = '/no/such/file'
            Try-It { "2 $((Connect-IstioCluster).Name)" }
            $env:KUBECONFIG = $null
            Try-It { "3 $((Connect-IstioCluster).Name)" }
            $env:HOME = '/no/such/folder'
            Try-It { "4 $((Connect-IstioCluster).Name)" }
            Try-It { Get-NodeKernel }
            Try-It { Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]}' }
            Try-It { Remove-IstioGatewayTemplate }
            Try-It { Wait-IstioReady }
            $env:KUBERNETES_SERVICE_HOST = '127.0.0.1'; $env:KUBERNETES_SERVICE_PORT = '1'
            Try-It { Connect-IstioCluster -InCluster }
            """;

        ProgramRun run = await DotNetProgram.Host.RunAsync("-Command", script);

        Directory.Delete(home, recursive: true);
        Assert.SkipWhen(File.Exists("/var/run/secrets/kubernetes.io/serviceaccount/token"), "This is a pod.");
        Assert.Equal(
            [
                "1 of-a",
                "KubeconfigInvalid,IstioGateway.Commands.ConnectIstioClusterCommand",
                "3 of-home",
                "NoConnection,IstioGateway.Commands.ConnectIstioClusterCommand",
                "NoConnection,IstioGateway.Commands.GetNodeKernelCommand",
                "NoConnection,IstioGateway.Commands.SetIstioGatewayTemplateCommand",
                "NoConnection,IstioGateway.Commands.RemoveIstioGatewayTemplateCommand",
                "NoConnection,IstioGateway.Commands.WaitIstioReadyCommand",
                "ConnectionInvalid,IstioGateway.Commands.ConnectIstioClusterCommand",
            ],
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static Task<TestCluster> StartAsync() => TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });

    private static X509Certificate2 SelfSigned()
    {
        using System.Security.Cryptography.ECDsa key = System.Security.Cryptography.ECDsa.Create();
        return new CertificateRequest("CN=other", key, System.Security.Cryptography.HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
