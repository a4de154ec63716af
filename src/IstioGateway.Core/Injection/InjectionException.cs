namespace IstioGateway.Injection;

/// <summary>The step of an injection that failed.</summary>
public enum InjectionStep
{
    /// <summary>The pod selects a template that is not there.</summary>
    Select,

    /// <summary>A template does not parse.</summary>
    Parse,

    /// <summary>A template fails while it prints.</summary>
    Execute,

    /// <summary>What a template prints is no YAML.</summary>
    Read,

    /// <summary>What a template prints cannot be merged into the pod.</summary>
    Merge,

    /// <summary>What came of the merge is no pod.</summary>
    Decode,
}

/// <summary>istiod would not inject: the API server would refuse the pod with these words.</summary>
public sealed class InjectionException : Exception
{
    /// <summary>Creates the exception.</summary>
    public InjectionException(InjectionStep step, string template, string message, Exception? cause = null)
        : base(message, cause) => (Step, Template) = (step, template);

    /// <summary>The step that failed.</summary>
    public InjectionStep Step { get; }

    /// <summary>Name of the template.</summary>
    public string Template { get; }

    /// <summary>Line in the template, or for <see cref="InjectionStep.Read"/> in what it prints; from 1.</summary>
    public int? Line { get; init; }

    /// <summary>Column there, from 1.</summary>
    public int? Column { get; init; }

    /// <summary>What the template printed, where it got so far.</summary>
    public string? Rendered { get; init; }
}
