using System.Globalization;

namespace IstioGateway.Sandbox.Api.Selectors;

/// <summary>A label selector: all of its requirements hold.</summary>
internal sealed class LabelSelector
{
    private readonly IReadOnlyList<LabelRequirement> _requirements;

    private LabelSelector(IReadOnlyList<LabelRequirement> requirements) => _requirements = requirements;

    /// <summary>Parses the full grammar: <c>a</c>, <c>!a</c>, <c>a=b</c>, <c>a==b</c>, <c>a!=b</c>, <c>a in (b,c)</c>, <c>a notin (b)</c>, <c>a&gt;1</c>, <c>a&lt;1</c>.</summary>
    /// <exception cref="FormatException">With the API server's words.</exception>
    public static LabelSelector Parse(string? selector) => new(new Parser(selector ?? "").Parse());

    /// <summary>Whether labels fulfil it.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (LabelRequirement requirement in _requirements)
        {
            if (!requirement.Matches(labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Source: k8s.io/apimachinery pkg/labels/selector.go, Parser; same grammar, same messages.</summary>
    private sealed class Parser(string selector)
    {
        private readonly List<(LabelToken Token, string Text)> _tokens = LabelSelectorLexer.Scan(selector);
        private int _position;

        public List<LabelRequirement> Parse()
        {
            List<LabelRequirement> requirements = [];
            while (true)
            {
                (LabelToken token, string text) = PeekValue();
                if (token == LabelToken.EndOfString)
                {
                    return requirements;
                }

                if (token is not (LabelToken.Identifier or LabelToken.DoesNotExist))
                {
                    throw new FormatException($"found '{text}', expected: !, identifier, or 'end of string'");
                }

                requirements.Add(Requirement());
                (token, text) = NextValue();
                if (token == LabelToken.EndOfString)
                {
                    return requirements;
                }

                if (token != LabelToken.Comma)
                {
                    throw new FormatException($"found '{text}', expected: ',' or 'end of string'");
                }

                (token, text) = PeekValue();
                if (token is not (LabelToken.Identifier or LabelToken.DoesNotExist))
                {
                    throw new FormatException($"found '{text}', expected: identifier after ','");
                }
            }
        }

        private LabelRequirement Requirement()
        {
            (LabelToken token, string text) = NextValue();
            bool negated = token == LabelToken.DoesNotExist;
            if (negated)
            {
                (token, text) = NextValue();
            }

            if (token != LabelToken.Identifier)
            {
                throw Wrong($"found '{text}', expected: identifier");
            }

            Check("key", text, LabelSyntax.KeyError(text));
            if (negated)
            {
                return new LabelRequirement(text, LabelOperator.DoesNotExist, new HashSet<string>());
            }

            if (PeekValue().Token is LabelToken.EndOfString or LabelToken.Comma)
            {
                return new LabelRequirement(text, LabelOperator.Exists, new HashSet<string>());
            }

            return Comparison(text);
        }

        private LabelRequirement Comparison(string key)
        {
            (LabelToken token, string text) = Next();
            LabelOperator operation = token switch
            {
                LabelToken.In or LabelToken.Equals or LabelToken.DoubleEquals => LabelOperator.In,
                LabelToken.NotIn or LabelToken.NotEquals => LabelOperator.NotIn,
                LabelToken.GreaterThan => LabelOperator.GreaterThan,
                LabelToken.LessThan => LabelOperator.LessThan,
                _ => throw Wrong($"found '{text}', expected: in, notin, =, ==, !=, gt, lt"),
            };
            HashSet<string> values = token is LabelToken.In or LabelToken.NotIn ? ValueList() : [ExactValue()];
            if (values.Count == 0)
            {
                throw Wrong("values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty");
            }

            foreach (string value in values)
            {
                if (operation is LabelOperator.GreaterThan or LabelOperator.LessThan
                    && !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
                {
                    throw Wrong($"values[0]: Invalid value: \"{value}\": for 'Gt', 'Lt' operators, the value must be an integer");
                }

                Check($"values[0][{key}]", value, LabelSyntax.ValueError(value));
            }

            return new LabelRequirement(key, operation, values);
        }

        private HashSet<string> ValueList()
        {
            (LabelToken token, string text) = NextValue();
            if (token != LabelToken.OpenParenthesis)
            {
                throw Wrong($"found '{text}' expected: '('");
            }

            HashSet<string> values = new(StringComparer.Ordinal);
            (token, text) = PeekValue();
            if (token == LabelToken.ClosedParenthesis)
            {
                NextValue();
                return values;
            }

            if (token is not (LabelToken.Identifier or LabelToken.Comma))
            {
                throw Wrong($"found '{text}', expected: ',', ')' or identifier");
            }

            ListItems(values);
            NextValue();
            return values;
        }

        /// <summary>Reads up to the closing parenthesis; empty places between commas are empty strings.</summary>
        private void ListItems(HashSet<string> values)
        {
            while (true)
            {
                (LabelToken token, string text) = NextValue();
                (LabelToken next, string nextText) = PeekValue();
                if (token == LabelToken.Identifier)
                {
                    values.Add(text);
                    if (next == LabelToken.ClosedParenthesis)
                    {
                        return;
                    }

                    if (next != LabelToken.Comma)
                    {
                        throw Wrong($"found '{nextText}', expected: ',' or ')'");
                    }
                }
                else if (token == LabelToken.Comma)
                {
                    if (values.Count == 0)
                    {
                        values.Add("");
                    }

                    if (next == LabelToken.ClosedParenthesis)
                    {
                        values.Add("");
                        return;
                    }

                    if (next == LabelToken.Comma)
                    {
                        NextValue();
                        values.Add("");
                        if (PeekValue().Token == LabelToken.ClosedParenthesis)
                        {
                            return;
                        }
                    }
                }
                else
                {
                    throw Wrong($"found '{text}', expected: ',', or identifier");
                }
            }
        }

        private string ExactValue()
        {
            if (PeekValue().Token is LabelToken.EndOfString or LabelToken.Comma)
            {
                return "";
            }

            (LabelToken token, string text) = NextValue();
            return token == LabelToken.Identifier ? text : throw Wrong($"found '{text}', expected: identifier");
        }

        private (LabelToken Token, string Text) Next() => _tokens[Math.Min(_position++, _tokens.Count - 1)];

        /// <summary>Where a value may stand, the operators' words are values.</summary>
        private (LabelToken Token, string Text) NextValue() => AsValue(Next());

        private (LabelToken Token, string Text) PeekValue() => AsValue(_tokens[Math.Min(_position, _tokens.Count - 1)]);

        private static (LabelToken, string) AsValue((LabelToken Token, string Text) item) =>
            item.Token is LabelToken.In or LabelToken.NotIn ? (LabelToken.Identifier, item.Text) : item;

        private static void Check(string field, string value, string? error)
        {
            if (error is not null)
            {
                throw Wrong($"{field}: Invalid value: \"{value}\": {error}");
            }
        }

        private static FormatException Wrong(string message) => new("unable to parse requirement: " + message);
    }
}
