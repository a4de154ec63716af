using IstioGateway.Templates;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Injection;

/// <summary>Istio's default templates of several versions.</summary>
internal static class IstioTemplates
{
    private static readonly string[] Files =
    [
        "gateway-1.20.8", "gateway-1.21.3", "gateway-1.24.6", "gateway-1.26.8", "gateway-1.28.10", "kube-gateway-1.23.6", "kube-gateway-1.28.10",
    ];

    /// <summary>Every template with every way to deal with ports below 1024.</summary>
    public static TheoryData<string, PrivilegedPort> WithPorts()
    {
        TheoryData<string, PrivilegedPort> data = [];
        foreach (string file in Files)
        {
            foreach (PrivilegedPort port in Enum.GetValues<PrivilegedPort>())
            {
                data.Add(file, port);
            }
        }

        return data;
    }

    /// <summary>The text, as it is sent.</summary>
    public static string Text(string file) => TemplateText.FromText(SharedFiles.Text($"istio/templates/{file}.yaml")).Text;

    /// <summary>The name under which istiod knows it.</summary>
    public static string NameOf(string file) => file[..file.LastIndexOf('-')];
}
