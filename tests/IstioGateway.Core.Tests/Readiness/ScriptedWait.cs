using IstioGateway.Clusters;
using IstioGateway.Readiness;
using IstioGateway.Testing;
using Microsoft.Extensions.Time.Testing;

namespace IstioGateway.Core.Tests.Readiness;

/// <summary>A wait on a clock that runs in steps, while things happen to the cluster at times that are set beforehand.</summary>
internal sealed class ScriptedWait : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _clock = new();
    private readonly List<(TimeSpan At, Action Do)> _script = [];

    public FakeClusterApi Api { get; } = new();

    public List<IstioStatus> Progress { get; } = [];

    public List<string> Trace { get; } = [];

    /// <summary>The rules without which something was not watched.</summary>
    public List<string> Unwatched { get; } = [];

    /// <summary>Time since the beginning.</summary>
    public TimeSpan Now => _clock.GetUtcNow() - _clock.Start;

    /// <summary>The stages that were shown, each once where it was shown several times in a row.</summary>
    public IEnumerable<ReadyStage> Stages =>
        Progress.Select(seen => seen.Stage).Where((stage, i) => i == 0 || Progress[i - 1].Stage != stage);

    private int Activity => Api.Requests.Count + Progress.Count + Trace.Count;

    public void At(double seconds, Action action) => _script.Add((TimeSpan.FromSeconds(seconds), action));

    /// <summary>Runs the wait while the clock runs in steps; between two steps everything that is ready to run does.</summary>
    public async Task<IstioStatus> RunAsync(ReadyWaitOptions options, CancellationToken cancellation = default)
    {
        options = options with { TimeProvider = _clock, Progress = Progress.Add, Trace = Trace.Add, WatchDenied = denied => Unwatched.Add(RbacRule.For(denied)) };
        Task<IstioStatus> wait = ReadyWaiter.WaitAsync(Api, null, "default", options, cancellation);
        int pauses = 1;
        while (!wait.IsCompleted && Now < TimeSpan.FromSeconds(400))
        {
            int before = Activity;
            await SettleAsync(wait, pauses);
            _clock.Advance(Step);
            (TimeSpan At, Action Do)[] due = [.. _script.Where(entry => entry.At <= Now)];
            foreach ((TimeSpan _, Action action) in due)
            {
                action();
            }

            _script.RemoveAll(entry => entry.At <= Now);

            // The pool may be idle only because the timer that just fell due has not queued its work yet.
            bool endIsNear = Now >= options.Timeout - Step;
            bool eventful = Activity != before || endIsNear || Now.Ticks % TimeSpan.TicksPerSecond == 0;
            pauses = due.Length > 0 ? 10 : eventful ? 1 : 0;
        }

        return await wait;
    }

    public void Dispose() => Api.Dispose();

    // Continuations hop through the thread pool: the next step of the clock comes when the pool has nothing left to do. On a busy
    // machine that takes real milliseconds; where something may happen there is always one, and after what the script did a row.
    private static async Task SettleAsync(Task wait, int pauses)
    {
        for (int i = 0; i < 20 && !wait.IsCompleted; i++)
        {
            await Task.Yield();
        }

        for (int i = 0; i < 100 && !wait.IsCompleted && (i < pauses || ThreadPool.PendingWorkItemCount > 0); i++)
        {
            await Task.Delay(1);
        }
    }
}
