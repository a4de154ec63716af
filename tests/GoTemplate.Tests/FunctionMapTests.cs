namespace GoTemplate.Tests;

public sealed class FunctionMapTests
{
    [Fact]
    public void Functions_added_together_are_made_once_when_one_of_them_is_first_called()
    {
        int made = 0;
        FunctionMap functions = new() { { "one two", () => Numbers(++made) } };

        Template template = Template.Parse("inject", "{{ one }} {{ two }} {{ one }}", functions);
        Assert.Equal(["one", "two"], functions.Names);
        Assert.Equal(0, made);

        Assert.Equal("1 2 1", template.Render(null, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("1 2 1", template.Render(null, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(1, made);
    }

    [Fact]
    public void A_function_added_later_hides_an_earlier_one_however_both_were_added()
    {
        FunctionMap functions = new() { { "one two", () => Numbers(1) }, { "two", "func() string", _ => "mine" } };
        Assert.Equal("1 mine", Outcome.Text("{{ one }} {{ two }}", null, functions));

        functions.Add("two", () => Numbers(1));
        Assert.Equal("1 2", Outcome.Text("{{ one }} {{ two }}", null, functions));
    }

    [Fact]
    public void Functions_added_together_can_be_copied_listed_and_given_other_names()
    {
        FunctionMap functions = new() { new FunctionMap { { "one two", () => Numbers(1) } } };
        functions.Alias("deux", "two");

        Assert.Equal("2 2", Outcome.Text("{{ two }} {{ deux }}", null, functions));
        Assert.Equal(["one", "two", "deux"], functions.Select(function => function.Key));
        Assert.All(functions, function => Assert.Equal("int", function.Value.Result.Name));
    }

    [Fact]
    public void A_name_that_is_not_there_is_not_found()
    {
        FunctionMap functions = new() { { "one two", () => Numbers(1) } };

        Assert.False(functions.Contains("one two"));
        Assert.False(functions.TryGet("three", out GoFunction? function));
        Assert.Null(function);
    }

    private static FunctionMap Numbers(int first) => new()
    {
        { "one", "func() int", _ => first },
        { "two", "func() int", _ => first + 1 },
    };
}
