using System.Management.Automation;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Templates;

namespace IstioGateway.Commands.Templates;

/// <summary>Reads templates from files; what cannot be read or is no template becomes an error in our form.</summary>
internal static class TemplateFiles
{
    /// <summary>The documented template, as shipped beside the module's binaries.</summary>
    public static TemplateText Documented() => Read(Path.Combine(
        Path.GetDirectoryName(typeof(TemplateFiles).Assembly.Location)!, "..", "templates", "gateway-injection-template.txt"));

    /// <summary>A template file.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="RecordException">It cannot be read, or holds no template.</exception>
    public static TemplateText Read(string path)
    {
        byte[] bytes = InputFile.Bytes(path);
        return Checked(path, () => TemplateText.FromBytes(bytes));
    }

    /// <summary>A template given as text.</summary>
    /// <exception cref="RecordException">It is no template.</exception>
    public static TemplateText FromText(string text) => Checked("-Template", () => TemplateText.FromText(text));

    private static TemplateText Checked(string origin, Func<TemplateText> read)
    {
        try
        {
            return read();
        }
        catch (TemplateTextException exception)
        {
            bool large = exception.Error == TemplateTextError.TooLarge;
            throw new RecordException(ErrorRecords.Create(
                large ? ErrorId.TemplateTooLarge : ErrorId.TemplateInvalid,
                large ? ErrorCategory.LimitsExceeded : ErrorCategory.InvalidData,
                origin,
                large ? exception.Message : Messages.Get(ErrorId.TemplateInvalid, exception.Message),
                cause: exception));
        }
    }
}
