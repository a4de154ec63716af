namespace IstioGateway.Kubernetes.Kubeconfig;

/// <summary>Reads the files that a kubeconfig points to.</summary>
internal static class SecretFile
{
    public static byte[] ReadBytes(KubeconfigSection section, string key, string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw section.Error(key, $"{key} of {section.Name}: the file '{path}' cannot be read ({e.Message}).");
        }
    }
}
