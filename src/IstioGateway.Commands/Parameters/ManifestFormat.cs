namespace IstioGateway.Commands.Parameters;

/// <summary>How manifests are written.</summary>
public enum ManifestFormat
{
    /// <summary>One object for each.</summary>
    Object,

    /// <summary>One YAML text, its documents separated by <c>---</c>.</summary>
    Yaml,
}
