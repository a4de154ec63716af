using System.Text;
using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Http;

/// <summary>One request to an API server, before it is bound to a server, a user or an attempt.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Verb">Kubernetes verb, for messages and rights.</param>
/// <param name="Path">Path below the server's address, without a leading slash, escaped.</param>
internal sealed record ApiRequest(HttpMethod Method, string Verb, string Path)
{
    public const string Json = "application/json";

    /// <summary>The type it is about.</summary>
    public ResourceType? Type { get; init; }

    /// <summary>The name it is about.</summary>
    public string? Name { get; init; }

    /// <summary>The subresource it is about; <see langword="null"/> for the resource itself.</summary>
    public string? Subresource { get; init; }

    /// <summary>The namespace it is about.</summary>
    public string? Namespace { get; init; }

    /// <summary>Query parameters; those without a value are left out.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Query { get; init; } = [];

    /// <summary>Value of <c>Accept</c>.</summary>
    public string Accept { get; init; } = Json;

    /// <summary>The body, UTF-8.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Content type of the body.</summary>
    public string ContentType { get; init; } = Json;

    /// <summary>Whether sending it twice does the same as sending it once.</summary>
    public bool Replayable { get; init; }

    /// <summary>
    /// Whether a 500 is an answer to the content and not an accident: server-side apply answers so to a field of a wrong type.
    /// </summary>
    public bool ServerErrorIsFinal { get; init; }

    /// <summary>Path and query.</summary>
    public string RelativeAddress
    {
        get
        {
            var address = new StringBuilder(Path);
            char separator = '?';
            foreach ((string key, string? value) in Query)
            {
                if (value is not null)
                {
                    address.Append(separator).Append(key).Append('=').Append(Uri.EscapeDataString(value));
                    separator = '&';
                }
            }

            return address.ToString();
        }
    }

    /// <summary>What was asked for, in words: <c>patch istios.sailoperator.io/default</c>.</summary>
    public string Describe()
    {
        if (Type is null)
        {
            return $"{Verb} /{Path}";
        }

        string place = Namespace is null ? "" : $" in namespace {Namespace}";
        string part = Subresource is null ? "" : $"/{Subresource}";
        return Name is null ? $"{Verb} {Type.QualifiedName}{place}" : $"{Verb} {Type.QualifiedName}/{Name}{part}{place}";
    }
}
