using System.Collections;
using System.Management.Automation;
using System.Text.Json.Nodes;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;

namespace IstioGateway.Commands.Parameters;

/// <summary>
/// An object given by value: a hashtable, an object from <c>ConvertFrom-Json</c>, or YAML or JSON text, also as lines. Text that
/// names a file is not one; files have parameters of their own.
/// </summary>
internal static class JsonArgument
{
    /// <summary>The object.</summary>
    /// <param name="value">The argument.</param>
    /// <param name="parameter">The parameter, for messages.</param>
    /// <exception cref="RecordException">It is none.</exception>
    public static JsonObject Read(object value, string parameter)
    {
        object plain = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        return plain switch
        {
            string text => Parse(text, parameter),
            IEnumerable lines and not IDictionary when Lines(lines) is { } text => Parse(text, parameter),
            _ => Checked(() => JsonConversion.ToJson(value), parameter),
        };
    }

    /// <summary>The object in a file of YAML or JSON.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="RecordException">The file cannot be read, or holds none.</exception>
    public static JsonObject ReadFile(string path) => Parse(InputFile.Text(path), path);

    private static JsonObject Parse(string text, string origin) => Checked(() => Adapters.Yaml().Read(text), origin);

    private static JsonObject Checked(Func<JsonNode?> read, string origin)
    {
        try
        {
            return read() as JsonObject ?? throw new FormatException(Messages.Get("NoObject"));
        }
        catch (FormatException exception)
        {
            throw new RecordException(ErrorRecords.Create(
                ErrorId.InvalidManifest,
                ErrorCategory.InvalidData,
                origin,
                Messages.Get(ErrorId.InvalidManifest, origin, exception.Message),
                cause: exception));
        }
    }

    private static string? Lines(IEnumerable items)
    {
        List<string> lines = [];
        foreach (object? item in items)
        {
            if ((item is PSObject wrapped ? wrapped.BaseObject : item) is not string line)
            {
                return null;
            }

            lines.Add(line);
        }

        return string.Join('\n', lines);
    }
}
