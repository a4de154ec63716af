namespace IstioGateway.Injection;

/// <summary>A pod that istiod cannot decode; the message is that of Go's <c>encoding/json</c> or Kubernetes' types.</summary>
public sealed class PodDecodeException : Exception
{
    /// <summary>Creates the exception.</summary>
    public PodDecodeException()
    {
    }

    /// <summary>Creates the exception with Go's message.</summary>
    public PodDecodeException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with Go's message and a cause.</summary>
    public PodDecodeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
