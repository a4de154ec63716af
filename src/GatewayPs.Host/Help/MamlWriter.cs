using System.Globalization;
using System.Text;
using System.Xml;

namespace GatewayPs.Host.Help;

/// <summary>
/// Writes the file that Get-Help reads: MAML, one <c>command:command</c> per cmdlet (its elements and their order are those
/// that the engine's help views look for). Prose comes from the pages, everything else from the engine.
/// </summary>
internal sealed class MamlWriter : IDisposable
{
    private const string Maml = "http://schemas.microsoft.com/maml/2004/10";
    private const string Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private const string Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private readonly XmlWriter _xml;

    private MamlWriter(TextWriter output) =>
        _xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, NewLineChars = "\n" });

    public void Dispose() => _xml.Dispose();

    /// <summary>The help of a module's cmdlets as MAML, LF line ends, one at its end.</summary>
    public static string Write(IEnumerable<(HelpPage Page, CommandFacts Facts)> commands)
    {
        using Utf8Text text = new();
        using (MamlWriter writer = new(text))
        {
            writer.WriteAll(commands);
        }

        return text + "\n";
    }

    private void WriteAll(IEnumerable<(HelpPage Page, CommandFacts Facts)> commands)
    {
        _xml.WriteStartDocument();
        _xml.WriteComment(" Generated from docs/cmdlets by GatewayPs.Host -BuildHelp. ");
        _xml.WriteStartElement("helpItems", "http://msh");
        _xml.WriteAttributeString("schema", "maml");
        foreach ((HelpPage page, CommandFacts facts) in commands)
        {
            WriteCommand(page, facts);
        }

        _xml.WriteEndElement();
        _xml.WriteEndDocument();
    }

    private void WriteCommand(HelpPage page, CommandFacts facts)
    {
        _xml.WriteStartElement("command", "command", Command);
        _xml.WriteAttributeString("xmlns", "maml", null, Maml);
        _xml.WriteAttributeString("xmlns", "dev", null, Dev);
        Element(Command, "details", () =>
        {
            Text(Command, "name", facts.Name);
            Text(Command, "verb", facts.Verb);
            Text(Command, "noun", facts.Noun);
            Paragraphs("description", [page.Synopsis]);
        });
        Paragraphs("description", page.Description);
        Dictionary<string, HelpEntry> prose = page.Parameters.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        Element(Command, "syntax", () =>
        {
            foreach (SyntaxFacts syntax in facts.Syntaxes)
            {
                Element(Command, "syntaxItem", () =>
                {
                    Text(Maml, "name", facts.Name);
                    foreach (SyntaxParameter use in syntax.Parameters)
                    {
                        WriteParameter(use.Facts, prose[use.Facts.Name], use.IsMandatory, use.Position, inSyntax: true);
                    }
                });
            }
        });
        Element(Command, "parameters", () =>
        {
            foreach (HelpEntry entry in page.Parameters)
            {
                ParameterFacts parameter = facts.Parameters.Single(p => p.Name == entry.Name);
                WriteParameter(parameter, entry, parameter.IsMandatory, parameter.Position, inSyntax: false);
            }
        });
        WriteTypes("inputTypes", "inputType", page.Inputs);
        WriteTypes("returnValues", "returnValue", page.Outputs);
        Element(Maml, "alertSet", () => Element(Maml, "alert", () =>
        {
            Text(Maml, "para", "Errors, by id:");
            foreach (string paragraph in page.Errors.Concat(page.Notes))
            {
                Text(Maml, "para", paragraph);
            }
        }));
        WriteExamples(page.Examples);
        Element(Command, "relatedLinks", () =>
        {
            WriteLink("Online version:", facts.HelpUri);
            foreach (HelpLink link in page.Links)
            {
                WriteLink(link.Text, link.Target ?? "");
            }
        });
        _xml.WriteEndElement();
    }

    private void WriteParameter(ParameterFacts facts, HelpEntry prose, bool mandatory, int? position, bool inSyntax)
    {
        _xml.WriteStartElement("parameter", Command);
        _xml.WriteAttributeString("required", Flag(mandatory));
        _xml.WriteAttributeString("variableLength", Flag(facts.IsArray));
        _xml.WriteAttributeString("globbing", Flag(facts.Wildcards));
        _xml.WriteAttributeString("pipelineInput", facts.PipelineInput);
        _xml.WriteAttributeString("position", position?.ToString(CultureInfo.InvariantCulture) ?? "named");
        _xml.WriteAttributeString("aliases", facts.Aliases.Count == 0 ? "none" : string.Join(", ", facts.Aliases));
        Text(Maml, "name", facts.Name);
        Paragraphs("description", prose.Paragraphs);
        if (facts.Choices.Count > 0 && inSyntax)
        {
            Element(Command, "parameterValueGroup", () =>
            {
                foreach (string choice in facts.Choices)
                {
                    WriteValue(choice, isArray: false, required: false);
                }
            });
        }
        else if (!facts.IsSwitch || !inSyntax)
        {
            WriteValue(facts.TypeName, facts.IsArray, required: !facts.IsSwitch);
        }

        WriteType(facts.TypeName);
        Text(Dev, "defaultValue", facts.Default ?? "None");
        _xml.WriteEndElement();
    }

    private void WriteValue(string text, bool isArray, bool required) => Element(Command, "parameterValue", () =>
    {
        _xml.WriteAttributeString("required", Flag(required));
        _xml.WriteAttributeString("variableLength", Flag(isArray));
        _xml.WriteString(text);
    });

    private void WriteTypes(string list, string item, IReadOnlyList<HelpEntry> entries) => Element(Command, list, () =>
    {
        foreach (HelpEntry entry in entries)
        {
            Element(Command, item, () =>
            {
                WriteType(entry.Name);
                Paragraphs("description", entry.Paragraphs);
            });
        }
    });

    private void WriteType(string name) => Element(Dev, "type", () =>
    {
        Text(Maml, "name", name);
        Text(Maml, "uri", "");
    });

    private void WriteExamples(IReadOnlyList<HelpExample> examples) => Element(Command, "examples", () =>
    {
        foreach ((HelpExample example, int index) in examples.Select((example, index) => (example, index)))
        {
            Element(Command, "example", () =>
            {
                Text(Maml, "title", FormattableString.Invariant($"---- Example {index + 1}: {example.Title} ----"));
                Text(Dev, "code", example.Code);
                Element(Dev, "remarks", () =>
                {
                    // The empty one keeps the next example's title apart.
                    foreach (string paragraph in example.Remarks.Append(""))
                    {
                        Text(Maml, "para", paragraph);
                    }
                });
            });
        }
    });

    private void WriteLink(string text, string address) => Element(Maml, "navigationLink", () =>
    {
        Text(Maml, "linkText", text);
        Text(Maml, "uri", address);
    });

    private void Paragraphs(string name, IReadOnlyList<string> paragraphs) => Element(Maml, name, () =>
    {
        foreach (string paragraph in paragraphs)
        {
            Text(Maml, "para", paragraph);
        }
    });

    private void Element(string space, string name, Action content)
    {
        _xml.WriteStartElement(name, space);
        content();
        _xml.WriteEndElement();
    }

    private void Text(string space, string name, string text) => _xml.WriteElementString(name, space, text);

    private static string Flag(bool value) => value ? "true" : "false";

    /// <summary>A string writer whose XML declaration says what the file's encoding will be.</summary>
    private sealed class Utf8Text() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
