namespace IstioGateway.Templates;

/// <summary>Why a cluster's template cannot be read.</summary>
public enum LiveTemplateError
{
    /// <summary>The <c>Istio</c> resource has no active revision yet.</summary>
    NoActiveRevision,

    /// <summary>There is no injector ConfigMap.</summary>
    NoConfigMap,

    /// <summary>The caller may not read the injector ConfigMap.</summary>
    NotAllowed,

    /// <summary>The ConfigMap does not hold what istiod would read.</summary>
    Unreadable,

    /// <summary>The ConfigMap holds no template of that name.</summary>
    NoSuchTemplate,

    /// <summary>The default is overridden, and there is no Helm release Secret to read it from.</summary>
    NoRelease,
}

/// <summary>A cluster's template cannot be read. The message says what to do instead; nothing is put in its place.</summary>
public sealed class LiveTemplateException : Exception
{
    internal LiveTemplateException(LiveTemplateError error, string message, Exception? innerException = null)
        : base($"{message} Use -Base Documented for the documented template, or -TemplatePath for one of your own.", innerException) =>
        (Error, What) = (error, message);

    /// <summary>Why.</summary>
    public LiveTemplateError Error { get; }

    /// <summary>What is wrong, in one sentence, without what to do instead of making a patch from it.</summary>
    public string What { get; }
}
