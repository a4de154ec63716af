using System.Collections.Concurrent;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>Reads pod-types.txt, whose head says how it is written. A struct is read when its fields are first asked for.</summary>
internal sealed class PodTypeTable
{
    private const string Resource = "pod-types.txt";
    private const string JsonMark = "json=";
    private const string MergeMark = "merge=";
    private static readonly Lazy<PodTypeTable> Shared = new(Load);

    private readonly Dictionary<string, List<string>> _structs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PodType> _types = new(StringComparer.Ordinal);

    private PodTypeTable(IEnumerable<string> lines)
    {
        List<string> fields = [];
        foreach (string line in lines)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (!char.IsAsciiLetterLower(line[0]))
            {
                fields.Add(line);
                continue;
            }

            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words[0])
            {
                case "string":
                    Add(words, name => new PodType(PodTypeKind.String, GoType.Named(Qualified(name), GoType.String)));
                    break;
                case "opaque":
                    Add(words, name => new PodType(PodTypeKind.Any, GoType.Parse(Qualified(name))));
                    break;
                case "map":
                    PodType item = TypeOf(words[2]);
                    _types[words[1]] = new PodType(PodTypeKind.Map, GoType.Named(Qualified(words[1]), GoType.MapOf(item.GoType)), item);
                    break;
                case "struct":
                    fields = [];
                    _structs.Add(words[1], fields);
                    break;
                default:
                    throw new FormatException($"{Resource}: {line}");
            }
        }
    }

    /// <summary>The type of a Pod.</summary>
    public static PodType Pod => Shared.Value.TypeOf("Pod");

    private static PodTypeTable Load()
    {
        using Stream stream = typeof(PodTypeTable).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        using StreamReader reader = new(stream);
        return new PodTypeTable(reader.ReadToEnd().Split('\n'));
    }

    private static string Qualified(string name) => name.Contains('.', StringComparison.Ordinal) ? name : $"v1.{name}";

    private void Add(string[] words, Func<string, PodType> make)
    {
        for (int index = 1; index < words.Length; index++)
        {
            _types[words[index]] = make(words[index]);
        }
    }

    private PodType TypeOf(string name) => _types.GetOrAdd(name, Make);

    private PodType Make(string name) => name switch
    {
        "string" => new PodType(PodTypeKind.String, GoType.String),
        "bool" => new PodType(PodTypeKind.Boolean, GoType.Bool),
        "int32" or "int64" => new PodType(PodTypeKind.Integer, GoType.Parse(name)),
        "Time" => new PodType(PodTypeKind.Time, GoType.Parse("v1.Time")),
        "resource.Quantity" => new PodType(PodTypeKind.Quantity, GoType.Parse(name)),
        "intstr.IntOrString" => new PodType(PodTypeKind.IntOrString, GoType.Parse(name)),
        _ when name.StartsWith('*') => TypeOf(name[1..]).Pointer(),
        _ when name.StartsWith("[]", StringComparison.Ordinal) => ListOf(TypeOf(name[2..])),
        _ when name.StartsWith("map[string]", StringComparison.Ordinal) => MapOf(TypeOf(name["map[string]".Length..])),
        _ when _structs.ContainsKey(name) => PodType.OfStruct(GoType.Parse(Qualified(name)), () => ReadStruct(name)),
        _ => throw new FormatException($"{Resource} does not declare {name}."),
    };

    private static PodType ListOf(PodType item) => new(PodTypeKind.List, GoType.SliceOf(item.GoType), item);

    private static PodType MapOf(PodType item) => new(PodTypeKind.Map, GoType.MapOf(item.GoType), item);

    private StructFields ReadStruct(string name)
    {
        List<PodField> fields = [];
        Dictionary<string, PodType> embedded = new(StringComparer.Ordinal);
        foreach (string line in _structs[name])
        {
            if (line.StartsWith('+'))
            {
                PodType type = TypeOf(line[1..]);
                embedded.Add(line[1..], type);
                foreach (PodField field in type.FieldsInOrder)
                {
                    fields.Add(field);
                }
            }
            else
            {
                fields.Add(ReadField(line));
            }
        }

        return new StructFields(fields, embedded);
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
