namespace IstioGateway.Injection;

/// <summary>A patch that a strategic merge refuses; the message is that of Kubernetes' apimachinery.</summary>
public sealed class StrategicMergeException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StrategicMergeException()
    {
    }

    /// <summary>Creates the exception with apimachinery's message.</summary>
    public StrategicMergeException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with apimachinery's message and a cause.</summary>
    public StrategicMergeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
