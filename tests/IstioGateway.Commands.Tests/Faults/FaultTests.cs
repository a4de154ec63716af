using System.Reflection;
using IstioGateway.Sandbox;
using IstioGateway.Sandbox.Faults;

namespace IstioGateway.Commands.Tests.Faults;

/// <summary>
/// Whatever a server or the way to it does, a cmdlet ends with the right result or with exactly one error, and a resource is as
/// it was or as wanted. <see cref="FaultExpectations"/> says which.
/// </summary>
public sealed class FaultTests(FaultMatrix matrix, ITestOutputHelper output) : IClassFixture<FaultMatrix>
{
    public static TheoryData<string, string, string> Cells
    {
        get
        {
            TheoryData<string, string, string> cells = [];
            foreach (FaultCell cell in FaultMatrix.AllCells)
            {
                cells.Add(cell.Step.Name, cell.Fault.Name, cell.Once ? "once" : "for good");
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_fault_is_survived_or_told_once(string step, string fault, string times)
    {
        FaultCell cell = new(FaultStep.All.Single(s => s.Name == step), Fault.All.Single(f => f.Name == fault), times == "once");

        Observation seen = await matrix.ObserveAsync(cell);

        Assert.True(
            FaultExpectations.For(cell) == seen.Outcome && seen.Flaws.Count == 0,
            $"Expected {FaultExpectations.For(cell)}, was {seen.Outcome}. {string.Join(' ', seen.Flaws)}\n{seen.Story}");
    }

    [Fact]
    public async Task The_document_shows_what_was_observed()
    {
        foreach (FaultCell cell in FaultMatrix.AllCells)
        {
            await matrix.ObserveAsync(cell);
        }

        string observed = matrix.Tables();
        output.WriteLine(observed);

        Assert.Equal(observed, FaultReport.Document.Update(observed));
    }

    [Fact]
    public void Every_fault_that_the_sandbox_knows_is_in_the_matrix()
    {
        IEnumerable<string> known = typeof(FaultEffect).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Select(method => method.Name)
            .Append(nameof(SandboxCluster.GoDown));

        Assert.Equal(known.Order(StringComparer.Ordinal), Fault.All.Select(fault => fault.Kind).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nothing_in_the_way_means_that_the_work_is_done()
    {
        foreach (FaultStep step in FaultStep.All)
        {
            Undisturbed run = await matrix.UndisturbedAsync(step);

            Assert.All(step.Proofs, proof => Assert.Contains(proof, $"{run.Output}\n{run.State}", StringComparison.Ordinal));
        }
    }
}
