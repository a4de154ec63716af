namespace GatewayPs.Host.Help;

/// <summary>A page cannot be turned into help. The message starts with the place, as compilers write it.</summary>
internal sealed class HelpSourceException(string file, int line, string message) : Exception($"{file}({line}): {message}");
