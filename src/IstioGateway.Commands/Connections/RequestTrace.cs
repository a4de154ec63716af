namespace IstioGateway.Commands.Connections;

/// <summary>
/// Leads what a connection says about its requests to the job that made them. One connection serves several cmdlets of a
/// pipeline at once, so its trace cannot belong to any one of them; the flow of the call tells whose it is.
/// </summary>
internal static class RequestTrace
{
    private static readonly AsyncLocal<Action<string>?> Listener = new();

    /// <summary>Makes the current asynchronous flow's requests heard by <paramref name="listener"/>.</summary>
    public static void Listen(Action<string> listener) => Listener.Value = listener;

    /// <summary>Passes a message on to whoever listens in the current flow.</summary>
    public static void Write(string message) => Listener.Value?.Invoke(message);
}
