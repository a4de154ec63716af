using System.Management.Automation;

namespace IstioGateway.Commands.Pipeline;

/// <summary>
/// Base of cmdlets that work asynchronously: <see cref="Start"/> begins a job on the thread pool, what the jobs write is
/// carried to the pipeline thread and written there in order of arrival. Ctrl+C, an error under <c>-ErrorAction Stop</c>, or
/// a downstream <c>Select-Object -First</c> cancels every job.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    /// <summary>How long the pipeline thread waits for cancelled jobs before it leaves them behind.</summary>
    private static readonly TimeSpan StopGrace = TimeSpan.FromMilliseconds(400);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ActionQueue _queue = new(capacity: 512);
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private int _running;

    /// <summary>Cancelled when the pipeline stops.</summary>
    private protected CancellationToken StopToken => _stopping.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the cmdlet holds.</summary>
    /// <param name="disposing">Whether called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            // A job that was left behind may still look at the token or post to the queue; both stay usable until collected.
            _stopping.Cancel();
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopping.Cancel();

    /// <inheritdoc/>
    protected override void EndProcessing() => DrainAll();

    /// <summary>Turns what ended a job into the record the user sees.</summary>
    private protected abstract ErrorRecord Translate(Exception exception, object? target);

    /// <summary>Writes what ended a job, or kept one from beginning; called on the pipeline thread.</summary>
    private protected virtual void Fail(ErrorRecord error) => WriteError(error);

    /// <summary>Shows the progress of a job; called on the pipeline thread.</summary>
    private protected virtual void ShowProgress(ProgressRecord progress) => WriteProgress(progress);

    /// <summary>Begins a job; must be called on the pipeline thread.</summary>
    /// <param name="job">The work; <see cref="OperationCanceledException"/> after a stop is its normal end.</param>
    /// <param name="target">What the job is about, the target of its errors.</param>
    private protected void Start(Func<IPipeline, CancellationToken, Task> job, object? target)
    {
        _running++;
        _ = RunAsync(job, target);
        DrainReady();
    }

    /// <summary>Writes what the jobs have produced so far, without waiting.</summary>
    private protected void DrainReady()
    {
        while (_queue.TryTake(TimeSpan.Zero, out ActionQueue.Entry? entry))
        {
            Perform(entry);
        }
    }

    /// <summary>Writes what the jobs produce until all have ended.</summary>
    private protected void DrainAll()
    {
        while (_running > 0)
        {
            if (_stopping.IsCancellationRequested)
            {
                Abandon();
                throw new PipelineStoppedException();
            }

            // The wait is short only because a stop must be noticed even when no job ever posts again.
            if (_queue.TryTake(TimeSpan.FromMilliseconds(50), out ActionQueue.Entry? entry))
            {
                Perform(entry);
            }
        }
    }

    private async Task RunAsync(Func<IPipeline, CancellationToken, Task> job, object? target)
    {
        Action? lastWords = null;
        try
        {
            await Task.Run(() => job(new JobPipeline(this), StopToken), StopToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The normal end of a stopped job: nothing to say.
        }
#pragma warning disable CA1031 // The job's boundary: whatever ended it becomes one error record, never an unhandled exception.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            lastWords = () => Fail(Translate(exception, target));
        }

        _queue.PostEnd(lastWords);
    }

    private void Perform(ActionQueue.Entry entry)
    {
        if (entry.EndsJob)
        {
            _running--;
        }

        try
        {
            entry.Action?.Invoke();
        }
        catch
        {
            // Writing throws when the pipeline is stopped: by Ctrl+C, by -ErrorAction Stop, or by Select-Object -First downstream.
            _stopping.Cancel();
            Abandon();
            throw;
        }
    }

    /// <summary>After a cancellation: waits a moment for the jobs to end, dropping what they still want to write.</summary>
    private void Abandon()
    {
        long start = TimeProvider.System.GetTimestamp();
        while (_running > 0)
        {
            TimeSpan left = StopGrace - TimeProvider.System.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            if (_queue.TryTake(left, out ActionQueue.Entry? entry) && entry.EndsJob)
            {
                _running--;
            }
        }
    }

    /// <summary>Called on the pipeline thread alone, so that the jobs need not agree on who has said it.</summary>
    private void WarnOnce(string key, string text)
    {
        if (_warned.Add(key))
        {
            WriteWarning(text);
        }
    }

    private sealed class JobPipeline(AsyncCmdlet owner) : IPipeline
    {
        public Task WriteObjectAsync(object value) => owner._queue.PostAsync(() => owner.WriteObject(value), owner.StopToken);

        public Task WriteObjectsAsync(IReadOnlyList<object> values) => owner._queue.PostAsync(() => owner.WriteObject(values, enumerateCollection: true), owner.StopToken);

        public Task WriteErrorAsync(ErrorRecord error) => owner._queue.PostAsync(() => owner.WriteError(error), owner.StopToken);

        public void WriteWarning(string text) => owner._queue.Post(() => owner.WriteWarning(text));

        public void WriteWarningOnce(string key, string text) => owner._queue.Post(() => owner.WarnOnce(key, text));

        public void WriteVerbose(string text) => owner._queue.Post(() => owner.WriteVerbose(text));

        public void WriteDebug(string text) => owner._queue.Post(() => owner.WriteDebug(text));

        public void WriteProgress(ProgressRecord progress) => owner._queue.Post(() => owner.ShowProgress(progress));

        public async Task<Consent> ShouldProcessAsync(string description, string warning, string caption)
        {
            TaskCompletionSource<Consent> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await owner._queue.PostAsync(() => answer.SetResult(Ask(description, warning, caption)), owner.StopToken)
                .ConfigureAwait(false);
            return await answer.Task.WaitAsync(owner.StopToken).ConfigureAwait(false);
        }

        private Consent Ask(string description, string warning, string caption) =>
            owner.ShouldProcess(description, warning, caption, out ShouldProcessReason reason) ? Consent.Given
            : reason.HasFlag(ShouldProcessReason.WhatIf) ? Consent.OnlyAsking
            : Consent.Refused;
    }
}
