using System.Globalization;
using System.Text;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests.Faults;

/// <summary>What was seen in the cells, as the tables of <c>docs/reliability.md</c>.</summary>
internal static class FaultReport
{
    /// <summary>The part of the document that shows the tables.</summary>
    public static ObservedPart Document { get; } = new("reliability.md");

    /// <summary>The tables; a cell that nobody looked at is empty.</summary>
    public static string Tables(Func<FaultCell, string?> outcome) =>
        $"### The fault hits the first request of its kind\n\n{Table(once: true, outcome)}\n"
        + $"### The fault hits every request of its kind\n\n{Table(once: false, outcome)}";

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
