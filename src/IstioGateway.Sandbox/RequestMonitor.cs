using IstioGateway.Sandbox.Api;
using IstioGateway.Sandbox.Api.Access;
using IstioGateway.Sandbox.Faults;
using IstioGateway.Sandbox.Http;

namespace IstioGateway.Sandbox;

/// <summary>Stands before the API: writes the log and lets faults happen.</summary>
internal sealed class RequestMonitor(ApiServer api, Authenticator authenticator, FaultInjector faults, RequestLog log, TimeProvider clock)
{
    private const int LoggedBody = 64 * 1024;

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpRequest request, HttpResponse response, CancellationToken cancellationToken)
    {
        ApiTarget? target = ApiTarget.Parse(request.Method, ApiServer.Segments(request), new QueryString(request.RawQuery));
        RequestRecord record = Record(request, target);
        log.Add(record);
        try
        {
            RequestFacts facts = new(request.Method, Target(request), target?.Verb, target?.Resource, record.User);
            bool answered = faults.Take(facts) is { } effect && await effect.ApplyAsync(request, response, clock, cancellationToken);
            if (!answered)
            {
                await api.HandleAsync(request, response, cancellationToken);
            }
        }
        finally
        {
            record.StatusCode = response.Started ? response.StatusCode : null;
            record.IsCompleted = true;
        }
    }

    private static string Target(HttpRequest request) =>
        request.RawQuery.Length == 0 ? request.RawPath : $"{request.RawPath}?{request.RawQuery}";

    private RequestRecord Record(HttpRequest request, ApiTarget? target) => new()
    {
        Time = clock.GetUtcNow(),
        Method = request.Method,
        Path = request.RawPath,
        Query = request.RawQuery,
        Verb = target?.Verb,
        Resource = target?.Resource,
        User = authenticator.Find(request)?.Name,
        UserAgent = request.Headers["User-Agent"],
        Accept = request.Headers["Accept"],
        ContentType = request.Headers["Content-Type"],
        IsSecure = request.IsSecure,
        BodyBytes = request.BodyLength,
        Body = request.Body.Length > LoggedBody ? request.Body[..LoggedBody].ToArray() : request.Body,
    };
}
