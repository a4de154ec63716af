namespace IstioGateway.Reports;

/// <summary>
/// A table with a caption and a header for each column, and the first cell of a row as the row's header. It scrolls by itself where the
/// page is narrow, and can be reached by the keyboard then.
/// </summary>
internal sealed class ReportTable : IDisposable
{
    private readonly HtmlWriter _html;
    private bool _first;

    /// <summary>Begins a table.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="id">Of its caption.</param>
    /// <param name="caption">What it shows.</param>
    /// <param name="columns">The columns' headers.</param>
    public ReportTable(HtmlWriter html, string id, string caption, params string[] columns)
    {
        _html = html;
        html.Line().Open("div", ("class", "scroll"), ("role", "region"), ("aria-labelledby", id), ("tabindex", "0"));
        html.Open("table").Element("caption", caption, ("id", id));
        html.Line().Open("thead").Open("tr");
        foreach (string column in columns)
        {
            html.Element("th", column, ("scope", "col"));
        }

        html.Close().Close().Open("tbody");
    }

    /// <summary>Writes a row.</summary>
    public ReportTable Row()
    {
        if (_first)
        {
            _html.Close();
        }

        _html.Line().Open("tr");
        _first = true;
        return this;
    }

    /// <summary>Writes the row's header; a name that comes from a cluster.</summary>
    public ReportTable Head(string name)
    {
        _html.Open("th", ("scope", "row")).Name(name).Close();
        return this;
    }

    /// <summary>Writes the row's header as a link within the page.</summary>
    public ReportTable Head(string name, string anchor)
    {
        _html.Open("th", ("scope", "row")).Open("a", ("href", "#" + anchor)).Name(name).Close().Close();
        return this;
    }

    /// <summary>Writes a cell.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="mark">How the text is marked; empty for not.</param>
    /// <param name="wide">Whether it holds sentences.</param>
    public ReportTable Cell(string text, string mark = "", bool wide = false)
    {
        _html.Open("td", wide ? [("class", "wide")] : []);
        if (mark.Length > 0)
        {
            _html.Element("span", text, ("class", mark));
        }
        else
        {
            _html.Text(text);
        }

        _html.Close();
        return this;
    }

    /// <summary>Writes a cell with a hash, of which the beginning is shown, as version control does.</summary>
    public ReportTable Hash(string sha256)
    {
        _html.Open("td").Element("code", sha256.Length > 12 ? sha256[..12] : sha256, ("title", sha256)).Close();
        return this;
    }

    /// <summary>Ends the table.</summary>
    public void Dispose()
    {
        if (_first)
        {
            _html.Close();
        }

        _html.Close().Close().Close();
    }
}
