namespace IstioGateway.Injection;

/// <summary>Istio's mesh configuration as istio.io/api declares it: what mesh-types.txt says, whose head explains it.</summary>
internal sealed class MeshTypes
{
    private const string Resource = "mesh-types.txt";

    private readonly List<MeshMessageType> _messages = [];
    private readonly List<MeshEnumType> _enums = [];

    private MeshTypes(string[] lines)
    {
        foreach (string line in lines)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0 && words[0] != "#")
            {
                Read(line, words);
            }
        }
    }

    /// <summary>The types of the mesh configuration.</summary>
    public static MeshTypes Instance { get; } = Load();

    /// <summary>A message; <see langword="null"/> for one that is not declared.</summary>
    public MeshMessageType? Find(string message)
    {
        for (int index = 0; index < _messages.Count; index++)
        {
            if (_messages[index].Name == message)
            {
                return _messages[index];
            }
        }

        return null;
    }

    /// <summary>Values of an enumeration, the one of an absent field first; <see langword="null"/> for any other type.</summary>
    public string[]? ValuesOf(string type)
    {
        for (int index = 0; index < _enums.Count; index++)
        {
            if (_enums[index].Name == type)
            {
                return _enums[index].Values;
            }
        }

        return null;
    }

    private void Read(string line, string[] words)
    {
        if (words[0] == "enum" && words.Length > 2)
        {
            _enums.Add(new MeshEnumType(words[1], words[2..]));
        }
        else if (words[0] == "message" && words.Length == 2)
        {
            _messages.Add(new MeshMessageType(words[1]));
        }
        else
        {
            bool isOneOf = words[0] == "oneof";
            int place = isOneOf ? 1 : 0;
            if (words.Length != place + 2)
            {
                throw new FormatException($"{Resource}: {line}");
            }

            _messages[^1].Add(new MeshField(words[place], words[place + 1], isOneOf));
        }
    }

    private static MeshTypes Load()
    {
        using Stream stream = typeof(MeshTypes).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        using StreamReader reader = new(stream);
        return new MeshTypes(reader.ReadToEnd().Split('\n'));
    }
}
