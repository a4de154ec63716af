namespace IstioGateway.Gateways;

/// <summary>A gateway that cannot be made as it was asked for.</summary>
public sealed class GatewaySpecException(string part, string message) : Exception(message)
{
    /// <summary>The part of the specification: the name of a property of <see cref="GatewaySpec"/>.</summary>
    public string Part { get; } = part;
}
