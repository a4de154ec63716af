namespace GatewayPs.Host.Modes;

/// <summary>Waits for Ctrl+C.</summary>
internal static class Interruption
{
    public static async Task WaitAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = cancellationToken.Register(() => ended.TrySetResult());
        await ended.Task.ConfigureAwait(false);
    }
}
