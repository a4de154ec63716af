using System.Text;

namespace IstioGateway.Templates;

/// <summary>
/// The default gateway template of Istio 1.26.0 to 1.26.2: the documented text with its two edits undone. It stands for a mesh's own
/// where none is attached, and is that of the embedded cluster.
/// </summary>
public static class DefaultGatewayTemplate
{
    private const string DocumentedBlock = """
            sysctls: []··
            capabilities:
              add: [CAP_NET_BIND_SERVICE]··

        """;

    private const string DefaultBlock = """
            sysctls:
            - name: net.ipv4.ip_unprivileged_port_start
              value: "0"

        """;

    private const string DocumentedIndent = "\n            {{ protoToJSON .ProxyConfig }}";
    private const string DefaultIndent = "\n             {{ protoToJSON .ProxyConfig }}";

    /// <summary>The text, with one line end at its end as the chart's file has.</summary>
    public static string Text { get; } = Undo(ReadDocumented());

    private static string Undo(string documented)
    {
        string documentedBlock = DocumentedBlock.Replace('·', ' ').ReplaceLineEndings("\n");
        string text = Swap(documented, documentedBlock, DefaultBlock.ReplaceLineEndings("\n"));
        return Swap(text, DocumentedIndent, DefaultIndent) + "\n";
    }

    private static string Swap(string text, string old, string replacement)
    {
        int at = text.IndexOf(old, StringComparison.Ordinal);
        if (at < 0 || text.IndexOf(old, at + 1, StringComparison.Ordinal) >= 0)
        {
            throw new InvalidOperationException("The documented template does not hold its own edit exactly once.");
        }

        return string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + old.Length));
    }

    private static string ReadDocumented()
    {
        using Stream resource = typeof(DefaultGatewayTemplate).Assembly.GetManifestResourceStream("gateway-injection-template.txt")!;
        using StreamReader reader = new(resource, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
