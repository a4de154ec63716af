namespace IstioGateway.Sandbox.Http;

/// <summary>Stands between a handler's body bytes and the wire; how faults slow, stall or cut a body.</summary>
internal abstract class BodyFilter
{
    /// <summary>Passes bytes on, or does something else with them.</summary>
    /// <param name="bytes">Bytes of the body, before chunk framing.</param>
    /// <param name="response">The response; <see cref="HttpResponse.SendBodyAsync"/> puts bytes on the wire at once.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    public abstract Task WriteAsync(ReadOnlyMemory<byte> bytes, HttpResponse response, CancellationToken cancellationToken);
}
