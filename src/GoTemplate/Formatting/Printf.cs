using GoTemplate.Execution;
using GoTemplate.Text;
using GoTemplate.Values;

namespace GoTemplate.Formatting;

/// <summary>fmt.Sprintf: reads a format and writes its operands; see doPrintf in Go's fmt/print.go.</summary>
internal ref struct Printf
{
    /// <summary>Widths, precisions and operand numbers above this are none, as in Go.</summary>
    private const int LargestNumber = 1_000_000;

    private readonly string _format;
    private readonly ReadOnlySpan<Value> _operands;
    private readonly Formatter _output;
    private int _position;
    private int _next;
    private bool _isReordered;
    private bool _isIndexGood;
    private bool _isAfterIndex;

    private Printf(Budget budget, string format, ReadOnlySpan<Value> operands)
    {
        _format = format;
        _operands = operands;
        _output = new Formatter(budget);
    }

    /// <summary>Writes the operands as the format asks.</summary>
    public static string Format(Budget budget, string format, ReadOnlySpan<Value> operands)
    {
        Printf printf = new(budget, format, operands);
        printf.Run();
        return printf._output.ToString();
    }

    private readonly bool AtEnd => _position >= _format.Length;

    private void Run()
    {
        while (!AtEnd)
        {
            int percent = _format.IndexOf('%', _position);
            int end = percent < 0 ? _format.Length : percent;
            _output.Append(_format[_position..end]);
            _position = end;
            if (percent >= 0)
            {
                _position++;
                Verb();
            }
        }

        if (!_isReordered && _next < _operands.Length)
        {
            ReportExtraOperands();
        }
    }

    private void Verb()
    {
        _isIndexGood = true;
        _isAfterIndex = false;
        FormatSpec spec = new();
        ReadFlags(spec);
        ReadIndex();
        ReadWidth(spec);
        if (!AtEnd && _format[_position] == '.')
        {
            _position++;
            ReadPrecision(spec);
        }

        if (!_isAfterIndex)
        {
            ReadIndex();
        }

        if (AtEnd)
        {
            _output.Append("%!(NOVERB)");
            return;
        }

        System.Text.Rune rune = GoUnicode.At(_format, _position);
        _position += rune.Utf16SequenceLength;
        char verb = rune.IsBmp ? (char)rune.Value : '\uFFFD';
        if (verb == '%')
        {
            _output.Append("%");
        }
        else if (!_isIndexGood)
        {
            _output.Append($"%!{rune}(BADINDEX)");
        }
        else if (_next >= _operands.Length)
        {
            _output.Append($"%!{rune}(MISSING)");
        }
        else
        {
            if (verb == 'v')
            {
                spec.ForValueVerb();
            }

            _output.Operand(spec, _operands[_next++], verb);
        }
    }

    private void ReadFlags(FormatSpec spec)
    {
        for (; !AtEnd; _position++)
        {
            switch (_format[_position])
            {
                case '#':
                    spec.Sharp = true;
                    break;
                case '0':
                    spec.Zero = true;
                    break;
                case '+':
                    spec.Plus = true;
                    break;
                case '-':
                    spec.Minus = true;
                    break;
                case ' ':
                    spec.Space = true;
                    break;
                default:
                    return;
            }
        }
    }

    private void ReadWidth(FormatSpec spec)
    {
        if (!AtEnd && _format[_position] == '*')
        {
            _position++;
            spec.Width = OperandNumber("%!(BADWIDTH)");
            if (spec.Width < 0)
            {
                spec.Width = -spec.Width;
                spec.Minus = true;
                spec.Zero = false;
            }

            _isAfterIndex = false;
            return;
        }

        spec.Width = Number();
        _isIndexGood &= !(_isAfterIndex && spec.Width is not null); // %[3]2d
    }

    private void ReadPrecision(FormatSpec spec)
    {
        _isIndexGood &= !_isAfterIndex; // %[3].2d
        ReadIndex();
        if (!AtEnd && _format[_position] == '*')
        {
            _position++;
            spec.Precision = OperandNumber("%!(BADPREC)", negativeIsBad: true);
            _isAfterIndex = false;
            return;
        }

        spec.Precision = Number() ?? 0;
    }

    /// <summary>A width or precision given as an operand; null after a complaint.</summary>
    private int? OperandNumber(string complaint, bool negativeIsBad = false)
    {
        if (_next < _operands.Length)
        {
            Value operand = _operands[_next++];
            long? number = operand.Data is long signed ? signed : operand.Data is ulong unsigned and <= LargestNumber ? (long)unsigned : null;
            if (number is >= -LargestNumber and <= LargestNumber && !(negativeIsBad && number < 0))
            {
                return (int)number;
            }
        }

        _output.Append(complaint);
        return null;
    }

    /// <summary>Reads [n], which chooses the next operand.</summary>
    private void ReadIndex()
    {
        _isAfterIndex = false;
        if (AtEnd || _format[_position] != '[')
        {
            return;
        }

        _isReordered = true;
        int close = _format.IndexOf(']', _position);
        if (close < 0)
        {
            _isIndexGood = false;
            _position++;
            return;
        }

        int start = ++_position;
        int? number = Number();
        bool isNumber = number is not null && _position == close && close > start;
        _position = close + 1;
        _isAfterIndex = isNumber;
        if (isNumber && number >= 1 && number <= _operands.Length)
        {
            _next = number.Value - 1;
        }
        else
        {
            _isIndexGood = false;
        }
    }

    private int? Number()
    {
        int start = _position;
        int number = 0;
        while (!AtEnd && char.IsAsciiDigit(_format[_position]))
        {
            number = (number * 10) + (_format[_position++] - '0');
            if (number > LargestNumber)
            {
                _position = _format.Length;
                return null;
            }
        }

        return _position > start ? number : null;
    }

    private readonly void ReportExtraOperands()
    {
        _output.Append("%!(EXTRA ");
        for (int index = _next; index < _operands.Length; index++)
        {
            Value operand = _operands[index].Concrete;
            _output.Append(index > _next ? ", " : "");
            if (operand.IsValid)
            {
                _output.Append(operand.Type!.Name + "=");
            }

            _output.Operand(new FormatSpec(), operand, 'v');
        }

        _output.Append(")");
    }
}
