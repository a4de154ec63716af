using IstioGateway.Sandbox.Api;
using IstioGateway.Sandbox.Api.Access;
using IstioGateway.Sandbox.Faults;
using IstioGateway.Sandbox.Http;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Seeding;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox;

/// <summary>An embedded cluster: a Kubernetes API on a free loopback port, in this process. Disposing stops it.</summary>
public sealed class SandboxCluster : IAsyncDisposable
{
    private readonly SandboxClusterOptions _options;
    private readonly ServerCertificate _certificate;
    private readonly HttpServer _server;

    private SandboxCluster(SandboxClusterOptions options, SandboxStore store, ServerCertificate certificate, HttpServer server)
    {
        (_options, Store, _certificate, _server) = (options, store, certificate, server);
        Server = new Uri($"http://127.0.0.1:{server.Port}");
        SecureServer = new Uri($"https://127.0.0.1:{server.Port}");
    }

    /// <summary>Base address, plain HTTP.</summary>
    public Uri Server { get; }

    /// <summary>Base address over TLS; the same port.</summary>
    public Uri SecureServer { get; }

    /// <summary>The certificate of <see cref="SecureServer"/> as PEM, for clients to trust.</summary>
    public string CertificatePem => _certificate.Pem;

    /// <summary>The objects, for seeding and for looking at.</summary>
    public SandboxStore Store { get; }

    /// <summary>The faults that are switched on.</summary>
    public FaultInjector Faults { get; private init; } = new();

    /// <summary>Who answers for which Service; the simulated istiods serve their webhooks here.</summary>
    public ServiceNetwork Network { get; private init; } = new();

    /// <summary>The requests received.</summary>
    public RequestLog Requests { get; private init; } = new();

    /// <summary>Starts a cluster.</summary>
    /// <exception cref="FormatException">A resource to load is malformed.</exception>
    public static Task<SandboxCluster> StartAsync(SandboxClusterOptions? options = null, CancellationToken cancellationToken = default)
    {
        // Thousands of nodes take their time; the caller need not wait for them on its own thread.
        return Task.Run(() => Start(options ?? new SandboxClusterOptions()), cancellationToken);
    }

    /// <summary>The bearer token of a user.</summary>
    /// <exception cref="ArgumentException">There is no such user.</exception>
    public string TokenOf(string userName) =>
        _options.Tokens.FirstOrDefault(token => token.Name == userName)?.Token
        ?? throw new ArgumentException($"The sandbox has no user {userName}.", nameof(userName));

    /// <summary>A kubeconfig with one context, named as the cluster.</summary>
    /// <param name="userName">A user; <see langword="null"/> for no credentials.</param>
    /// <param name="secure">Over TLS. kubectl sends tokens only then; over plain HTTP it is anonymous.</param>
    public string KubeconfigFor(string? userName, bool secure = true) => Kubeconfigs.Write(
        _options.Name, secure ? SecureServer : Server, secure ? CertificatePem : null, userName, userName is null ? null : TokenOf(userName));

    /// <summary>Resets every open connection, as a restarting API server does.</summary>
    public void AbortConnections() => _server.AbortConnections();

    /// <summary>Goes down as an API server does: resets every open connection and refuses new ones until <see cref="ComeBack"/>.</summary>
    public void GoDown() => _server.GoDown();

    /// <summary>Comes up again after <see cref="GoDown"/>, at the same address and with the same objects.</summary>
    public void ComeBack() => _server.ComeBack();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
    }

    private static SandboxCluster Start(SandboxClusterOptions options)
    {
        TypeRegistry types = new(options);
        ObjectStore objects = new(new StoreLimits { Events = options.EventsKept });
        SandboxStore store = new(objects, types, options.Clock);
        Seeder.Seed(store, options);
        objects.AdvanceTo(options.ResourceVersion);
        objects.Compact();
        HttpLimits limits = new();
        ServerCertificate certificate = new(options.Clock);
        Authenticator authenticator = new(options.Tokens, options.AnonymousIsAdmin);
        ServiceNetwork network = new();
        ApiServer api = new(objects, types, authenticator, network, options.Clock, limits);
        FaultInjector faults = new();
        RequestLog requests = new();
        RequestMonitor monitor = new(api, authenticator, faults, requests, options.Clock);
        HttpServer server = HttpServer.Start(monitor.HandleAsync, limits, certificate);
        return new SandboxCluster(options, store, certificate, server) { Faults = faults, Network = network, Requests = requests };
    }
}
