using DiffPlex;

namespace IstioGateway.Kubernetes.Diff;

/// <summary>
/// Cuts a text into lines that keep their end, so that a last line without one differs from one with it. Only LF ends a line:
/// a CR belongs to the text, and a change of line ends is a change.
/// </summary>
internal sealed class LineChunker : IChunker
{
    public IReadOnlyList<string> Chunk(string text)
    {
        List<string> lines = [];
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start);
            int next = end < 0 ? text.Length : end + 1;
            lines.Add(text[start..next]);
            start = next;
        }

        return lines;
    }
}
