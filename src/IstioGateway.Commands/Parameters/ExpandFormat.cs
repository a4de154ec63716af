namespace IstioGateway.Commands.Parameters;

/// <summary>How an expanded template is written.</summary>
public enum ExpandFormat
{
    /// <summary>An object.</summary>
    Object,

    /// <summary>YAML text: what the template prints, then the merged pod.</summary>
    Yaml,
}
