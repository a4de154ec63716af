namespace IstioGateway.Kubernetes.Tests.Servers;

/// <summary>A request as the scripted server saw it.</summary>
internal sealed record ReceivedRequest(string Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body)
{
    public string? Header(string name) => Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public IEnumerable<string> HeaderValues(string name) =>
        Headers.Where(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value);

    public string Path => Target.Split('?')[0];

    public string? Query(string name)
    {
        foreach (string part in Target.Contains('?', StringComparison.Ordinal) ? Target.Split('?', 2)[1].Split('&') : [])
        {
            string[] pair = part.Split('=', 2);
            if (pair[0] == name)
            {
                return Uri.UnescapeDataString(pair[1]);
            }
        }

        return null;
    }
}
