using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Api.Tables;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Reading;

/// <summary>
/// Streams changes: what a selector lets through, bookmarks for those who ask, an ERROR event when the version is too old, and
/// an end when the time is up.
/// </summary>
internal sealed class WatchHandler(ObjectStore store, TableRenderer tables, TimeProvider clock)
{
    private static readonly TimeSpan LongestWatch = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan BookmarkPeriod = TimeSpan.FromMinutes(1);

    /// <summary>How long before its end a watch gets its last bookmark; k8s.io/apiserver's bookmarkTimer does the same.</summary>
    private static readonly TimeSpan LastBookmark = TimeSpan.FromSeconds(2);

    private readonly ObjectStore _store = store;
    private readonly TableRenderer _tables = tables;
    private readonly TimeProvider _clock = clock;

    /// <summary>Answers a watch request; returns when the watch is over.</summary>
    public async Task WatchAsync(ApiCall call)
    {
        Stream stream = new(this, call);
        call.Response.StatusCode = 200;
        call.SetCommonHeaders();
        call.Response.Headers.Set("Content-Type", "application/json");
        await call.Response.StartAsync(call.CancellationToken);
        await stream.RunAsync();
    }

    private sealed class Stream
    {
        private readonly WatchHandler _handler;
        private readonly ApiCall _call;
        private readonly Selection _selection;
        private readonly Representation _representation;
        private readonly bool _bookmarks;
        private readonly bool _initialEvents;
        private readonly long? _from;
        private readonly DateTimeOffset _end;
        private DateTimeOffset _nextBookmark;
        private bool _columnsSent;

        public Stream(WatchHandler handler, ApiCall call)
        {
            (_handler, _call) = (handler, call);
            _selection = Selection.Of(call);
            _representation = Representation.Choose(call.Request.Headers["Accept"]);
            _bookmarks = call.Query.Flag("allowWatchBookmarks");
            _initialEvents = call.Query.Flag("sendInitialEvents");
            _from = Start(call.Query["resourceVersion"]);
            int seconds = ListHandler.Number(call.Query, "timeoutSeconds");
            DateTimeOffset now = handler._clock.GetUtcNow();
            _end = now + (seconds > 0 ? TimeSpan.FromSeconds(seconds) : LongestWatch);
            ScheduleBookmark(now);
        }

        public async Task RunAsync()
        {
            long position = _from ?? await SendPresentAsync();
            while (true)
            {
                WatchPosition read = _handler._store.ReadEvents(_call.Type, position);
                if (read.Events is null)
                {
                    await SendExpiredAsync(position, read.OldestVersion);
                    return;
                }

                foreach (StoreEvent change in read.Events)
                {
                    await SendChangeAsync(change);
                }

                position = Math.Max(position, read.Version);
                if (!await WaitAsync(read.Changed, position))
                {
                    return;
                }
            }
        }

        /// <summary>Waits for a change, sending bookmarks that fall due; <see langword="false"/> when the time is up.</summary>
        private async Task<bool> WaitAsync(Task changed, long position)
        {
            while (true)
            {
                DateTimeOffset now = _handler._clock.GetUtcNow();
                if (now >= _end)
                {
                    return false;
                }

                if (_bookmarks && now >= _nextBookmark)
                {
                    ScheduleBookmark(now);
                    await SendBookmarkAsync(position, endsInitialEvents: false);
                }

                TimeSpan pause = (_bookmarks && _nextBookmark < _end ? _nextBookmark : _end) - now;
                try
                {
                    await changed.WaitAsync(pause, _handler._clock, _call.CancellationToken);
                    return true;
                }
                catch (TimeoutException)
                {
                    // A bookmark or the end is due.
                }
            }
        }

        /// <summary>Without a version a watch begins with what is there.</summary>
        private async Task<long> SendPresentAsync()
        {
            ListSnapshot snapshot = _handler._store.List(_call.Type);
            foreach (StoredObject stored in snapshot.Objects)
            {
                if (_selection.Matches(stored))
                {
                    await SendObjectAsync("ADDED", stored);
                }
            }

            if (_initialEvents && _bookmarks)
            {
                await SendBookmarkAsync(snapshot.Version, endsInitialEvents: true);
            }

            return snapshot.Version;
        }

        private Task SendChangeAsync(StoreEvent change)
        {
            bool was = change.Before is not null && _selection.Matches(change.Before);
            bool matches = !change.Deleted && _selection.Matches(change.After);
            return (was, matches) switch
            {
                (false, true) => SendObjectAsync("ADDED", change.After),
                (true, true) => SendObjectAsync("MODIFIED", change.After),
                (true, false) => SendObjectAsync("DELETED", change.After),
                _ => Task.CompletedTask,
            };
        }

        private Task SendObjectAsync(string type, StoredObject stored)
        {
            ArrayBufferWriter<byte> line = new();
            ObjectEncoder.Write(line, $"{{\"type\":\"{type}\",\"object\":");
            switch (_representation.Shape)
            {
                case Shape.Table:
                    _handler._tables.WriteSingle(line, _call, _representation, stored, withColumns: !_columnsSent);
                    _columnsSent = true;
                    break;
                case Shape.Metadata:
                    ObjectEncoder.WriteMetadata(line, stored, _representation.Version, inList: false);
                    break;
                default:
                    line.Write(ObjectEncoder.Whole(_call.Type, stored).Span);
                    break;
            }

            ObjectEncoder.Write(line, "}\n");
            return _call.Response.WriteAsync(line.WrittenMemory, _call.CancellationToken);
        }

        private Task SendBookmarkAsync(long version, bool endsInitialEvents)
        {
            JsonObject metadata = new() { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) };
            if (endsInitialEvents)
            {
                metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
            }

            return SendEventAsync("BOOKMARK", new JsonObject
            {
                ["kind"] = _call.Type.Kind,
                ["apiVersion"] = _call.Type.ApiVersion,
                ["metadata"] = metadata,
            });
        }

        private Task SendExpiredAsync(long version, long oldest) => SendEventAsync(
            "ERROR", new ApiStatus(410, "Expired", $"too old resource version: {version} ({oldest})").ToJson());

        private Task SendEventAsync(string type, JsonObject value) => _call.Response.WriteAsync(
            ObjectWriter.SerializeLine(new JsonObject { ["type"] = type, ["object"] = value }), _call.CancellationToken);

        private void ScheduleBookmark(DateTimeOffset now)
        {
            _nextBookmark = now + BookmarkPeriod;
            if (now < _end - LastBookmark && _nextBookmark > _end - LastBookmark)
            {
                _nextBookmark = _end - LastBookmark;
            }
        }

        private long? Start(string? text)
        {
            if (_initialEvents || string.IsNullOrEmpty(text) || text == "0")
            {
                return null;
            }

            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long version)
                ? version
                : throw Refusals.BadRequest($"resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax");
        }
    }
}
