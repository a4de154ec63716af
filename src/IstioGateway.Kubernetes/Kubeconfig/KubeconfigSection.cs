using System.Text;
using IstioGateway.Clusters;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace IstioGateway.Kubernetes.Kubeconfig;

/// <summary>A mapping of a kubeconfig that knows where it stands, so that every complaint names file and line. It quotes no value.</summary>
internal sealed class KubeconfigSection
{
    private readonly YamlMappingNode _node;

    public KubeconfigSection(KubeconfigOrigin origin, YamlMappingNode node, string name)
    {
        Origin = origin;
        Name = name;
        _node = node;
    }

    public KubeconfigOrigin Origin { get; }

    /// <summary>What the section is called in messages, such as <c>user "admin"</c>.</summary>
    public string Name { get; }

    /// <summary>The node itself, for parts that are passed on as they are.</summary>
    public YamlMappingNode Node => _node;

    public IEnumerable<(string Key, Mark Position)> Keys
    {
        get
        {
            foreach (YamlNode key in _node.Children.Keys)
            {
                if (key is YamlScalarNode { Value: { } name })
                {
                    yield return (name, key.Start);
                }
            }
        }
    }

    /// <summary>A text value; <see langword="null"/> where it is absent, null or empty, which Go cannot tell apart either.</summary>
    public string? Text(string key)
    {
        YamlNode? value = Find(key);
        if (value is null || IsNull(value))
        {
            return null;
        }

        return value is YamlScalarNode scalar
            ? scalar.Value is { Length: > 0 } text ? text : null
            : throw Origin.Error(value.Start, $"{key} of {Name} must be a text.");
    }

    /// <summary>A boolean value; false where it is absent.</summary>
    public bool Flag(string key)
    {
        YamlNode? value = Find(key);
        if (value is null || IsNull(value))
        {
            return false;
        }

        if (value is YamlScalarNode { Style: ScalarStyle.Plain } scalar)
        {
            switch (scalar.Value!.ToLowerInvariant())
            {
                case "true" or "yes" or "on" or "y":
                    return true;
                case "false" or "no" or "off" or "n":
                    return false;
            }
        }

        throw Origin.Error(value.Start, $"{key} of {Name} must be true or false.");
    }

    /// <summary>A mapping; <see langword="null"/> where it is absent or null.</summary>
    public KubeconfigSection? Section(string key, string? name = null)
    {
        YamlNode? value = Find(key);
        if (value is null || IsNull(value))
        {
            return null;
        }

        return value is YamlMappingNode mapping
            ? new KubeconfigSection(Origin, mapping, name ?? $"{key} of {Name}")
            : throw Origin.Error(value.Start, $"{key} of {Name} must be a mapping of names to values.");
    }

    /// <summary>The mappings of a list; empty where it is absent or null.</summary>
    public IReadOnlyList<KubeconfigSection> Sections(string key, string name)
    {
        List<KubeconfigSection> sections = [];
        foreach (YamlNode item in Items(key))
        {
            sections.Add(item is YamlMappingNode mapping
                ? new KubeconfigSection(Origin, mapping, name)
                : throw Origin.Error(item.Start, $"an entry of {key} must be a mapping of names to values."));
        }

        return sections;
    }

    /// <summary>The texts of a list; empty where it is absent or null.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        List<string> texts = [];
        foreach (YamlNode item in Items(key))
        {
            texts.Add(item is YamlScalarNode scalar
                ? scalar.Value ?? ""
                : throw Origin.Error(item.Start, $"an entry of {key} of {Name} must be a text."));
        }

        return texts;
    }

    /// <summary>Base64 of bytes, as all <c>*-data</c> keys have it; line breaks inside are allowed.</summary>
    public byte[]? Bytes(string key)
    {
        string? text = Text(key);
        if (text is null)
        {
            return null;
        }

        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        return Convert.TryFromBase64String(text, bytes, out int written)
            ? bytes[..written]
            : throw Error(key, $"{key} of {Name} is no base64. Put the file's path under {key.Replace("-data", "", StringComparison.Ordinal)}"
                + " instead, or encode the file's content again.");
    }

    /// <summary>A path, made absolute; the file must exist.</summary>
    public string? ExistingFile(string key)
    {
        string? path = Text(key);
        if (path is null)
        {
            return null;
        }

        string full = Origin.Resolve(path)
            ?? throw Error(key, $"{key} of {Name} is the relative path '{path}', and a kubeconfig given as text has no folder."
                + $" Use an absolute path or {(key == "tokenFile" ? "token" : key + "-data")}.");
        return File.Exists(full)
            ? full
            : throw Error(key, $"{key} of {Name} names the file '{full}', which does not exist.");
    }

    /// <summary>
    /// Refuses a key that stands beside its <c>-data</c> form, as kubectl does (client-go <c>clientcmd.ConfirmUsable</c>):
    /// whoever wrote both may have changed only one of them since.
    /// </summary>
    public void RefuseBoth(string key)
    {
        if (Text(key) is not null && Text(key + "-data") is not null)
        {
            throw Error(key + "-data", $"{Name} has both {key} and {key}-data. Remove one of them.");
        }
    }

    /// <summary>Makes an error that points at a key (or, where it is absent, at the section).</summary>
    public ClusterException Error(string key, string message) => Origin.Error((Find(key) ?? _node).Start, message);

    private static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" or "Null" or "NULL" };

    private IEnumerable<YamlNode> Items(string key)
    {
        YamlNode? value = Find(key);
        if (value is null || IsNull(value))
        {
            return [];
        }

        return value is YamlSequenceNode sequence
            ? sequence.Children
            : throw Origin.Error(value.Start, $"{key} of {Name} must be a list.");
    }

    private YamlNode? Find(string key) => _node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value) ? value : null;
}
