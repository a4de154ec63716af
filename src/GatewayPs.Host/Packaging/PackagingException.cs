namespace GatewayPs.Host.Packaging;

/// <summary>A package cannot be made of what is there. The message says what to do about it.</summary>
internal sealed class PackagingException(string message) : Exception(message);
