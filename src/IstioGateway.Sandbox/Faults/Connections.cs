using IstioGateway.Sandbox.Http;

namespace IstioGateway.Sandbox.Faults;

/// <summary>The connection breaks before an answer.</summary>
internal sealed class ResetFault : FaultEffect
{
    internal override Task<bool> ApplyAsync(
        HttpRequest request, HttpResponse response, TimeProvider clock, CancellationToken cancellationToken)
    {
        response.Abort();
        return Task.FromResult(true);
    }
}

/// <summary>The answer comes later.</summary>
internal sealed class DelayFault(TimeSpan pause) : FaultEffect
{
    internal override async Task<bool> ApplyAsync(
        HttpRequest request, HttpResponse response, TimeProvider clock, CancellationToken cancellationToken)
    {
        await Task.Delay(pause, clock, cancellationToken);
        return false;
    }
}

/// <summary>The answer carries another content type.</summary>
internal sealed class ContentTypeFault(string contentType) : FaultEffect
{
    internal override Task<bool> ApplyAsync(
        HttpRequest request, HttpResponse response, TimeProvider clock, CancellationToken cancellationToken)
    {
        response.ContentTypeOverride = contentType;
        return Task.FromResult(false);
    }
}

/// <summary>Something happens to the body on its way.</summary>
internal sealed class BodyFault(Func<TimeProvider, BodyFilter> filter) : FaultEffect
{
    internal override Task<bool> ApplyAsync(
        HttpRequest request, HttpResponse response, TimeProvider clock, CancellationToken cancellationToken)
    {
        response.Filter = filter(clock);
        return Task.FromResult(false);
    }
}
