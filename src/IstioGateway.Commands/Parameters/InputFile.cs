using System.Management.Automation;
using System.Text;
using IstioGateway.Commands.Errors;

namespace IstioGateway.Commands.Parameters;

/// <summary>Reads files that a user names; what cannot be read becomes an error in our form.</summary>
internal static class InputFile
{
    /// <summary>The file's bytes.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="RecordException">The file cannot be read.</exception>
    public static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RecordException(ErrorRecords.ForFile(
                ErrorId.FileNotReadable,
                exception is FileNotFoundException or DirectoryNotFoundException ? ErrorCategory.ObjectNotFound : ErrorCategory.OpenError,
                path,
                exception));
        }
    }

    /// <summary>The file's text: UTF-8, or what its byte order mark says.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="RecordException">The file cannot be read.</exception>
    public static string Text(string path)
    {
        using StreamReader reader = new(new MemoryStream(Bytes(path)), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
