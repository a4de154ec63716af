namespace IstioGateway.Readiness;

/// <summary>Why a rollout cannot be waited for any longer.</summary>
public enum RolloutError
{
    /// <summary>Someone else changed the template while its rollout was waited for.</summary>
    TemplateReverted,

    /// <summary>Trouble lasts, and the caller did not want to wait for its end.</summary>
    Trouble,
}

/// <summary>A rollout ended before its time.</summary>
public sealed class RolloutException : Exception
{
    internal RolloutException(RolloutError error, IstioStatus status)
        : base(status.Reason) => (Error, Status) = (error, status);

    /// <summary>Why.</summary>
    public RolloutError Error { get; }

    /// <summary>What was seen.</summary>
    public IstioStatus Status { get; }

    /// <summary>The field manager that wrote the template last; <see langword="null"/> where the resource does not tell.</summary>
    public string? Manager { get; internal init; }
}
