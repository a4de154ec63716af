namespace IstioGateway.Templates;

/// <summary>Why a text cannot be a template.</summary>
public enum TemplateTextError
{
    /// <summary>It has no content. Istio takes an empty template and then injects nothing; to go back to the default, remove it.</summary>
    Empty,

    /// <summary>It is no UTF-8 text.</summary>
    Binary,

    /// <summary>No API server can store it.</summary>
    TooLarge,
}

/// <summary>A text that cannot be a template.</summary>
public sealed class TemplateTextException : Exception
{
    internal TemplateTextException(TemplateTextError error, string message)
        : base(message) => Error = error;

    /// <summary>Why.</summary>
    public TemplateTextError Error { get; }
}
