using System.Globalization;
using System.Text;

namespace IstioGateway.Commands.Tests.Faults;

/// <summary>What was seen in the cells, as the tables of <c>docs/reliability.md</c>.</summary>
internal static class FaultReport
{
    private const string Begin = "<!-- observed by the test suite: begin -->\n";
    private const string End = "<!-- observed by the test suite: end -->\n";

    /// <summary>The document.</summary>
    public static string DocumentPath { get; } = Path.Combine(Testing.SharedFiles.RepositoryRoot, "docs", "reliability.md");

    /// <summary>Whether the document is to be written anew rather than compared.</summary>
    public static bool Regenerates => Environment.GetEnvironmentVariable("GATEWAYPS_UPDATE_DOCS") == "1";

    /// <summary>The tables; a cell that nobody looked at is empty.</summary>
    public static string Tables(Func<FaultCell, string?> outcome) =>
        $"### The fault hits the first request of its kind\n\n{Table(once: true, outcome)}\n"
        + $"### The fault hits every request of its kind\n\n{Table(once: false, outcome)}";

    /// <summary>The tables that the document has.</summary>
    public static string InDocument()
    {
        (string _, string tables, string _) = Split(File.ReadAllText(DocumentPath));
        return tables;
    }

    /// <summary>Puts the tables into the document.</summary>
    public static void Write(string tables)
    {
        (string before, string _, string after) = Split(File.ReadAllText(DocumentPath));
        File.WriteAllText(DocumentPath, before + tables + after);
    }

    private static (string Before, string Tables, string After) Split(string document)
    {
        string text = document.ReplaceLineEndings("\n");
        int start = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        Assert.True(start >= Begin.Length && end >= start, $"{DocumentPath} has no place for the tables.");
        return (text[..start], text[start..end], text[end..]);
    }

    private static string Table(bool once, Func<FaultCell, string?> outcome)
    {
        StringBuilder table = new();
        table.Append("| fault |");
        table.AppendJoin("", FaultStep.All.Select(step => $" {step} |")).Append("\n|---|");
        table.AppendJoin("", FaultStep.All.Select(_ => "---|")).Append('\n');
        foreach (Fault fault in Fault.All)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {fault} |");
            table.AppendJoin("", FaultStep.All.Select(step => $" {outcome(new FaultCell(step, fault, once))} |")).Append('\n');
        }

        return table.ToString();
    }
}
