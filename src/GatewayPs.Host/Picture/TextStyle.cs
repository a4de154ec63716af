namespace GatewayPs.Host.Picture;

/// <summary>How a terminal shows a run of text: a class of the picture's style sheet, or none.</summary>
/// <param name="Colour">Name of the colour, as the escape sequences call it; <see langword="null"/> for the usual one.</param>
/// <param name="Bold">Whether it is bold.</param>
internal readonly record struct TextStyle(string? Colour, bool Bold)
{
    private static readonly string[] Colours = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

    /// <summary>The style after a Select Graphic Rendition sequence (ECMA-48, 8.3.117): the sixteen colours, bold and their ends.</summary>
    /// <param name="parameters">What stands between <c>ESC [</c> and <c>m</c>.</param>
    public TextStyle After(string parameters)
    {
        TextStyle style = this;
        foreach (string parameter in parameters.Split(';'))
        {
            _ = int.TryParse(parameter, out int code);
            style = code switch
            {
                0 => default,
                1 => style with { Bold = true },
                22 => style with { Bold = false },
                39 => style with { Colour = null },
                >= 30 and <= 37 => style with { Colour = Colours[code - 30] },
                >= 90 and <= 97 => style with { Colour = Colours[code - 90] },
                _ => style,
            };
        }

        return style;
    }

    /// <summary>The classes of the style sheet, or an empty text.</summary>
    public string Classes => string.Join(' ', new[] { Colour, Bold ? "bold" : null }.OfType<string>());
}
