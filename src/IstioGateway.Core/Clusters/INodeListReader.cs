namespace IstioGateway.Clusters;

/// <summary>The port to node lists that were written to a file: the output of <c>kubectl get nodes -o json</c>.</summary>
public interface INodeListReader
{
    /// <summary>
    /// Streams the nodes of a <c>List</c>, a <c>NodeList</c>, a server-side <c>Table</c> of nodes or a single <c>Node</c>, in
    /// their order. The text may be UTF-8, with or without a byte order mark, or UTF-16 or UTF-32 with one (as Windows
    /// PowerShell's <c>&gt;</c> writes it). Neither the text nor the list is held in memory.
    /// </summary>
    /// <param name="stream">The text; read to its end and left open.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FormatException">The text is no JSON, ends too early, or is about something else than nodes.</exception>
    IAsyncEnumerable<NodeRecord> ReadNodeListAsync(Stream stream, CancellationToken cancellationToken);
}
