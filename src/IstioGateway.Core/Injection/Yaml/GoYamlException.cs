namespace IstioGateway.Injection;

/// <summary>JSON that go-yaml, which reads it as YAML, does not take.</summary>
internal sealed class GoYamlException(string message) : Exception(message);
