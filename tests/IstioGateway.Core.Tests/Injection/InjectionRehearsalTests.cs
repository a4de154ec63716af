using IstioGateway.Injection;

namespace IstioGateway.Core.Tests.Injection;

public sealed class InjectionRehearsalTests
{
    [Fact]
    public async Task It_is_played_to_its_end_and_once_only()
    {
        InjectionDefaults.Settings();

        Task rehearsal = InjectionRehearsal.Begin();
        await rehearsal.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Same(rehearsal, InjectionRehearsal.Begin());
    }
}
