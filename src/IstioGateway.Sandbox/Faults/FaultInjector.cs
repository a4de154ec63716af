using System.Text.RegularExpressions;

namespace IstioGateway.Sandbox.Faults;

/// <summary>The faults that are switched on. The first rule that matches a request decides.</summary>
public sealed class FaultInjector
{
    private readonly object _gate = new();
    private readonly List<ActiveFault> _faults = [];

    /// <summary>Switches a fault on until it is disposed.</summary>
    public ActiveFault Add(FaultRule rule)
    {
        ActiveFault fault = new(rule, Remove);
        lock (_gate)
        {
            _faults.Add(fault);
        }

        return fault;
    }

    /// <summary>Switches every fault off.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    internal FaultEffect? Take(RequestFacts facts)
    {
        lock (_gate)
        {
            return _faults.Find(fault => fault.Take(facts))?.Rule.Effect;
        }
    }

    private void Remove(ActiveFault fault)
    {
        lock (_gate)
        {
            _faults.Remove(fault);
        }
    }
}

/// <summary>A fault that is switched on; disposing switches it off.</summary>
public sealed class ActiveFault : IDisposable
{
    private readonly Action<ActiveFault> _remove;
    private readonly Regex? _path;
    private int _seen;
    private int _hits;

    internal ActiveFault(FaultRule rule, Action<ActiveFault> remove)
    {
        (Rule, _remove) = (rule, remove);
        _path = rule.Path is null ? null : new Regex(rule.Path, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }

    /// <summary>The rule.</summary>
    public FaultRule Rule { get; }

    /// <summary>How many requests it has hit.</summary>
    public int Hits => Volatile.Read(ref _hits);

    /// <inheritdoc/>
    public void Dispose() => _remove(this);

    /// <summary>Whether it hits this request; called under the injector's lock.</summary>
    internal bool Take(RequestFacts facts)
    {
        if (!Matches(facts) || _seen++ < Rule.Skip || _hits >= (Rule.Count ?? int.MaxValue))
        {
            return false;
        }

        Interlocked.Increment(ref _hits);
        return true;
    }

    private bool Matches(RequestFacts facts) =>
        (Rule.Method is null || Rule.Method == facts.Method)
        && (Rule.Verb is null || Rule.Verb == facts.Verb)
        && (Rule.Resource is null || Rule.Resource == facts.Resource)
        && (Rule.User is null || Rule.User == facts.User)
        && (_path is null || _path.IsMatch(facts.PathAndQuery));
}

/// <summary>What faults are matched by.</summary>
internal sealed record RequestFacts(string Method, string PathAndQuery, string? Verb, string? Resource, string? User);
