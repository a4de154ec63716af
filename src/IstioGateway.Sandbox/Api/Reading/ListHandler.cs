using System.Globalization;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Reading;

/// <summary>Lists: selectors, pages, and the shape asked for.</summary>
internal sealed class ListHandler(ObjectStore store, ListRenderer renderer)
{
    /// <summary>Answers a list request.</summary>
    public Task ListAsync(ApiCall call)
    {
        Selection selection = Selection.Of(call);
        Representation representation = Representation.Choose(call.Request.Headers["Accept"]);
        int limit = Number(call.Query, "limit");
        (ListSnapshot snapshot, int start) = Open(call);
        (int first, int end) = Bounds(call, snapshot);
        List<StoredObject> page = [];
        int position = Math.Max(first, start);
        for (; position < end && (limit == 0 || page.Count < limit); position++)
        {
            if (selection.Matches(snapshot.Objects[position]))
            {
                page.Add(snapshot.Objects[position]);
            }
        }

        ContinueToken? next = null;
        int? remaining = null;
        if (position < end && page.Count > 0)
        {
            next = ContinueToken.After(snapshot.Version, page[^1].Key);
            store.Keep(call.Type, snapshot);

            // With a selector the server does not know how many are left.
            remaining = selection.IsEverything ? end - position : null;
        }

        return renderer.SendAsync(call, representation, page, snapshot.Version, next, remaining);
    }

    /// <summary>A whole number of the query; 0 when absent.</summary>
    public static int Number(QueryString query, string name)
    {
        if (query[name] is not { Length: > 0 } text)
        {
            return 0;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= 0
            ? value
            : throw Refusals.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
    }

    private (ListSnapshot Snapshot, int Start) Open(ApiCall call)
    {
        if (call.Query["continue"] is not { Length: > 0 } text)
        {
            return (RequireFresh(call, store.List(call.Type)), 0);
        }

        if (call.Query["resourceVersion"] is { Length: > 0 } version && version != "0")
        {
            throw Refusals.BadRequest("specifying resource version is not allowed when using continue");
        }

        ContinueToken token = ContinueToken.Parse(text);
        ListSnapshot? snapshot = token.Version < 0 ? store.List(call.Type) : store.ListAt(call.Type, token.Version);
        if (snapshot is null)
        {
            throw new ApiException(new ApiStatus(
                410,
                "Expired",
                "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
                + "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. "
                + "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or "
                + "deleted between the time the first chunk was returned and now may show up in the list.")
            {
                Continue = new ContinueToken(-1, token.Start).ToString(),
            });
        }

        return (snapshot, snapshot.IndexOf(token.Start));
    }

    private static ListSnapshot RequireFresh(ApiCall call, ListSnapshot snapshot)
    {
        if (call.Query["resourceVersion"] is { Length: > 0 } text)
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long version))
            {
                throw Refusals.BadRequest($"resourceVersion: Invalid value: \"{text}\": invalid resource version");
            }

            if (version > snapshot.Version)
            {
                string message = $"Too large resource version: {version}, current: {snapshot.Version}";
                throw new ApiException(new ApiStatus(504, "Timeout", "Timeout: " + message)
                {
                    Causes = [new StatusCause("ResourceVersionTooLarge", "Too large resource version", "")],
                    RetryAfterSeconds = 1,
                });
            }
        }

        return snapshot;
    }

    /// <summary>A namespace's objects lie together, so that its list reads nothing else.</summary>
    private static (int First, int End) Bounds(ApiCall call, ListSnapshot snapshot)
    {
        if (call.Target!.Namespace is not { } name)
        {
            return (0, snapshot.Objects.Length);
        }

        return (snapshot.IndexOf(name + "/"), snapshot.IndexOf(name + "0"));
    }
}
