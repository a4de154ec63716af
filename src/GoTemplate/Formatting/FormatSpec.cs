using System.Text;

namespace GoTemplate.Formatting;

/// <summary>Flags, width and precision of one verb, and the padding they ask for; see Go's fmt/format.go.</summary>
internal sealed class FormatSpec
{
    public bool Minus { get; set; }

    public bool Plus { get; set; }

    public bool Sharp { get; set; }

    public bool Space { get; set; }

    public bool Zero { get; set; }

    /// <summary>%+v</summary>
    public bool PlusV { get; set; }

    /// <summary>%#v</summary>
    public bool SharpV { get; set; }

    public int? Width { get; set; }

    public int? Precision { get; set; }

    /// <summary>Takes over the flags of %v under names that other verbs inside it do not see.</summary>
    public void ForValueVerb()
    {
        (SharpV, Sharp) = (Sharp, false);
        (PlusV, Plus) = (Plus, false);
    }

    /// <summary>Appends a text, padded to the width in characters.</summary>
    public void Pad(StringBuilder output, string text) => Pad(output, text, Zero && !Minus ? '0' : ' ');

    /// <summary>Appends a text, padded with a given character.</summary>
    public void Pad(StringBuilder output, string text, char padding)
    {
        int missing = Width is { } width ? width - text.EnumerateRunes().Count() : 0;
        if (missing <= 0)
        {
            output.Append(text);
        }
        else if (Minus)
        {
            output.Append(text).Append(' ', missing);
        }
        else
        {
            output.Append(padding, missing).Append(text);
        }
    }
}
