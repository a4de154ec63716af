using GoTemplate.Fuzz;

namespace GoTemplate.Tests;

/// <summary>A short walk with the fuzzer (tests/Fuzz), always the same; docs/fuzzing.md tells of the long ones.</summary>
public sealed class FuzzTests
{
    private const int Seed = 1;
    private const int Inputs = 1500;

    [Fact]
    public void Some_hundred_inputs_pass_every_check()
    {
        Corpus corpus = Corpus.Load(repositoryRoot: null);
        InputSource source = new(Seed, corpus.Templates);
        TemplateCheck check = new(corpus.Data);
        HashSet<string> kinds = new(StringComparer.Ordinal);
        int parsed = 0;
        int rendered = 0;
        for (int iteration = 0; iteration < Inputs; iteration++)
        {
            FuzzInput input = source.Make(iteration);
            Verdict verdict = check.Try(input.Text);
            Assert.True(verdict.Failure is null, $"iteration {iteration}, {input.Kind}: {input.Text}\n{verdict.Failure}");
            kinds.Add(input.Kind);
            parsed += verdict.IsParsed ? 1 : 0;
            rendered += verdict.IsRendered ? 1 : 0;
        }

        Assert.Equal(InputSource.Kinds.Order(), kinds.Order());
        Assert.InRange(parsed, Inputs / 4, Inputs - 1);
        Assert.InRange(rendered, Inputs / 8, parsed - 1);
    }

    [Fact]
    public void The_same_seed_makes_the_same_input()
    {
        string[] first = [.. Enumerable.Range(0, 200).Select(iteration => Make(Seed, iteration))];

        Assert.Equal(first, Enumerable.Range(0, 200).Select(iteration => Make(Seed, iteration)));
        Assert.NotEqual(first, Enumerable.Range(0, 200).Select(iteration => Make(Seed + 1, iteration)));
    }

    [Fact]
    public void A_failing_input_is_shortened_to_what_makes_it_fail()
    {
        Assert.Equal("xy", Minimiser.Shorten("a long text with x and then y in it", text => text.Contains('x') && text.Contains('y')));
    }

    private static string Make(int seed, int iteration) =>
        new InputSource(seed, Corpus.Load(repositoryRoot: null).Templates).Make(iteration).Text;
}
