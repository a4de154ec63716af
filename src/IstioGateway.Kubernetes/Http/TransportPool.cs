using IstioGateway.Kubernetes.Credentials;

namespace IstioGateway.Kubernetes.Http;

/// <summary>
/// The transports of one connection. There is one, until an exec plugin hands out another client certificate: connections
/// made under the old one would go on as whom it names.
/// </summary>
internal sealed class TransportPool(ConnectionPlan plan) : IDisposable
{
    private readonly object _gate = new();
    private readonly List<HttpMessageInvoker> _all = [];
    private ClientCertificate? _certificate;
    private bool _disposed;

    public HttpMessageInvoker For(ClientCertificate? certificate)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_all.Count == 0 || !ReferenceEquals(_certificate, certificate))
            {
                _all.Add(TransportFactory.Create(plan, certificate));
                _certificate = certificate;
            }

            return _all[^1];
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (HttpMessageInvoker transport in _all)
            {
                transport.Dispose();
            }

            _all.Clear();
        }
    }
}
