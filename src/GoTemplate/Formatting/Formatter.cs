using System.Numerics;
using System.Text;
using GoTemplate.Execution;
using GoTemplate.Values;

namespace GoTemplate.Formatting;

/// <summary>Writes values as Go's package <c>fmt</c> does; see fmt/print.go.</summary>
internal sealed class Formatter(Budget budget)
{
    private const string NilText = "<nil>";
    private readonly StringBuilder _output = new();

    /// <summary>fmt.Sprint: a space between operands of which neither is a string.</summary>
    public static string Sprint(Budget budget, ReadOnlySpan<Value> operands)
    {
        Formatter formatter = new(budget);
        bool afterString = true;
        foreach (Value operand in operands)
        {
            bool isString = operand.Kind == GoKind.String;
            if (!isString && !afterString)
            {
                formatter._output.Append(' ');
            }

            formatter.Operand(new FormatSpec(), operand, 'v');
            afterString = isString;
        }

        return formatter.ToString();
    }

    /// <summary>fmt.Sprintln: spaces between all operands and a line feed.</summary>
    public static string Sprintln(Budget budget, ReadOnlySpan<Value> operands)
    {
        Formatter formatter = new(budget);
        for (int index = 0; index < operands.Length; index++)
        {
            formatter._output.Append(index > 0 ? " " : "");
            formatter.Operand(new FormatSpec(), operands[index], 'v');
        }

        return formatter + "\n";
    }

    /// <summary>One value under one verb.</summary>
    public static string Sprint(Budget budget, Value value, char verb = 'v')
    {
        if (verb == 'v' && PlainText.Of(value) is { } plain)
        {
            budget.Charge(1 + plain.Length);
            return plain;
        }

        Formatter formatter = new(budget);
        formatter.Operand(new FormatSpec(), value, verb);
        return formatter.ToString();
    }

    /// <summary>Appends text as it is.</summary>
    public void Append(string text)
    {
        budget.Charge(text.Length);
        _output.Append(text);
    }

    /// <summary>Writes an operand of Printf.</summary>
    public void Operand(FormatSpec spec, Value value, char verb)
    {
        budget.Charge((spec.Width ?? 0) + (spec.Precision ?? 0));
        value = value.Concrete;
        if (verb == 'T' && value.IsValid)
        {
            ScalarFormat.TryString(_output, spec, value.Type!.Name, 's');
        }
        else if (!value.IsValid && verb is 'v' or 'T')
        {
            spec.Pad(_output, NilText);
        }
        else if (!value.IsValid)
        {
            BadVerb(spec, value, verb);
        }
        else if (verb is 'w' or 'p' && value.Kind is GoKind.Map or GoKind.Slice)
        {
            // %w is for errors alone. %p asks for an address, and a value has none here.
            BadVerb(spec, value, verb);
        }
        else
        {
            Write(spec, value, verb, isOperand: true);
        }
    }

    /// <summary>%!verb(type=value), Go's complaint about an operand that does not suit its verb.</summary>
    private void BadVerb(FormatSpec spec, Value value, char verb)
    {
        _output.Append("%!").Append(verb).Append('(');
        if (value.IsValid)
        {
            _output.Append(value.Type!.Name).Append('=');
            Write(spec, value, 'v', isOperand: true);
        }
        else
        {
            _output.Append(NilText);
        }

        _output.Append(')');
    }

    /// <summary>What was written.</summary>
    public override string ToString() => _output.ToString();

    private void Write(FormatSpec spec, Value value, char verb, bool isOperand)
    {
        budget.Descend();
        budget.Charge((value.Data as string)?.Length ?? 0);
        int start = _output.Length;
        bool suits = value.Data switch
        {
            null => WriteNil(spec, value, verb, isOperand),
            bool truth => verb is 't' or 'v' && ScalarFormat.TryString(_output, BoolSpec(spec), truth ? "true" : "false", 's'),
            long number => ScalarFormat.TryInteger(_output, spec, number, isUnsigned: false, verb),
            ulong number => ScalarFormat.TryInteger(_output, spec, number, isUnsigned: true, verb),
            double number => ScalarFormat.TryFloat(_output, spec, number, verb),
            Complex number => ScalarFormat.TryComplex(_output, spec, number, verb),
            string text => ScalarFormat.TryString(_output, spec, text, verb),
            IGoStruct structure when spec.SharpV || verb is not ('v' or 's' or 'q' or 'x' or 'X') => WriteStruct(spec, structure, verb),
            IGoObject structure => ScalarFormat.TryString(_output, spec, structure.ToString() ?? "", verb),
            GoFunction => false,
            _ when value.Kind == GoKind.Map => WriteMap(spec, value, verb),
            _ => WriteSlice(spec, value, verb),
        };
        if (!suits)
        {
            _output.Length = start;
            BadVerb(spec, value, verb);
        }
    }

    private static FormatSpec BoolSpec(FormatSpec spec) => new() { Width = spec.Width, Minus = spec.Minus, Zero = spec.Zero };

    private bool WriteNil(FormatSpec spec, Value value, char verb, bool isOperand)
    {
        switch (value.Kind)
        {
            case GoKind.Map:
                return WriteMap(spec, value, verb);
            case GoKind.Slice:
                return WriteSlice(spec, value, verb);
            default:
                if (spec.SharpV)
                {
                    _output.Append('(').Append(value.Type!.Name).Append(")(nil)");
                }
                else if (verb == 'v')
                {
                    spec.Pad(_output, NilText);
                }
                else
                {
                    _output.Append("%!").Append(verb).Append(isOperand ? $"({value.Type!.Name}=<nil>)" : "(<nil>)");
                }

                return true;
        }
    }

    private bool WriteMap(FormatSpec spec, Value map, char verb)
    {
        if (spec.SharpV && map.IsNil)
        {
            _output.Append(map.Type!.Name).Append("(nil)");
            return true;
        }

        _output.Append(spec.SharpV ? map.Type!.Name + "{" : "map[");
        bool isFirst = true;
        foreach (string key in map.SortedKeys())
        {
            Separate(spec, ref isFirst);
            Write(spec, Value.Of(key), verb, isOperand: false);
            _output.Append(':');
            WriteElement(spec, map.Entry(key), verb);
        }

        _output.Append(spec.SharpV ? '}' : ']');
        return true;
    }

    private bool WriteSlice(FormatSpec spec, Value slice, char verb)
    {
        if (verb is 's' or 'q' or 'x' or 'X' && slice.Type!.Element!.Kind == GoKind.Uint8)
        {
            byte[] bytes = [.. slice.List.Cast<byte>()];
            return verb is 'x' or 'X'
                ? ScalarFormat.TryString(_output, spec, ScalarFormat.Hex(bytes, spec, verb), 's')
                : ScalarFormat.TryString(_output, spec, Text.GoUtf8.Decode(bytes), verb);
        }

        if (spec.SharpV && slice.IsNil)
        {
            _output.Append(slice.Type!.Name).Append("(nil)");
            return true;
        }

        _output.Append(spec.SharpV ? slice.Type!.Name + "{" : "[");
        bool isFirst = true;
        for (int index = 0; index < slice.List.Count; index++)
        {
            Separate(spec, ref isFirst);
            WriteElement(spec, slice.Element(index), verb);
        }

        _output.Append(spec.SharpV ? '}' : ']');
        return true;
    }

    /// <summary>The fields, as Go shows them where no String method is asked: a pointer's with an ampersand.</summary>
    private bool WriteStruct(FormatSpec spec, IGoStruct structure, char verb)
    {
        string name = structure.Type.Name;
        _output.Append(name.StartsWith('*') ? "&" : "").Append(spec.SharpV ? name.TrimStart('*') : "").Append('{');
        bool isFirst = true;
        foreach ((string field, object value) in structure.Fields)
        {
            Separate(spec, ref isFirst);
            _output.Append(spec.SharpV || spec.PlusV ? field + ":" : "");
            Write(spec, Value.Of(value), verb, isOperand: false);
        }

        _output.Append('}');
        return true;
    }

    private void WriteElement(FormatSpec spec, Value element, char verb)
    {
        if (element.Type is not null)
        {
            Write(spec, element.Concrete, verb, isOperand: false);
        }
        else
        {
            _output.Append(spec.SharpV ? "interface {}(nil)" : NilText);
        }
    }

    private void Separate(FormatSpec spec, ref bool isFirst)
    {
        if (!isFirst)
        {
            _output.Append(spec.SharpV ? ", " : " ");
        }

        isFirst = false;
    }
}
