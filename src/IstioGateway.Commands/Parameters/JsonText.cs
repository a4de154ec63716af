using System.Management.Automation;

namespace IstioGateway.Commands.Parameters;

/// <summary>The text of objects made of JSON. The engine calls it, so it is public; scripts use ConvertTo-Json.</summary>
public static class JsonText
{
    /// <summary>The JSON of an object, on one line.</summary>
    /// <param name="self">The object.</param>
    public static string Of(PSObject self) => JsonConversion.ToJson(self)?.ToJsonString() ?? "null";
}
