using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>Reads pod-types.txt, whose head says how it is written. A struct is read when its fields are first asked for.</summary>
internal sealed class PodTypeTable
{
    private const string Resource = "pod-types.txt";
    private const string StructMark = "struct ";
    private const string MapMark = "map[string]";
    private const string JsonMark = "json=";
    private const string MergeMark = "merge=";
    private static readonly PodTypeTable Shared = Load();

    private readonly Dictionary<string, List<string>> _structs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PodType> _types = new(StringComparer.Ordinal);

    private PodTypeTable(string[] lines)
    {
        Add("string", PodTypeKind.String, GoType.String);
        Add("bool", PodTypeKind.Boolean, GoType.Bool);
        Add("int32", PodTypeKind.Integer, GoType.Int32);
        Add("int64", PodTypeKind.Integer, GoType.Int64);
        Add("Time", PodTypeKind.Time, GoType.Struct("v1.Time"));
        Add("resource.Quantity", PodTypeKind.Quantity, GoType.Struct("resource.Quantity"));
        Add("intstr.IntOrString", PodTypeKind.IntOrString, GoType.Struct("intstr.IntOrString"));
        List<string> fields = [];
        foreach (string line in lines)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line.StartsWith(StructMark, StringComparison.Ordinal))
            {
                fields = [];
                _structs.Add(line[StructMark.Length..], fields);
            }
            else if (char.IsAsciiLetterLower(line[0]))
            {
                AddNamed(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
            else
            {
                fields.Add(line);
            }
        }
    }

    /// <summary>The type of a Pod.</summary>
    public static PodType Pod => Shared.TypeOf("Pod");

    private static PodTypeTable Load()
    {
        using Stream stream = typeof(PodTypeTable).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        using StreamReader reader = new(stream);
        return new PodTypeTable(reader.ReadToEnd().Split('\n'));
    }

    private static string Qualified(string name) => name.Contains('.', StringComparison.Ordinal) ? name : $"v1.{name}";

    /// <summary>A line that names types: "string NAMES", "opaque NAMES" or "map NAME ITEM".</summary>
    private void AddNamed(string[] words)
    {
        string kind = words[0];
        if (kind == "map")
        {
            PodType item = TypeOf(words[2]);
            _types[words[1]] = new PodType(PodTypeKind.Map, GoType.Named(Qualified(words[1]), GoType.MapOf(item.GoType)), item);
            return;
        }

        if (kind is not ("string" or "opaque"))
        {
            throw new FormatException($"{Resource}: {kind}");
        }

        for (int index = 1; index < words.Length; index++)
        {
            string name = words[index];
            if (kind == "string")
            {
                Add(name, PodTypeKind.String, GoType.Named(Qualified(name), GoType.String));
            }
            else
            {
                Add(name, PodTypeKind.Any, GoType.Struct(Qualified(name)));
            }
        }
    }

    private void Add(string name, PodTypeKind kind, GoType type) => _types[name] = new PodType(kind, type);

    // Several threads may ask. The lock is held for as long as it takes to make a type, whose fields are not read then.
    private PodType TypeOf(string name)
    {
        lock (_types)
        {
            if (!_types.TryGetValue(name, out PodType? type))
            {
                type = Make(name);
                _types[name] = type;
            }

            return type;
        }
    }

    private PodType Make(string name) =>
        name.StartsWith('*') ? TypeOf(name[1..]).Pointer()
        : name.StartsWith("[]", StringComparison.Ordinal) ? ListOf(TypeOf(name[2..]))
        : name.StartsWith(MapMark, StringComparison.Ordinal) ? MapOf(TypeOf(name[MapMark.Length..]))
        : _structs.ContainsKey(name) ? PodType.OfStruct(GoType.Struct(Qualified(name)), this)
        : throw new FormatException($"{Resource} does not declare {name}.");

    private static PodType ListOf(PodType item) => new(PodTypeKind.List, GoType.SliceOf(item.GoType), item);

    private static PodType MapOf(PodType item) => new(PodTypeKind.Map, GoType.MapOf(item.GoType), item);

    /// <summary>Reads what a struct is made of.</summary>
    /// <param name="name">The struct's name, without its package.</param>
    internal PodStructFields ReadStruct(string name)
    {
        List<PodField> fields = [];
        List<PodType> embedded = [];
        foreach (string line in _structs[name])
        {
            if (!line.StartsWith('+'))
            {
                fields.Add(ReadField(line));
                continue;
            }

            PodType type = TypeOf(line[1..]);
            embedded.Add(type);
            foreach (PodField field in type.Fields)
            {
                fields.Add(field with { Origin = type.Name });
            }
        }

        return new PodStructFields(fields.ToArray(), embedded.ToArray());
    }

    private PodField ReadField(string line)
    {
        string[] words = line.Split(' ');
        string goName = words[0];
        string jsonName = char.ToLowerInvariant(goName[0]) + goName[1..];
        string? mergeKey = null;
        bool omitEmpty = true;
        for (int index = 2; index < words.Length; index++)
        {
            string word = words[index];
            if (word == "!")
            {
                omitEmpty = false;
            }
            else if (word.StartsWith(JsonMark, StringComparison.Ordinal))
            {
                jsonName = word[JsonMark.Length..];
            }
            else if (word.StartsWith(MergeMark, StringComparison.Ordinal))
            {
                string key = word[MergeMark.Length..];
                mergeKey = key == "set" ? "" : key;
            }
            else
            {
                throw new FormatException($"{Resource}: {line}");
            }
        }

        return new PodField(jsonName, goName, TypeOf(words[1]), mergeKey, omitEmpty);
    }
}
