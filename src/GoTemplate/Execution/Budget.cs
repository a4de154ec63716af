using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using GoTemplate.Values;

namespace GoTemplate.Execution;

/// <summary>What one execution has used up of its limits.</summary>
internal sealed class Budget(TemplateLimits limits, CancellationToken cancellationToken)
{
    private const int WorkBetweenCancellationChecks = 1024;

    /// <summary>A function that looks at each character or element of an argument needs far less time for it than for a node.</summary>
    private const int CharactersPerUnit = 16;
    private const int ElementsPerUnit = 8;

    /// <summary>How many regular expressions are kept; each may hold some hundred kilobytes.</summary>
    private const int MaxExpressions = 64;

    /// <summary>Made for the first expression: few templates have any.</summary>
    private Dictionary<string, Regex>? _expressions;
    private long _work;
    private long _nextCancellationCheck = WorkBetweenCancellationChecks;
    private long _output;

    public TemplateLimits Limits => limits;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Accounts for work about to be done.</summary>
    public void Charge(long amount)
    {
        if (amount > limits.MaxWork - _work)
        {
            throw new FunctionException($"exceeded the limit of {limits.MaxWork} units of work");
        }

        _work += amount;
        if (_work >= _nextCancellationCheck)
        {
            _nextCancellationCheck = _work + WorkBetweenCancellationChecks;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>What a function that looks at the whole of its arguments costs at least.</summary>
    public static long CostOf(ReadOnlySpan<Value> arguments)
    {
        long cost = 0;
        foreach (Value argument in arguments)
        {
            cost += argument.Data switch
            {
                string text => text.Length / CharactersPerUnit,
                ICollection collection => collection.Count / ElementsPerUnit,
                _ => 0,
            };
        }

        return cost;
    }

    /// <summary>A regular expression, made once for one execution.</summary>
    /// <param name="pattern">The expression as the template gives it.</param>
    /// <param name="make">Makes it; what that costs is the caller's to charge.</param>
    public Regex Expression(string pattern, Func<Regex> make)
    {
        _expressions ??= new Dictionary<string, Regex>(StringComparer.Ordinal);
        if (!_expressions.TryGetValue(pattern, out Regex? expression))
        {
            expression = make();
            if (_expressions.Count < MaxExpressions)
            {
                _expressions[pattern] = expression;
            }
        }

        return expression;
    }

    /// <summary>Accounts for text about to be written.</summary>
    public void ChargeOutput(int length)
    {
        _output += length;
        if (_output > limits.MaxOutput)
        {
            throw new FunctionException($"exceeded the limit of {limits.MaxOutput} characters of output");
        }
    }

    /// <summary>To be called before going one level down, into a value or a template: the stack is the limit no template may pass.</summary>
    public void Descend()
    {
        Charge(1);
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new FunctionException("nested too deeply");
        }
    }
}
