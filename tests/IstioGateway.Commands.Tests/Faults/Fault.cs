using IstioGateway.Sandbox;
using IstioGateway.Sandbox.Faults;

namespace IstioGateway.Commands.Tests.Faults;

/// <summary>One thing that can happen to a request.</summary>
/// <param name="Name">How the tables call it.</param>
/// <param name="Kind">The factory in <see cref="FaultEffect"/> or the method of the server that makes it.</param>
/// <param name="Effect">What the server or something before it does; <see langword="null"/> when the server goes down.</param>
internal sealed record Fault(string Name, string Kind, Func<FaultScene, FaultEffect>? Effect)
{
    /// <summary>Half of the first row of a node list, and of an object: enough to be taken for an answer.</summary>
    private const int SomeBytes = 150;

    /// <summary>All of them, in the order of the tables' rows.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        Status(401),
        Status(403),
        Status(404),
        new("404 plain", nameof(FaultEffect.NotServed), _ => FaultEffect.NotServed()),
        Status(409),
        Status(410),
        Status(413),
        Status(422),
        new("429 Retry-After", nameof(FaultEffect.Status), scene => FaultEffect.Status(429, scene.RetryAfter)),
        Status(500),
        Status(502),
        Status(503),
        Status(504),
        new("refused", nameof(SandboxCluster.GoDown), null),
        new("reset", nameof(FaultEffect.Reset), _ => FaultEffect.Reset()),
        new("reset mid-body", nameof(FaultEffect.CutAfter), _ => FaultEffect.CutAfter(SomeBytes)),
        new("slow body", nameof(FaultEffect.SlowBody), _ => FaultEffect.SlowBody(500, TimeSpan.FromMilliseconds(1))),
        new("stalled body", nameof(FaultEffect.StallAfter), _ => FaultEffect.StallAfter(SomeBytes)) { Stalls = true },
        new("no answer", nameof(FaultEffect.Delay), _ => FaultEffect.Delay(TimeSpan.FromHours(1))) { Stalls = true },
        new("truncated gzip", nameof(FaultEffect.TruncatedGzip), _ => FaultEffect.TruncatedGzip()),
        new("malformed JSON", nameof(FaultEffect.MalformedJson), _ => FaultEffect.MalformedJson()),
        new("content type", nameof(FaultEffect.ContentType), _ => FaultEffect.ContentType("text/plain")),
        new("HTML page", nameof(FaultEffect.HtmlPage), _ => FaultEffect.HtmlPage()),
        new("HTML 502", nameof(FaultEffect.HtmlPage), _ => FaultEffect.HtmlPage(502)),
        new("redirect", nameof(FaultEffect.Redirect), _ => FaultEffect.Redirect(new Uri("https://login.example/?session=1"))),
        new("watch empty", nameof(FaultEffect.WatchEmpty), _ => FaultEffect.WatchEmpty()),
        new("watch ERROR", nameof(FaultEffect.WatchError), _ => FaultEffect.WatchError()),
        new("watch dropped", nameof(FaultEffect.WatchDropped), _ => FaultEffect.WatchDropped(0)),
        new("restart", nameof(SandboxCluster.GoDown), null) { MidRequest = true },
    ];

    /// <summary>
    /// One of each kind. What changes nothing can leave nothing half done, and its requests go through the same client as all others,
    /// which meets every fault in the other steps: what remains to be seen is what a cmdlet makes of each kind of failure.
    /// </summary>
    public static IReadOnlyList<Fault> OfEachKind { get; } =
    [
        .. All.Where(fault => fault.Name is "401" or "403" or "404" or "404 plain" or "429 Retry-After" or "500" or "refused"
            or "reset mid-body" or "no answer" or "malformed JSON" or "HTML page" or "restart"),
    ];

    /// <summary>Whether nothing more comes, so that only a limit ends it.</summary>
    public bool Stalls { get; private init; }

    /// <summary>Whether the server goes down while it holds the request, rather than before it comes.</summary>
    public bool MidRequest { get; private init; }

    public override string ToString() => Name;

    private static Fault Status(int code) => new($"{code}", nameof(FaultEffect.Status), _ => FaultEffect.Status(code));
}
