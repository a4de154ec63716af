using System.Security.Authentication;

namespace IstioGateway.Kubernetes.Http;

/// <summary>Why we did not accept the server's certificate, in words.</summary>
internal sealed class ServerCertificateRejectedException(string message) : AuthenticationException(message);
