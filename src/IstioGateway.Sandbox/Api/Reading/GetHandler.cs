using System.Buffers;
using IstioGateway.Sandbox.Api.Tables;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Reading;

/// <summary>Reads one object.</summary>
internal sealed class GetHandler(ObjectStore store, TableRenderer tables)
{
    /// <summary>Answers with the named object.</summary>
    public Task GetAsync(ApiCall call)
    {
        Representation representation = Representation.Choose(call.Request.Headers["Accept"]);
        StoredObject stored = store.Find(call.Type, call.Key) ?? throw Refusals.NotFound(call.Type, call.Key.Name);
        return SendAsync(call, representation, stored, 200);
    }

    /// <summary>Answers with an object in the shape asked for.</summary>
    public Task SendAsync(ApiCall call, Representation representation, StoredObject stored, int statusCode)
    {
        if (representation.Shape == Shape.Plain)
        {
            return call.SendJsonAsync(statusCode, ObjectEncoder.Whole(call.Type, stored));
        }

        ArrayBufferWriter<byte> body = new();
        if (representation.Shape == Shape.Table)
        {
            tables.WriteSingle(body, call, representation, stored, withColumns: true);
        }
        else
        {
            ObjectEncoder.WriteMetadata(body, stored, representation.Version, inList: false);
        }

        return call.SendJsonAsync(statusCode, body.WrittenMemory);
    }
}
