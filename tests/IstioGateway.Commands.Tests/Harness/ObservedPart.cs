using IstioGateway.Testing;

namespace IstioGateway.Commands.Tests.Harness;

/// <summary>The part of a document that shows what the tests have seen; the rest is written by people.</summary>
/// <param name="name">The document, in <c>docs</c>.</param>
internal sealed class ObservedPart(string name)
{
    private const string Begin = "<!-- observed by the test suite: begin -->\n";
    private const string End = "<!-- observed by the test suite: end -->\n";

    private readonly string _path = Path.Combine(SharedFiles.RepositoryRoot, "docs", name);

    /// <summary>The part as it stands there, after it was written anew if that was asked for (<c>GATEWAYPS_UPDATE_DOCS=1</c>).</summary>
    public string Update(string observed)
    {
        (string before, string kept, string after) = Split();
        if (Environment.GetEnvironmentVariable("GATEWAYPS_UPDATE_DOCS") != "1")
        {
            return kept;
        }

        File.WriteAllText(_path, before + observed + after);
        return observed;
    }

    private (string Before, string Kept, string After) Split()
    {
        string text = File.ReadAllText(_path).ReplaceLineEndings("\n");
        int start = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        Assert.True(start >= Begin.Length && end >= start, $"{_path} has no place for what was observed.");
        return (text[..start], text[start..end], text[end..]);
    }
}
