namespace IstioGateway.Templates;

/// <summary>Finds the YAML comment at the end of a line, leaving quoted scalars and template actions alone.</summary>
internal static class YamlComment
{
    /// <summary>The line up to its comment, without the white space before that.</summary>
    public static string Strip(string line)
    {
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            if (quote != '\0')
            {
                if (line[i] == '\\' && quote == '"')
                {
                    i++;
                }
                else if (line[i] == quote)
                {
                    quote = '\0';
                }
            }
            else if (line[i] == '{' && i + 1 < line.Length && line[i + 1] == '{')
            {
                int end = line.IndexOf("}}", i + 2, StringComparison.Ordinal);
                if (end < 0)
                {
                    return line;
                }

                i = end + 1;
            }
            else if (line[i] is '"' or '\'' && (i == 0 || line[i - 1] is ' ' or '[' or '{' or ',' or ':'))
            {
                quote = line[i];
            }
            else if (line[i] == '#' && (i == 0 || line[i - 1] is ' ' or '\t'))
            {
                return line[..i].TrimEnd();
            }
        }

        return line;
    }
}
