using System.Buffers;
using System.Text.Json;
using IstioGateway.Sandbox.Api.Reading;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Tables;

/// <summary>Writes Tables: columns once, then a row per object.</summary>
internal sealed class TableRenderer(TimeProvider clock)
{
    /// <summary>Writes a page of rows with its columns.</summary>
    public async Task WriteAsync(
        ApiCall call, DeferredBody body, Representation representation, IReadOnlyList<StoredObject> page, string listMetadata)
    {
        WriteHead(body.Buffer, call, representation, listMetadata, withColumns: true);
        for (int i = 0; i < page.Count; i++)
        {
            if (i > 0)
            {
                body.Buffer.Write(","u8);
            }

            WriteRow(body.Buffer, call, representation, page[i]);
            await body.FlushAsync();
        }

        body.Buffer.Write("]}\n"u8);
    }

    /// <summary>One object as a Table of one row; watches repeat no columns after the first event.</summary>
    public void WriteSingle(
        IBufferWriter<byte> output, ApiCall call, Representation representation, StoredObject stored, bool withColumns)
    {
        WriteHead(output, call, representation, $"{{\"resourceVersion\":\"{stored.ResourceVersion}\"}}", withColumns);
        WriteRow(output, call, representation, stored);
        output.Write("]}"u8);
    }

    private static void WriteHead(IBufferWriter<byte> output, ApiCall call, Representation representation, string metadata, bool withColumns)
    {
        ObjectEncoder.Write(
            output, $"{{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/{representation.Version}\",\"metadata\":{metadata},\"columnDefinitions\":");
        if (withColumns)
        {
            WriteColumns(output, call.Type.Table.Columns);
        }
        else
        {
            output.Write("null"u8);
        }

        output.Write(",\"rows\":["u8);
    }

    private static void WriteColumns(IBufferWriter<byte> output, IReadOnlyList<TableColumn> columns)
    {
        using Utf8JsonWriter writer = new(output);
        writer.WriteStartArray();
        foreach (TableColumn column in columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", column.Name);
            writer.WriteString("type", column.Type);
            writer.WriteString("format", column.Format);
            writer.WriteString("description", column.Description);
            writer.WriteNumber("priority", column.Priority);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteRow(IBufferWriter<byte> output, ApiCall call, Representation representation, StoredObject stored)
    {
        output.Write("{\"cells\":["u8);
        IReadOnlyList<byte[]?> cells = call.Type.Table.Row(stored).Cells;
        for (int i = 0; i < cells.Count; i++)
        {
            if (i > 0)
            {
                output.Write(","u8);
            }

            if (cells[i] is { } cell)
            {
                output.Write(cell);
            }
            else
            {
                ObjectEncoder.Write(output, $"\"{HumanDuration.Format(clock.GetUtcNow() - stored.Created)}\"");
            }
        }

        output.Write("],\"object\":"u8);
        switch (call.Query["includeObject"])
        {
            case "None":
                output.Write("null"u8);
                break;
            case "Object":
                output.Write(ObjectEncoder.Whole(call.Type, stored).Span);
                break;
            default:
                ObjectEncoder.WriteMetadata(output, stored, representation.Version, inList: false);
                break;
        }

        output.Write("}"u8);
    }
}
