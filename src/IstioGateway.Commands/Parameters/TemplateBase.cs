namespace IstioGateway.Commands.Parameters;

/// <summary>Which text a template is made from.</summary>
public enum TemplateBase
{
    /// <summary>The documented template, which this module ships.</summary>
    Documented,

    /// <summary>The template in force on the cluster.</summary>
    Live,

    /// <summary>
    /// The default of the Istio version that runs: the template in force where nothing overrides it, else the one in the Helm
    /// release Secret.
    /// </summary>
    Default,
}
