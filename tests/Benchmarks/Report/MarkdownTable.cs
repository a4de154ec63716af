namespace IstioGateway.Benchmarks.Report;

/// <summary>Writes rows as a Markdown table.</summary>
internal static class MarkdownTable
{
    public static void Write(TextWriter output, IEnumerable<Row> rows)
    {
        output.WriteLine("| figure | goal | measured | ratio | verdict |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (Row row in rows)
        {
            string[] cells = [row.Figure, row.Goal, row.Measured, row.Ratio, Word(row.Verdict)];
            output.WriteLine($"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |");
        }
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Reached => "reached",
        Verdict.Missed => "**missed**",
        Verdict.NotMeasured => "not measured",
        _ => "",
    };
}
