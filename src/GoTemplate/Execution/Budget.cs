using System.Runtime.CompilerServices;

namespace GoTemplate.Execution;

/// <summary>What one execution has used up of its limits.</summary>
internal sealed class Budget(TemplateLimits limits, CancellationToken cancellationToken)
{
    private const int WorkBetweenCancellationChecks = 1024;

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
