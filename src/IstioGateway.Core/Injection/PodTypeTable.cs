using System.Collections.Concurrent;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>Reads pod-types.txt, whose head says how it is written. A struct is read when its fields are first asked for.</summary>
internal sealed class PodTypeTable
{
    private const string Resource = "pod-types.txt";
    private static readonly Lazy<PodTypeTable> Shared = new(Load);

    private readonly Dictionary<string, string[]> _structs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PodType> _types = new(StringComparer.Ordinal);

    private PodTypeTable(IEnumerable<string> lines)
    {
        Dictionary<string, List<string>> structs = new(StringComparer.Ordinal);
        List<string> fields = [];
        foreach (string line in lines)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case [] or ["#", ..] or ["#"]:
                    break;
                case ["string", .. string[] names]:
                    Add(names, name => new PodType(PodTypeKind.String, GoType.Named(Qualified(name), GoType.String)));
                    break;
                case ["opaque", .. string[] names]:
                    Add(names, name => new PodType(PodTypeKind.Any, GoType.Parse(Qualified(name))));
                    break;
                case ["map", string name, string element]:
                    PodType item = TypeOf(element);
                    _types[name] = new PodType(PodTypeKind.Map, GoType.Named(Qualified(name), GoType.MapOf(item.GoType)), item);
                    break;
                case ["struct", string name]:
                    fields = [];
                    structs.Add(name, fields);
                    break;
                default:
                    fields.Add(line);
                    break;
            }
        }

        foreach ((string name, List<string> declared) in structs)
        {
            _structs.Add(name, [.. declared]);
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

    private void Add(string[] names, Func<string, PodType> make)
    {
        foreach (string name in names)
        {
            _types[name] = make(name);
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
                fields.AddRange(type.FieldsInOrder);
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
        foreach (string word in words.AsSpan(2))
        {
            switch (word.Split('='))
            {
                case ["json", string given]:
                    jsonName = given;
                    break;
                case ["merge", string key]:
                    mergeKey = key == "set" ? "" : key;
                    break;
                case ["!"]:
                    omitEmpty = false;
                    break;
                default:
                    throw new FormatException($"{Resource}: {line}");
            }
        }

        return new PodField(jsonName, goName, TypeOf(words[1]), mergeKey, omitEmpty);
    }
}
