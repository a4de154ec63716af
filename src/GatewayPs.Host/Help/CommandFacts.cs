using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace GatewayPs.Host.Help;

/// <summary>What the engine knows of a cmdlet, so that no page has to say it.</summary>
internal sealed record CommandFacts
{
    public required string Name { get; init; }

    public required string Verb { get; init; }

    public required string Noun { get; init; }

    /// <summary>Address of its page.</summary>
    public required string HelpUri { get; init; }

    /// <summary>Full names of the types it says it writes.</summary>
    public required IReadOnlyList<string> OutputTypes { get; init; }

    /// <summary>Its parameters without the engine's common ones.</summary>
    public required IReadOnlyList<ParameterFacts> Parameters { get; init; }

    /// <summary>Its parameter sets, the default one first.</summary>
    public required IReadOnlyList<SyntaxFacts> Syntaxes { get; init; }

    /// <summary>Asks the engine.</summary>
    public static CommandFacts Of(CmdletInfo command)
    {
        object cmdlet = Activator.CreateInstance(command.ImplementingType)!;
        using IDisposable? disposable = cmdlet as IDisposable;
        CommandParameterSetInfo[] sets = [.. command.ParameterSets.OrderByDescending(set => set.IsDefault)];
        ParameterFacts[] parameters =
        [
            .. sets.SelectMany(set => set.Parameters.Where(IsOwn).Select(parameter => (Set: set.Name, Parameter: parameter)))
                .GroupBy(pair => pair.Parameter.Name, StringComparer.Ordinal)
                .Select(pairs => ParameterFacts.Of([.. pairs], sets.Length, Default(cmdlet, pairs.Key, pairs.First().Parameter))),
        ];
        Dictionary<string, ParameterFacts> byName = parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        return new CommandFacts
        {
            Name = command.Name,
            Verb = command.Verb,
            Noun = command.Noun,
            HelpUri = command.ImplementingType.GetCustomAttribute<CmdletAttribute>()?.HelpUri ?? "",
            OutputTypes = [.. command.OutputType.Select(type => type.Name)],
            Parameters = parameters,
            Syntaxes = [.. sets.Select(set => SyntaxFacts.Of(command.Name, set.Parameters.Where(IsOwn), byName))],
        };
    }

    private static bool IsOwn(CommandParameterInfo parameter) =>
        !Cmdlet.CommonParameters.Contains(parameter.Name);

    /// <summary>The value the property has before anything is bound to it.</summary>
    private static string? Default(object cmdlet, string name, CommandParameterInfo parameter)
    {
        object? value = cmdlet.GetType().GetProperty(name)?.GetValue(cmdlet);
        return value switch
        {
            _ when parameter.ParameterType == typeof(SwitchParameter) => "False",
            null => null,
            ICollection { Count: 0 } => null,
            string[] several => string.Join(", ", several),
            TimeSpan span => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds} seconds"),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }
}
