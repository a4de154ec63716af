using System.Text.Json;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Http;

namespace IstioGateway.Kubernetes.Nodes;

/// <summary>One answer to a list of nodes, read piece by piece.</summary>
internal sealed class NodePage : IDisposable
{
    private readonly ApiResponse _response;
    private readonly ApiRequest _request;
    private readonly Uri _server;
    private readonly JsonTokenPump _pump;
    private readonly NodeAnswerParser _parser;
    private bool _ended;

    public NodePage(ApiResponse response, ApiRequest request, Uri server, bool labels)
    {
        _response = response;
        _request = request;
        _server = server;
        _pump = new JsonTokenPump(response.Body);
        _parser = new NodeAnswerParser(labels);
    }

    /// <summary>What ended the page before its end, if anything did.</summary>
    public AttemptFailedException? Setback { get; private set; }

    /// <summary>Why the server's Table cannot be used, if it cannot.</summary>
    public string? Unusable => _parser.Unusable;

    /// <summary>Where the next page starts.</summary>
    public string? Continue => _parser.Continue;

    /// <summary>The next nodes, at least one; <see langword="null"/> at the end of the page or after a setback.</summary>
    public async ValueTask<IReadOnlyList<NodeRecord>?> ReadAsync(CancellationToken cancellationToken)
    {
        while (!_ended)
        {
            await PumpAsync(cancellationToken);
            IReadOnlyList<NodeRecord> nodes = _parser.TakeReady();
            if (nodes.Count > 0)
            {
                return nodes;
            }
        }

        return null;
    }

    /// <summary>The error of a page that is followed by itself, and would be for ever.</summary>
    public AttemptFailedException Repeats() => Wrong("the same continue token again", RetryAdvice.Never);

    public void Dispose()
    {
        _pump.Dispose();
        _response.Dispose();
    }

    private async Task PumpAsync(CancellationToken cancellationToken)
    {
        try
        {
            _ended = !await _pump.PumpAsync(_parser, cancellationToken) || Unusable is not null;
            if (_ended && Unusable is null && !_parser.IsAboutNodes)
            {
                Setback = Wrong($"a {_parser.Kind ?? "document"} instead of nodes", RetryAdvice.Never);
            }
        }
        catch (AttemptFailedException failure)
        {
            (_ended, Setback) = (true, failure);
        }
        catch (JsonException)
        {
            _ended = true;
            Setback = _pump.AtEnd
                ? Wrong("JSON that ends in the middle", RetryAdvice.UnknownBriefly)
                : Wrong(
                    _response.MediaType is null or ApiRequest.Json ? "malformed JSON" : $"{_response.MediaType} instead of JSON",
                    RetryAdvice.Never);
        }
    }

    private AttemptFailedException Wrong(string what, RetryAdvice advice) =>
        TransportTranslator.BadResponse(_request, _server, what, advice, _response.StatusCode);
}
