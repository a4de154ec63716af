using System.Management.Automation;
using System.Text;
using IstioGateway.Commands.Errors;

namespace IstioGateway.Commands.Reports;

/// <summary>The file of a report: whole or not there, and never in the place of another that nobody gave up.</summary>
/// <param name="path">Full path.</param>
/// <param name="overwrite">Whether a file of that name is given up.</param>
internal sealed class ReportFile(string path, bool overwrite)
{
    /// <summary>Refuses a name under which the file could not be written, before any cluster is asked.</summary>
    /// <exception cref="RecordException">It is a folder, or a file that is not given up.</exception>
    public void Check()
    {
        if (Directory.Exists(path))
        {
            throw new RecordException(ErrorRecords.ForFile(
                ErrorId.FileNotWritable, ErrorCategory.InvalidArgument, path, new IOException(Messages.Get("ReportIsFolder"))));
        }

        if (!overwrite && File.Exists(path))
        {
            throw Exists();
        }
    }

    /// <summary>Writes the file, and the folder it is to be in where that is not there.</summary>
    /// <returns>Its length in bytes.</returns>
    /// <exception cref="RecordException">It cannot be written.</exception>
    public long Write(Action<TextWriter> render)
    {
        string? unfinished = null;
        try
        {
            string folder = Path.GetDirectoryName(path)!;
            Directory.CreateDirectory(folder);
            unfinished = Path.Combine(folder, $".{Path.GetRandomFileName()}.tmp");
            long length = Render(unfinished, render);
            if (!overwrite)
            {
                // Whoever creates the name has it; to look and then to rename would leave time for another to do the same.
                Reserve();
            }

            File.Move(unfinished, path, overwrite: true);
            unfinished = null;
            return length;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new RecordException(ErrorRecords.ForFile(ErrorId.FileNotWritable, ErrorCategory.WriteError, path, exception));
        }
        finally
        {
            if (unfinished is not null)
            {
                Remove(unfinished);
            }
        }
    }

    private static long Render(string file, Action<TextWriter> render)
    {
        using FileStream stream = new(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 64 * 1024);
        using (StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 16 * 1024, leaveOpen: true))
        {
            writer.NewLine = "\n";
            render(writer);
        }

        stream.Flush(flushToDisk: true);
        return stream.Length;
    }

    private void Reserve()
    {
        try
        {
            new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            throw Exists();
        }
    }

    private static void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What kept the report from being written keeps its beginning from being removed, and has been said.
        }
    }

    private RecordException Exists() => new(ErrorRecords.Create(
        ErrorId.FileNotWritable,
        ErrorCategory.ResourceExists,
        path,
        Messages.Get(ErrorId.FileNotWritable, path, Messages.Get("ReportExists")),
        Messages.Get("ReportExistsAdvice")));
}
