using System.Globalization;
using System.Resources;

namespace IstioGateway.Commands.Errors;

/// <summary>The module's texts, by key; see <c>Messages.resx</c>.</summary>
internal static class Messages
{
    private static readonly ResourceManager Resources = new("IstioGateway.Commands.Errors.Messages", typeof(Messages).Assembly);

    /// <summary>The text of a key with its places filled in.</summary>
    public static string Get(string key, params object?[] arguments) =>
        string.Format(CultureInfo.InvariantCulture, Find(key) ?? throw new MissingManifestResourceException(key), arguments);

    /// <summary>The recommended action that goes with an error id, if it has one.</summary>
    public static string? Advice(string errorId, params object?[] arguments) =>
        Find(errorId + "_Advice") is { } text ? string.Format(CultureInfo.InvariantCulture, text, arguments) : null;

    private static string? Find(string key) => Resources.GetString(key, CultureInfo.InvariantCulture);
}
