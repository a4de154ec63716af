using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace GoTemplate;

/// <summary>
/// A struct, or a pointer to one: a fixed set of fields and methods. Asking for another is an error when the template is
/// executed, where a map would merely have no such key. <c>%v</c> prints what <see cref="object.ToString"/> returns.
/// </summary>
public interface IGoObject
{
    /// <summary>The type: <c>v1.ObjectMeta</c>, <c>*v1alpha1.ProxyConfig</c>.</summary>
    GoType Type { get; }

    /// <summary>Reads a field.</summary>
    /// <param name="name">The Go name.</param>
    /// <param name="value">The value; a nil pointer, map or slice is a <see cref="GoValue"/> of its type, null a nil interface.</param>
    bool TryGetField(string name, out object? value);

    /// <summary>Finds a method, which is called with whatever arguments follow its name.</summary>
    bool TryGetMethod(string name, [NotNullWhen(true)] out GoFunction? method)
    {
        method = null;
        return false;
    }

    /// <summary>
    /// The struct as Go's <c>encoding/json</c> writes it, keys in the order in which Go declares them. A struct that does not
    /// know its JSON cannot be given to a function that asks for it.
    /// </summary>
    /// <param name="json">The JSON; <see langword="null"/> is JSON's null.</param>
    bool TryGetJson(out JsonNode? json)
    {
        json = null;
        return false;
    }
}
