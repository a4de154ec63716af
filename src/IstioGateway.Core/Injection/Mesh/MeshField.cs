using System.Text;

namespace IstioGateway.Injection;

/// <summary>A field of a message.</summary>
/// <param name="JsonName">Its name in protobuf's JSON.</param>
/// <param name="TypeName">Its type as mesh-types.txt writes it.</param>
/// <param name="IsOneOf">Whether it is one of several, which Go reaches by its Get method only.</param>
internal sealed record MeshField(string JsonName, string TypeName, bool IsOneOf)
{
    /// <summary>Its name in Go.</summary>
    public string GoName { get; } = char.ToUpperInvariant(JsonName[0]) + JsonName[1..];

    /// <summary>Its name in the message's declaration, which protobuf's JSON accepts as well.</summary>
    public string ProtoName
    {
        get
        {
            StringBuilder name = new();
            foreach (char letter in JsonName)
            {
                name.Append(char.IsAsciiLetterUpper(letter) ? "_" : "").Append(char.ToLowerInvariant(letter));
            }

            return name.ToString();
        }
    }
}
