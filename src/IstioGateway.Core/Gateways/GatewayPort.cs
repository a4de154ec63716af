using System.Globalization;

namespace IstioGateway.Gateways;

/// <summary>
/// A port of a gateway: the one its Service and its Gateway resource show, and the one the proxy listens on. Istio takes the port that
/// users write in a Gateway for the Service's and finds the proxy's by the Service's <c>targetPort</c> (istio 1.28.10,
/// pilot/pkg/model/gateway.go:459-494), so users go on writing 80 where the proxy listens on 8080.
/// </summary>
/// <param name="Name">Its name, which says the protocol as Istio reads it: <c>http</c>, <c>https</c>, <c>tls-db</c>.</param>
/// <param name="Number">The port that users write.</param>
/// <param name="Target">The port the proxy listens on; <see langword="null"/> to leave it to the mode.</param>
public sealed record GatewayPort(string Name, int Number, int? Target)
{
    /// <summary>What is added to a port below 1024 where the proxy cannot listen there: 80 becomes 8080, 443 becomes 8443.</summary>
    public const int UnprivilegedOffset = 8000;

    /// <summary>The first port that every user may listen on (Linux, <c>net.ipv4.ip_unprivileged_port_start</c>).</summary>
    public const int FirstUnprivileged = 1024;

    /// <summary>The port of the Service at which load balancers ask whether the gateway is ready.</summary>
    internal const int StatusPort = 15021;

    /// <summary>The name of that port.</summary>
    internal const string StatusName = "status-port";

    private const int Highest = 65535;

    /// <summary>Ports of the proxy itself (istio.io, Ports used by Istio).</summary>
    private static readonly int[] Reserved = [15000, 15001, 15004, 15006, 15008, 15020, 15021, 15053, 15090];

    private static readonly string[] Protocols = ["http", "https", "http2", "grpc", "grpc-web", "tls", "tcp", "mongo"];

    /// <summary>The protocol as a Gateway resource writes it.</summary>
    public string Protocol => Protocols.Where(known => Name == known || Name.StartsWith($"{known}-", StringComparison.Ordinal))
        .MaxBy(known => known.Length)?.ToUpperInvariant() ?? "TCP";

    /// <summary>Whether traffic is encrypted and ends here, so that a certificate is needed.</summary>
    public bool NeedsCertificate => Protocol == "HTTPS";

    /// <summary>Reads <c>80</c>, <c>80:8080</c>, <c>http:80</c> or <c>https:443:8443</c>.</summary>
    /// <exception cref="FormatException">It is none of these; the message says why.</exception>
    public static GatewayPort Parse(string text)
    {
        string[] parts = text.Split(':', StringSplitOptions.TrimEntries);
        bool named = parts.Length > 0 && !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out _);
        string[] numbers = named ? parts[1..] : parts;
        if (numbers.Length is not (1 or 2))
        {
            throw new FormatException($"'{text}' is no port: write 80, 80:8080, http:80 or https:443:8443.");
        }

        int number = ReadNumber(numbers[0], text);
        int? target = numbers.Length == 2 ? ReadNumber(numbers[1], text) : null;
        string name = named ? parts[0] : DefaultName(number);
        GatewayPort port = new(name, number, target);
        return port.WhyNot() is { } reason ? throw new FormatException(reason) : port;
    }

    /// <summary>Why no gateway can have this port, as a sentence; <see langword="null"/> for one that it can have.</summary>
    internal string? WhyNot() =>
        !IsNumber(Number) ? $"{Number} is no port: it is no number from 1 to {Highest}."
        : Target is { } target && !IsNumber(target) ? $"{target} is no port: it is no number from 1 to {Highest}."
        : !IsName(Name) ? $"'{Name}' is no name of a port: at most 15 lower-case letters, digits and single '-', and a letter among them."
        : Number == StatusPort || Name == StatusName ? $"The Service has {StatusName} {StatusPort} already, for load balancers to ask at."
        : Reserved.Contains(Target ?? Number) ? $"{Target ?? Number} is a port of the proxy itself; choose another to listen on."
        : null;

    /// <summary>The port the proxy listens on.</summary>
    /// <param name="unprivileged">Whether it cannot listen below 1024.</param>
    public int TargetFor(bool unprivileged) =>
        Target ?? (unprivileged && Number < FirstUnprivileged ? Number + UnprivilegedOffset : Number);

    /// <summary>In the form that <see cref="Parse"/> reads.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}:{Number}{(Target is null ? "" : $":{Target}")}");

    private static string DefaultName(int number) => number switch
    {
        80 => "http",
        443 => "https",
        8080 => "http-8080",
        8443 => "https-8443",
        _ => string.Create(CultureInfo.InvariantCulture, $"tcp-{number}"),
    };

    private static int ReadNumber(string text, string whole) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && IsNumber(number)
            ? number
            : throw new FormatException($"'{whole}' is no port: '{text}' is no number from 1 to {Highest}.");

    private static bool IsNumber(int number) => number is >= 1 and <= Highest;

    // Kubernetes, validation.IsValidPortName (RFC 6335).
    private static bool IsName(string name) =>
        name.Length is >= 1 and <= 15
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && name.Any(char.IsAsciiLetterLower)
        && name[0] != '-' && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal);
}
