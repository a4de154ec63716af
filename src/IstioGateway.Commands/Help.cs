namespace IstioGateway.Commands;

/// <summary>Where the cmdlets' pages are.</summary>
internal static class Help
{
    /// <summary>The folder of the pages, one per cmdlet.</summary>
    public const string Root = "https://github.com/istiogateway/istiogateway/blob/main/docs/cmdlets/";
}
