namespace IstioGateway.Commands.Connections;

/// <summary>How the module names itself to API servers.</summary>
internal static class ClientName
{
    /// <summary>The <c>User-Agent</c> header.</summary>
    public static string UserAgent { get; } = $"IstioGateway/{typeof(ClientName).Assembly.GetName().Version?.ToString(3)}";
}
