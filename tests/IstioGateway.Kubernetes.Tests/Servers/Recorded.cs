using System.Text;
using IstioGateway.Testing;

namespace IstioGateway.Kubernetes.Tests.Servers;

/// <summary>An exchange that was recorded from a real API server.</summary>
internal sealed record Recorded(int Status, string ContentType, string[] Headers, byte[] Body)
{
    /// <summary>Reads one, by the number that its file's name starts with.</summary>
    public static Recorded Exchange(string number)
    {
        string file = Directory.GetFiles(SharedFiles.Path("wire"), number + "-*.http").Single();
        string text = Encoding.Latin1.GetString(File.ReadAllBytes(file));
        int response = text.IndexOf("### response\n", StringComparison.Ordinal) + "### response\n".Length;
        text = text[response..].Replace("\r\n", "\n", StringComparison.Ordinal);
        int end = text.IndexOf("\n\n", StringComparison.Ordinal);
        string[] head = text[..end].Split('\n');
        string contentType = head.FirstOrDefault(h => h.StartsWith("Content-Type:", StringComparison.Ordinal))?[13..].Trim()
            ?? "application/json";
        string[] headers = [.. head.Where(h => h.StartsWith("Warning:", StringComparison.Ordinal))];
        return new Recorded(
            int.Parse(head[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture),
            contentType,
            headers,
            Encoding.Latin1.GetBytes(text[(end + 2)..]));
    }

    public Answer Answer => Answers.Bytes(Status, Body, ContentType, Headers);
}
