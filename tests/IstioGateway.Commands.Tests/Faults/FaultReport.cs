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
    public static string Tables(Func<FaultCell, string?> outcome) => string.Join(
        '\n',
        Pair("Templates", FaultStep.OfTemplates, outcome),
        Pair("Writing gateways", FaultStep.OfGatewayWrites, outcome),
        Pair("Looking at gateways", FaultStep.OfGatewayReads, outcome));

    private static string Pair(string subject, IReadOnlyList<FaultStep> steps, Func<FaultCell, string?> outcome) =>
        $"### {subject}: the fault hits the first request of its kind\n\n{Table(steps, once: true, outcome)}\n"
        + $"### {subject}: the fault hits every request of its kind\n\n{Table(steps, once: false, outcome)}";

    private static string Table(IReadOnlyList<FaultStep> steps, bool once, Func<FaultCell, string?> outcome)
    {
        StringBuilder table = new();
        table.Append("| fault |");
        table.AppendJoin("", steps.Select(step => $" {step} |")).Append("\n|---|");
        table.AppendJoin("", steps.Select(_ => "---|")).Append('\n');
        foreach (Fault fault in steps[0].Faults)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {fault} |");
            table.AppendJoin("", steps.Select(step => $" {outcome(new FaultCell(step, fault, once))} |")).Append('\n');
        }

        return table.ToString();
    }
}
