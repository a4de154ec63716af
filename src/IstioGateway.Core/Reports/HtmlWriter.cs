using System.Globalization;

namespace IstioGateway.Reports;

/// <summary>
/// Writes HTML that is well-formed XML too, so that a strict reader can check it: every element is closed in its order, every attribute
/// is quoted, and text is escaped. Element and attribute names are the program's own.
/// </summary>
internal sealed class HtmlWriter(TextWriter output)
{
    private readonly Stack<string> _open = new();

    /// <summary>Opens an element.</summary>
    public HtmlWriter Open(string element, params (string Name, string Value)[] attributes)
    {
        WriteTag(element, attributes);
        output.Write('>');
        _open.Push(element);
        return this;
    }

    /// <summary>Closes the element that was opened last.</summary>
    public HtmlWriter Close()
    {
        string element = _open.Pop();
        output.Write("</");
        output.Write(element);
        output.Write('>');
        return this;
    }

    /// <summary>Writes text.</summary>
    public HtmlWriter Text(string text)
    {
        HtmlText.Write(output, text);
        return this;
    }

    /// <summary>Writes a number.</summary>
    public HtmlWriter Text(int number) => Text(number.ToString("N0", CultureInfo.InvariantCulture));

    /// <summary>Writes an element that holds text only.</summary>
    public HtmlWriter Element(string element, string text, params (string Name, string Value)[] attributes) =>
        Open(element, attributes).Text(text).Close();

    /// <summary>Writes an element that has no content.</summary>
    public HtmlWriter Empty(string element, params (string Name, string Value)[] attributes)
    {
        WriteTag(element, attributes);
        output.Write(" />");
        return this;
    }

    /// <summary>Writes a name from a cluster; the direction of its script stays its own.</summary>
    public HtmlWriter Name(string name) => Element("bdi", name);

    /// <summary>Writes the style sheet, which is the program's own and holds no character that XML or HTML would take for markup.</summary>
    public HtmlWriter Style(string sheet)
    {
        Open("style");
        output.Write(sheet);
        return Close();
    }

    /// <summary>Begins a line, so that the page's text can be read and compared.</summary>
    public HtmlWriter Line()
    {
        output.Write('\n');
        return this;
    }

    private void WriteTag(string element, (string Name, string Value)[] attributes)
    {
        output.Write('<');
        output.Write(element);
        foreach ((string name, string value) in attributes)
        {
            output.Write(' ');
            output.Write(name);
            output.Write("=\"");
            HtmlText.Write(output, value);
            output.Write('"');
        }
    }
}
