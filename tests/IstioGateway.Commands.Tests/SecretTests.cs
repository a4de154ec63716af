using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests;

/// <summary>
/// No token, key or password, and nothing a credential plugin writes to its standard output, ever comes out: on no stream, in
/// no property, in no serialised object, for every way to connect, whether it works or not.
/// </summary>
public sealed class SecretTests(IdentityServer identities) : IDisposable
{
    private const string ProxyPassword = "pr0xy-passw0rd-of-the-test";
    private const string BasicPassword = "basic-passw0rd-of-the-test";
    private const string PluginOutput = "plugin-0utput-of-the-test";
    private const string WrongToken = "wr0ng-t0ken-of-the-test";

    /// <summary>Everything a user might do to look at what there is.</summary>
    private const string Look =
        """
        $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
        function Show-It($value) {
            $value
            $value | Out-Host
            [System.Management.Automation.PSSerializer]::Serialize($value, 5)
            foreach ($property in $value.PSObject.Properties) { "$($property.Name) = $($property.Value)" }
        }
        $Error.Clear()
        $clusters = try { Connect } catch { $_ | Out-Host }
        foreach ($cluster in $clusters) {
            Show-It $cluster
            Show-It (Get-NodeKernel -Cluster $cluster -Timeout $limit)
            Show-It (New-GatewayTemplatePatch -Cluster $cluster -Timeout $limit)
            Show-It (Set-IstioGatewayTemplate -Cluster $cluster -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]}' -Timeout $limit)
            Show-It (Set-IstioGatewayTemplate -Cluster $cluster -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]} #' -WhatIf -Timeout $limit)
            Show-It (Wait-IstioReady -Cluster $cluster -Timeout $limit)
        }
        $seen = @{}
        foreach ($record in @($Error)) {
            $id = $record.FullyQualifiedErrorId.Split(',')[0]
            if (-not $seen[$id]) { $seen[$id] = $true; Show-It $record }
            for ($cause = $record.Exception; $cause; $cause = $cause.InnerException) {
                $cause.ToString()
                foreach ($property in $cause.PSObject.Properties) { "$($property.Name) = $($property.Value)" }
            }
            $record.ScriptStackTrace
            $record.InvocationInfo.BoundParameters.GetEnumerator() | ForEach-Object { "$($_.Key) = $($_.Value)" }
        }
        """;

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    public static TheoryData<string, string> Ways
    {
        get
        {
            TheoryData<string, string> ways = [];
            foreach (string way in new[]
            {
                "file", "content", "secure content", "server", "secure server", "token file", "exec", "key file", "key data",
                "identity", "identity for a kubeconfig",
            })
            {
                foreach (string outcome in new[] { "works", "is not accepted", "is unreachable" })
                {
                    ways.Add(way, outcome);
                }
            }

            ways.Add("exec that fails", "works");
            ways.Add("exec that answers nonsense", "works");
            ways.Add("proxy", "is unreachable");
            ways.Add("basic", "works");
            ways.Add("malformed", "works");
            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Nothing_secret_comes_out(string way, string outcome)
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        string token = outcome == "is not accepted" ? WrongToken : cluster.Sandbox.TokenOf("admin");
        Uri server = outcome == "is unreachable" ? new Uri($"https://127.0.0.1:{ClosedPort()}") : cluster.Sandbox.SecureServer;
        (string certificate, string key) = ClientCertificate();
        string connect = Prepare(cluster, way, server, token, certificate, key);

        // Who is unreachable is tried again and again until the time is up.
        _session.Set("limit", outcome == "is unreachable" ? 0.1 : 10);
        RunResult result = _session.Run($"function Connect {{ {connect} }}\n{Look}");

        string everything = Everything(result);
        // That what there is to see was looked at, and would have been found.
        if (way is not ("basic" or "malformed"))
        {
            Assert.Contains($"<URI N=\"Server\">{server}", everything, StringComparison.Ordinal);
        }

        foreach (string secret in (string[])[token, WrongToken, IdentityServer.Header, ProxyPassword, BasicPassword, PluginOutput, .. Pieces(key)])
        {
            Assert.DoesNotContain(secret, everything, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), everything, StringComparison.Ordinal);
        }

        bool works = outcome == "works" && way is not ("exec that fails" or "exec that answers nonsense" or "basic" or "malformed")
            && !way.StartsWith("key", StringComparison.Ordinal);
        Assert.Equal(works, result.Errors.Count == 0 && result.Of<NodeKernel>().Count > 0);
    }

    [Fact]
    public async Task What_a_plugin_says_on_standard_error_is_quoted_because_people_need_it()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });
        (string certificate, string key) = ClientCertificate();
        string connect = Prepare(cluster, "exec that fails", cluster.Sandbox.SecureServer, "t", certificate, key);

        ErrorRecord error = _session.Run($"{connect} | Get-NodeKernel").OnlyError();

        Assert.StartsWith("CredentialFailed", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("run the login again", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Puts what the way needs into variables and files, and gives the command, in which no secret stands.</summary>
    private string Prepare(TestCluster cluster, string way, Uri server, string token, string certificate, string key)
    {
        string tokenFile = cluster.File("token");
        File.WriteAllText(tokenFile, token);
        File.WriteAllText(cluster.File("cert.pem"), certificate);
        File.WriteAllText(cluster.File("key.pem"), key);
        string user = way switch
        {
            "token file" => $"tokenFile: '{tokenFile}'",
            "exec" => Exec(cluster, $$$"""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"{{{token}}}"}}'"""),
            "exec that fails" => Exec(cluster, $"echo {PluginOutput}; echo run the login again >&2; exit 3"),
            "exec that answers nonsense" => Exec(cluster, $"echo {PluginOutput}"),
            "key file" => $"client-certificate: '{cluster.File("cert.pem")}', client-key: '{cluster.File("key.pem")}'",
            "key data" => $"client-certificate-data: {Base64(certificate)}, client-key-data: {Base64(key)}",
            "basic" => $"username: me, password: {BasicPassword}",
            _ => $"token: {token}",
        };
        string proxy = way == "proxy" ? $", proxy-url: 'http://me:{ProxyPassword}@127.0.0.1:{ClosedPort()}'" : "";
        string text = $$"""
            apiVersion: v1
            kind: Config
            current-context: c
            clusters: [ { name: c, cluster: { server: "{{server}}", certificate-authority-data: {{Base64(cluster.Sandbox.CertificatePem)}}{{proxy}} } } ]
            users: [ { name: u, user: { {{user}} } } ]
            contexts: [ { name: c, context: { cluster: c, user: u } } ]
            {{(way == "malformed" ? "  more: [" : "")}}
            """;
        string file = cluster.File("kubeconfig-of-test");
        File.WriteAllText(file, text);
        _session.Set("global:file", file);
        _session.Set("global:text", text);
        _session.Set("global:secureText", Secure(text));
        _session.Set("global:token", token);
        _session.Set("global:secureToken", Secure(token));
        _session.Set("global:server", server);
        _session.Set("global:authority", cluster.Sandbox.CertificatePem);
        _session.Set("global:identity", identities.Assign(token));
        return way switch
        {
            "content" => "Connect-IstioCluster -KubeconfigContent $text",
            "secure content" => "Connect-IstioCluster -KubeconfigContent $secureText",
            "server" => "Connect-IstioCluster -Server $server -Token $token -CertificateAuthority $authority",
            "secure server" => "Connect-IstioCluster -Server $server -Token $secureToken -CertificateAuthority $authority",
            "identity" => "Connect-IstioCluster -Server $server -ManagedIdentity -ClientId $identity -CertificateAuthority $authority",
            "identity for a kubeconfig" => "Connect-IstioCluster -Kubeconfig $file -ManagedIdentity -ClientId $identity",
            _ => "Connect-IstioCluster -Kubeconfig $file",
        };
    }

    private static string Exec(TestCluster cluster, string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The plugin is a shell script.");
        string path = cluster.File("plugin");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return $"exec: {{ command: '{path}', apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never }}";
    }

    /// <summary>All that a run left, as text; objects with the text of every public property, three levels deep.</summary>
    private static string Everything(RunResult result)
    {
        StringBuilder all = new();
        foreach (string text in (string[])[.. result.Warnings, .. result.Verbose, .. result.Debug, result.HostText, $"{result.Terminating}"])
        {
            all.AppendLine(text);
        }

        foreach (ProgressRecord progress in result.Progress)
        {
            all.AppendJoin(' ', progress.Activity, progress.StatusDescription, progress.CurrentOperation).AppendLine();
        }

        foreach (object? value in result.Output.Concat<object?>(result.Errors))
        {
            Append(all, value, depth: 3);
        }

        return all.ToString();
    }

    private static void Append(StringBuilder all, object? value, int depth)
    {
        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        all.Append(plain).AppendLine();
        if (plain is null or string or CommandInfo or MemberInfo || depth == 0)
        {
            return;
        }

        if (plain is IEnumerable items)
        {
            foreach (object? item in items)
            {
                Append(all, item, depth - 1);
            }
        }

        foreach (PSPropertyInfo property in PSObject.AsPSObject(plain).Properties)
        {
            try
            {
                Append(all, property.Value, depth - 1);
            }
            catch (GetValueException)
            {
                // It has no value to show.
            }
        }
    }

    /// <summary>Runs of a key's lines that are long enough to be nothing else.</summary>
    private static IEnumerable<string> Pieces(string key) => key.Split('\n').Where(line => line.Length > 20 && !line.StartsWith('-'));

    private static (string Certificate, string Key) ClientCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private static System.Security.SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static int ClosedPort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
