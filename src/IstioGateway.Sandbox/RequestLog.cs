using System.Text;

namespace IstioGateway.Sandbox;

/// <summary>A request that the sandbox has received. Never holds credentials.</summary>
public sealed class RequestRecord
{
    /// <summary>When it arrived, by the sandbox's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>Path, as sent.</summary>
    public required string Path { get; init; }

    /// <summary>Query, as sent, without the question mark.</summary>
    public required string Query { get; init; }

    /// <summary>Kubernetes verb; <see langword="null"/> for discovery and the like.</summary>
    public string? Verb { get; init; }

    /// <summary>Plural of the resource; <see langword="null"/> for discovery and the like.</summary>
    public string? Resource { get; init; }

    /// <summary>Name of the sender; <see langword="null"/> when its credentials are nobody's.</summary>
    public string? User { get; init; }

    /// <summary><c>User-Agent</c>.</summary>
    public string? UserAgent { get; init; }

    /// <summary><c>Accept</c>.</summary>
    public string? Accept { get; init; }

    /// <summary><c>Content-Type</c>.</summary>
    public string? ContentType { get; init; }

    /// <summary>Whether it came over TLS.</summary>
    public bool IsSecure { get; init; }

    /// <summary>Length of its body in bytes.</summary>
    public long BodyBytes { get; init; }

    /// <summary>The beginning of its body, up to 64 KiB.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The beginning of its body as text.</summary>
    public string BodyText => Encoding.UTF8.GetString(Body.Span);

    /// <summary>Status code of the answer; <see langword="null"/> while there is none, or when the connection was reset instead.</summary>
    public int? StatusCode { get; internal set; }

    /// <summary>Whether the exchange has ended.</summary>
    public bool IsCompleted { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}{(Query.Length == 0 ? "" : "?" + Query)} -> {StatusCode}";
}

/// <summary>The latest requests, oldest first.</summary>
public sealed class RequestLog
{
    private const int Kept = 20_000;
    private readonly object _gate = new();
    private readonly Queue<RequestRecord> _records = new();
    private TaskCompletionSource _added = NewSignal();

    /// <summary>A copy of what is kept; also of requests that are still being answered.</summary>
    public IReadOnlyList<RequestRecord> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _records];
            }
        }
    }

    /// <summary>Forgets all requests so far.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _records.Clear();
        }
    }

    /// <summary>Waits until a request has arrived that matches; also one that arrived before.</summary>
    public async Task<RequestRecord> WaitForAsync(Func<RequestRecord, bool> match, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task added;
            lock (_gate)
            {
                if (_records.FirstOrDefault(match) is { } found)
                {
                    return found;
                }

                added = _added.Task;
            }

            await added.WaitAsync(cancellationToken);
        }
    }

    internal void Add(RequestRecord record)
    {
        lock (_gate)
        {
            _records.Enqueue(record);
            if (_records.Count > Kept)
            {
                _records.Dequeue();
            }

            TaskCompletionSource added = _added;
            _added = NewSignal();
            added.SetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
