using System.Management.Automation;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Publishing;

namespace IstioGateway.Commands.Publishing;

/// <summary>
/// Makes objects of what people give: KubernetesManifest objects, YAML or JSON text of one or many documents, also line by line, files,
/// hashtables and custom objects.
/// </summary>
internal static class ManifestInput
{
    /// <summary>The objects in a text.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="origin">Where it comes from, for messages.</param>
    /// <exception cref="RecordException">It holds something else.</exception>
    public static IReadOnlyList<ManifestObject> FromText(string text, string origin) => Checked(
        () => [.. Adapters.Yaml().ReadAll(text).SelectMany(ManifestObject.From)], origin);

    /// <summary>The objects in a file.</summary>
    /// <exception cref="RecordException">The file cannot be read, or holds something else.</exception>
    public static IReadOnlyList<ManifestObject> FromFile(string path) => FromText(InputFile.Text(path), path);

    /// <summary>The object in a value that is no text.</summary>
    /// <exception cref="RecordException">It is none.</exception>
    public static IReadOnlyList<ManifestObject> FromValue(object value) => Checked(
        () => ManifestObject.From(JsonConversion.ToJson(value is KubernetesManifest manifest ? manifest.Object : value)), Messages.Get("PipedObject"));

    private static IReadOnlyList<ManifestObject> Checked(Func<IReadOnlyList<ManifestObject>> read, string origin)
    {
        try
        {
            return read();
        }
        catch (FormatException exception)
        {
            throw new RecordException(ErrorRecords.Create(
                ErrorId.InvalidManifest,
                ErrorCategory.InvalidData,
                origin,
                Messages.Get(ErrorId.InvalidManifest, origin, exception.Message),
                Messages.Get("PublishInputAdvice"),
                exception));
        }
    }
}
