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

/// <summary>Istio's mesh configuration as istio.io/api declares it: what mesh-types.txt says, whose head explains it.</summary>
internal sealed class MeshTypes
{
    private const string Resource = "mesh-types.txt";
    private static readonly Lazy<MeshTypes> Shared = new(Load);

    private readonly Dictionary<string, Dictionary<string, MeshField>> _messages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _enums = new(StringComparer.Ordinal);

    private MeshTypes(IEnumerable<string> lines)
    {
        Dictionary<string, MeshField> fields = new(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string kind = words.Length == 0 ? "#" : words[0];
            switch (kind)
            {
                case "#":
                    break;
                case "enum" when words.Length > 1:
                    _enums.Add(words[1], words[2..]);
                    break;
                case "message" when words.Length == 2:
                    fields = new(StringComparer.Ordinal);
                    _messages.Add(words[1], fields);
                    break;
                case "oneof" when words.Length == 3:
                    Add(fields, new MeshField(words[1], words[2], IsOneOf: true));
                    break;
                default:
                    Add(fields, words.Length == 2 ? new MeshField(kind, words[1], IsOneOf: false) : throw new FormatException($"{Resource}: {line}"));
                    break;
            }
        }
    }

    /// <summary>The types of the mesh configuration.</summary>
    public static MeshTypes Instance => Shared.Value;

    /// <summary>Fields of a message by Go name; <see langword="null"/> for a message that is not declared.</summary>
    public IReadOnlyDictionary<string, MeshField>? FieldsOf(string message) => _messages.GetValueOrDefault(message);

    /// <summary>Values of an enumeration, the one of an absent field first; <see langword="null"/> for any other type.</summary>
    public IReadOnlyList<string>? ValuesOf(string type) => _enums.GetValueOrDefault(type);

    private static void Add(Dictionary<string, MeshField> fields, MeshField field) => fields.Add(field.GoName, field);

    private static MeshTypes Load()
    {
        using Stream stream = typeof(MeshTypes).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        using StreamReader reader = new(stream);
        return new MeshTypes(reader.ReadToEnd().Split('\n'));
    }
}
