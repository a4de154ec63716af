using IstioGateway.Sandbox.Api.Tables;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Reading;

/// <summary>Writes lists in the shape asked for, object by object.</summary>
internal sealed class ListRenderer(TableRenderer tables)
{
    /// <summary>Answers with a page.</summary>
    public async Task SendAsync(
        ApiCall call, Representation representation, IReadOnlyList<StoredObject> page, long version, ContinueToken? next, int? remaining)
    {
        call.Response.StatusCode = 200;
        call.SetCommonHeaders();
        call.Response.Headers.Set("Content-Type", "application/json");
        await using DeferredBody body = new(call);
        string metadata = ListMetadata(version, next, remaining);
        if (representation.Shape == Shape.Table)
        {
            await tables.WriteAsync(call, body, representation, page, metadata);
        }
        else
        {
            await WriteListAsync(call, body, representation, page, metadata);
        }

        await body.CompleteAsync();
    }

    private static async Task WriteListAsync(
        ApiCall call, DeferredBody body, Representation representation, IReadOnlyList<StoredObject> page, string metadata)
    {
        bool partial = representation.Shape == Shape.Metadata;
        string kind = partial ? "PartialObjectMetadataList" : call.Type.Kind + "List";
        string apiVersion = partial ? "meta.k8s.io/" + representation.Version : call.Type.ApiVersion;

        // Custom resources come out of a map, whose keys Go sorts.
        ObjectEncoder.Write(body.Buffer, call.Type.IsCustom && !partial
            ? $"{{\"apiVersion\":\"{apiVersion}\",\"items\":["
            : $"{{\"kind\":\"{kind}\",\"apiVersion\":\"{apiVersion}\",\"metadata\":{metadata},\"items\":[");
        for (int i = 0; i < page.Count; i++)
        {
            if (i > 0)
            {
                ObjectEncoder.Write(body.Buffer, ",");
            }

            if (partial)
            {
                ObjectEncoder.WriteMetadata(body.Buffer, page[i], representation.Version, inList: true);
            }
            else
            {
                ObjectEncoder.WriteItem(body.Buffer, call.Type, page[i]);
            }

            await body.FlushAsync();
        }

        ObjectEncoder.Write(body.Buffer, call.Type.IsCustom && !partial ? $"],\"kind\":\"{kind}\",\"metadata\":{metadata}}}\n" : "]}\n");
    }

    private static string ListMetadata(long version, ContinueToken? next, int? remaining)
    {
        string token = next is null ? "" : $",\"continue\":\"{next}\"";
        string count = remaining is null ? "" : $",\"remainingItemCount\":{remaining}";
        return $"{{\"resourceVersion\":\"{version}\"{token}{count}}}";
    }
}
