using System.Globalization;
using System.Text;
using CsCheck;
using IstioGateway.Kubernetes.Diff;

namespace IstioGateway.Kubernetes.Tests.Diff;

public sealed class UnifiedDifferTests
{
    private static readonly UnifiedDiffer Differ = new();

    private static readonly Gen<string> Texts = Gen.Select(
        Gen.OneOf("a", "b", "c", "d", "", " a", "-x", "+y", "@@ -1 +1 @@", "\\ No", "e\r").Array[0, 40], Gen.Bool)
        .Select((lines, newLine) => string.Join('\n', lines) + (newLine ? "\n" : ""));

    [Fact]
    public void The_patch_turns_the_old_text_into_the_new_one() => Gen.Select(Texts, Texts).Sample(
        (before, after) => Assert.Equal(after, Patch(before, Differ.Unified(before, after, "a", "b"))), iter: 5_000);

    [Fact]
    public void Small_changes_of_a_long_text_patch_too() => Gen.Select(Texts, Gen.Int[0, 200], Gen.Int[0, 200]).Sample(
        (inserted, at, removed) =>
        {
            string[] lines = [.. Enumerable.Range(0, 200).Select(i => $"line {i % 7}\n")];
            string before = string.Concat(lines);
            string after = string.Concat(lines.Take(at)) + inserted + "\n" + string.Concat(lines.Where((_, i) => i >= at && i != removed));
            Assert.Equal(after, Patch(before, Differ.Unified(before, after, "a", "b")));
        },
        iter: 2_000);

    [Fact]
    public void Equal_texts_have_no_diff() => Assert.Equal("", Differ.Unified("a\n", "a\n", "a", "b"));

    [Fact]
    public void A_diff_looks_as_diff_writes_it()
    {
        string before = string.Concat(Enumerable.Range(1, 20).Select(i => $"{i}\n"));
        string after = before.Replace("\n5\n", "\nfive\n", StringComparison.Ordinal).Replace("\n18\n", "\n", StringComparison.Ordinal);

        Assert.Equal(
            "--- live\n+++ new\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n@@ -15,6 +15,5 @@\n 15\n 16\n 17\n-18\n 19\n 20\n",
            Differ.Unified(before, after, "live", "new"));
    }

    [Fact]
    public void A_missing_newline_at_the_end_is_told() => Assert.Equal(
        "--- a\n+++ b\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n", Differ.Unified("x", "x\n", "a", "b"));

    [Fact]
    public void A_new_text_is_all_additions() =>
        Assert.Equal("--- a\n+++ b\n@@ -0,0 +1,2 @@\n+x\n+y\n", Differ.Unified(null, "x\ny\n", "a", "b"));

    /// <summary>A patch program in small: it checks every line that it takes over or removes.</summary>
    private static string Patch(string before, string diff)
    {
        List<string> old = Lines(before);
        var result = new StringBuilder();
        List<string> lines = Lines(diff);
        int at = 0;
        for (int i = 2; i < lines.Count;)
        {
            string[] header = lines[i++].Split(' ');
            (int oldStart, int oldCount) = Range(header[1]);
            (_, int newCount) = Range(header[2]);
            int start = oldCount == 0 ? oldStart : oldStart - 1;
            for (; at < start; at++)
            {
                result.Append(old[at]);
            }

            while (oldCount > 0 || newCount > 0)
            {
                string line = lines[i++];
                string text = line[1..];
                if (i < lines.Count && lines[i] == "\\ No newline at end of file\n")
                {
                    text = text[..^1];
                    i++;
                }

                if (line[0] != '+')
                {
                    Assert.Equal(old[at++], text);
                    oldCount--;
                }

                if (line[0] != '-')
                {
                    result.Append(text);
                    newCount--;
                }
            }
        }

        for (; at < old.Count; at++)
        {
            result.Append(old[at]);
        }

        return result.ToString();
    }

    private static (int Start, int Count) Range(string text)
    {
        string[] parts = text[1..].Split(',');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1);
    }

    private static List<string> Lines(string text)
    {
        List<string> lines = [.. text.Split('\n').Select(l => l + "\n")];
        lines[^1] = lines[^1][..^1];
        if (lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return lines;
    }
}
