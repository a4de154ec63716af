using System.Globalization;
using System.Text;
using DiffPlex;
using DiffPlex.Model;
using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Diff;

/// <summary>Unified diffs as <c>diff -u</c> writes them (POSIX <c>diff</c>, "Diff -u Output Format").</summary>
public sealed class UnifiedDiffer : ITextDiffer
{
    private const int Context = 3;

    /// <inheritdoc/>
    public string Unified(string? before, string? after, string beforeLabel, string afterLabel)
    {
        string oldText = before ?? "";
        string newText = after ?? "";
        if (oldText == newText)
        {
            return "";
        }

        DiffResult result = Differ.Instance.CreateDiffs(
            oldText, newText, ignoreWhiteSpace: false, ignoreCase: false, new LineChunker());
        var diff = new StringBuilder();
        diff.Append("--- ").Append(beforeLabel).Append('\n').Append("+++ ").Append(afterLabel).Append('\n');
        for (int first = 0; first < result.DiffBlocks.Count;)
        {
            int last = LastOfHunk(result.DiffBlocks, first);
            AppendHunk(diff, result, first, last);
            first = last + 1;
        }

        return diff.ToString();
    }

    /// <summary>Blocks whose contexts touch or overlap share a hunk.</summary>
    private static int LastOfHunk(IList<DiffBlock> blocks, int first)
    {
        int last = first;
        while (last + 1 < blocks.Count
            && blocks[last + 1].DeleteStartA - (blocks[last].DeleteStartA + blocks[last].DeleteCountA) <= 2 * Context)
        {
            last++;
        }

        return last;
    }

    private static void AppendHunk(StringBuilder diff, DiffResult result, int first, int last)
    {
        IList<DiffBlock> blocks = result.DiffBlocks;
        int lead = Math.Min(Context, blocks[first].DeleteStartA);
        int oldStart = blocks[first].DeleteStartA - lead;
        int newStart = blocks[first].InsertStartB - lead;
        int oldEnd = Math.Min(result.PiecesOld.Count, blocks[last].DeleteStartA + blocks[last].DeleteCountA + Context);
        int newEnd = Math.Min(result.PiecesNew.Count, blocks[last].InsertStartB + blocks[last].InsertCountB + Context);
        diff.Append("@@ -").Append(Range(oldStart, oldEnd - oldStart))
            .Append(" +").Append(Range(newStart, newEnd - newStart)).Append(" @@\n");

        int at = oldStart;
        for (int i = first; i <= last; i++)
        {
            DiffBlock block = blocks[i];
            at = AppendLines(diff, ' ', result.PiecesOld, at, block.DeleteStartA);
            at = AppendLines(diff, '-', result.PiecesOld, at, block.DeleteStartA + block.DeleteCountA);
            AppendLines(diff, '+', result.PiecesNew, block.InsertStartB, block.InsertStartB + block.InsertCountB);
        }

        AppendLines(diff, ' ', result.PiecesOld, at, oldEnd);
    }

    /// <summary>Line numbers count from 1; an empty range names the line before it, and a count of 1 is left out.</summary>
    private static string Range(int start, int count)
    {
        string line = (count == 0 ? start : start + 1).ToString(CultureInfo.InvariantCulture);
        return count == 1 ? line : $"{line},{count.ToString(CultureInfo.InvariantCulture)}";
    }

    private static int AppendLines(StringBuilder diff, char mark, IReadOnlyList<string> lines, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            diff.Append(mark).Append(lines[i]);
            if (!lines[i].EndsWith('\n'))
            {
                diff.Append("\n\\ No newline at end of file\n");
            }
        }

        return to;
    }
}
