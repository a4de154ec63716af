namespace IstioGateway.Commands.Parameters;

/// <summary>Which text a template is made from.</summary>
public enum TemplateBase
{
    /// <summary>The documented template, which this module ships.</summary>
    Documented,

    /// <summary>The template in force on the cluster.</summary>
    Live,
}
