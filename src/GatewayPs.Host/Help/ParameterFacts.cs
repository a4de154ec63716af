using System.Management.Automation;

namespace GatewayPs.Host.Help;

/// <summary>What the engine knows of a parameter.</summary>
internal sealed record ParameterFacts
{
    public required string Name { get; init; }

    /// <summary>Name of its type, such as <c>String[]</c>.</summary>
    public required string TypeName { get; init; }

    public required bool IsSwitch { get; init; }

    public required bool IsArray { get; init; }

    public required bool IsMandatory { get; init; }

    /// <summary>Position from 0; <see langword="null"/> when it is only taken by name.</summary>
    public required int? Position { get; init; }

    public required bool ByValue { get; init; }

    public required bool ByPropertyName { get; init; }

    public required bool Wildcards { get; init; }

    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>The names of an enumeration; empty for another type.</summary>
    public required IReadOnlyList<string> Choices { get; init; }

    /// <summary>Its value when it is not given; <see langword="null"/> for none.</summary>
    public required string? Default { get; init; }

    /// <summary>The parameter sets it belongs to; empty when it belongs to all.</summary>
    public required IReadOnlyList<string> Sets { get; init; }

    /// <summary>Puts together what the sets say of one parameter.</summary>
    public static ParameterFacts Of(
        IReadOnlyList<(string Set, CommandParameterInfo Parameter)> uses, int setCount, string? defaultValue)
    {
        CommandParameterInfo first = uses[0].Parameter;
        Type type = Nullable.GetUnderlyingType(first.ParameterType) ?? first.ParameterType;
        return new ParameterFacts
        {
            Name = first.Name,
            TypeName = type.Name,
            IsSwitch = type == typeof(SwitchParameter),
            IsArray = type.IsArray,
            IsMandatory = uses.All(use => use.Parameter.IsMandatory),
            Position = first.Position >= 0 ? first.Position : null,
            ByValue = uses.Any(use => use.Parameter.ValueFromPipeline),
            ByPropertyName = uses.Any(use => use.Parameter.ValueFromPipelineByPropertyName),
            Wildcards = first.Attributes.OfType<SupportsWildcardsAttribute>().Any(),
            Aliases = [.. first.Aliases],
            Choices = type.IsEnum ? Enum.GetNames(type) : [],
            Default = defaultValue,
            Sets = uses.Count == setCount ? [] : [.. uses.Select(use => use.Set)],
        };
    }

    /// <summary>Pipeline input as MAML has it.</summary>
    public string PipelineInput => (ByValue, ByPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    /// <summary>The facts on one line, for the page.</summary>
    public string Line => string.Join(" · ", ((string?[])[
        $"Type: {TypeName}" + (Choices.Count > 0 ? $" ({string.Join(", ", Choices)})" : ""),
        $"Required: {(IsMandatory ? "yes" : "no")}",
        $"Position: {Position?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "named"}",
        $"Default: {Default ?? "none"}",
        $"Pipeline input: {(ByValue, ByPropertyName) switch
        {
            (true, true) => "by value, by property name",
            (true, false) => "by value",
            (false, true) => "by property name",
            _ => "no",
        }}",
        $"Wildcards: {(Wildcards ? "yes" : "no")}",
        Aliases.Count > 0 ? $"Aliases: {string.Join(", ", Aliases)}" : null,
        Sets.Count > 0 ? $"Only in: {string.Join(", ", Sets)}" : null,
    ]).OfType<string>());

    /// <summary>How its value is written in a syntax line; <see langword="null"/> for a switch.</summary>
    public string? Value => IsSwitch ? null : Choices.Count > 0 ? $"{{{string.Join(" | ", Choices)}}}" : $"<{TypeName}>";
}
