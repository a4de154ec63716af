using IstioGateway.Clusters;
using IstioGateway.Sandbox.Controllers;
using IstioGateway.Sandbox.Controllers.Workloads;
using IstioGateway.Sandbox.Storage;
using Microsoft.Extensions.Time.Testing;

namespace IstioGateway.Sandbox.Tests.Workloads;

public sealed class WorkQueueTests
{
    private static readonly ObjectKey First = new("default", "first");
    private static readonly ObjectKey One = new("default", "one");
    private static readonly ObjectKey Two = new("default", "two");

    [Fact]
    public async Task What_is_named_again_before_its_turn_is_looked_at_once()
    {
        TaskCompletionSource isBusy = new();
        await using Run run = new((key, _) => key == First ? isBusy.Task : Task.CompletedTask);
        run.Queue.Add(First);
        await Eventually.HoldsAsync(() => run.Seen.Count == 1);

        run.Queue.Add(Two);
        run.Queue.Add(One);
        run.Queue.Add(One);
        isBusy.SetResult();
        await Eventually.HoldsAsync(() => run.Seen.Count == 3);

        Assert.Equal([First, One, Two], run.Seen);
    }

    [Fact]
    public async Task A_failure_is_tried_again_after_pauses_that_double()
    {
        await using Run run = new((_, tries) => tries < 4 ? throw new ClusterException(ClusterErrorKind.Conflict, "busy") : Task.CompletedTask);
        run.Queue.Add(One);

        await Eventually.HoldsAsync(() => run.Pass(TimeSpan.FromMilliseconds(10)) && run.Seen.Count == 4);

        // Each pause is at least as long as it should be; the clock moves on while the queue gets to sleep.
        TimeSpan[] pauses = [.. run.Times.Skip(1).Zip(run.Times, (later, earlier) => later - earlier)];
        Assert.Equal(3, pauses.Length);
        Assert.True(pauses[0] >= TimeSpan.FromMilliseconds(100));
        Assert.True(pauses[1] >= TimeSpan.FromMilliseconds(200));
        Assert.True(pauses[2] >= TimeSpan.FromMilliseconds(400));
    }

    [Fact]
    public async Task The_earlier_of_two_later_times_counts()
    {
        await using Run run = new((_, _) => Task.CompletedTask);
        run.Queue.AddAfter(One, TimeSpan.FromHours(1));
        run.Queue.AddAfter(One, TimeSpan.FromSeconds(1));

        await Eventually.HoldsAsync(() => run.Pass(TimeSpan.FromMilliseconds(100)) && run.Seen.Count == 1);

        Assert.InRange(run.Times[0] - run.Start, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }

    private sealed class Run : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly FakeTimeProvider _clock = new();
        private readonly Task _running;

        public Run(Func<ObjectKey, int, Task> work)
        {
            // The queue asks its context for the clock and the pace alone.
            ControllerContext context = new(null!, null!, new MeshControllerOptions { Delay = TimeSpan.Zero, Clock = _clock });
            Queue = new WorkQueue(context, "test", (key, _) =>
            {
                Times.Add(_clock.GetUtcNow());
                Seen.Add(key);
                return work(key, Seen.Count);
            });
            _running = Task.Run(() => Queue.RunAsync(_stopping.Token));
        }

        public WorkQueue Queue { get; }

        public List<ObjectKey> Seen { get; } = [];

        /// <summary>When each was looked at.</summary>
        public List<DateTimeOffset> Times { get; } = [];

        public DateTimeOffset Start => _clock.Start;

        /// <summary>Lets time pass.</summary>
        public bool Pass(TimeSpan time)
        {
            _clock.Advance(time);
            return true;
        }

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            await _running;
            _stopping.Dispose();
        }
    }
}
