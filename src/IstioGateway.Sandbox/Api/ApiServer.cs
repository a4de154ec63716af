using IstioGateway.Sandbox.Api.Access;
using IstioGateway.Sandbox.Api.Admission;
using IstioGateway.Sandbox.Api.Discovery;
using IstioGateway.Sandbox.Api.Reading;
using IstioGateway.Sandbox.Api.Tables;
using IstioGateway.Sandbox.Api.Writing;
using IstioGateway.Sandbox.Http;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api;

/// <summary>The API: who asks, may they, and which handler answers.</summary>
internal sealed class ApiServer
{
    private readonly TypeRegistry _types;
    private readonly Authenticator _authenticator;
    private readonly GetHandler _get;
    private readonly ListHandler _list;
    private readonly WatchHandler _watch;
    private readonly WriteHandler _write;
    private readonly DeleteHandler _delete;
    private readonly PodBinding _binding;
    private readonly PodEviction _eviction;
    private readonly ScaleHandler _scale;
    private readonly DiscoveryHandler _discovery;

    /// <summary>Puts the handlers together.</summary>
    public ApiServer(
        ObjectStore store, TypeRegistry types, Authenticator authenticator, ServiceNetwork network, TimeProvider clock, HttpLimits limits)
    {
        (_types, _authenticator) = (types, authenticator);
        TableRenderer tables = new(clock);
        _get = new GetHandler(store, tables);
        _list = new ListHandler(store, new ListRenderer(tables));
        _watch = new WatchHandler(store, tables, clock);
        DiscoveryDocuments documents = new(types);
        _discovery = new DiscoveryHandler(documents, new OpenApiDocuments(types, documents));
        _delete = new DeleteHandler(store, types);
        MutatingAdmission mutating = new(store, types, network, clock);
        ObjectWritePipeline pipeline = new(store, types, mutating, new AdmissionChain(store, types), clock);
        _write = new WriteHandler(store, pipeline, _get, limits.BodyBytes);
        _binding = new PodBinding(store, clock);
        _eviction = new PodEviction(store, types, clock);
        _scale = new ScaleHandler(store, pipeline);
    }

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpRequest request, HttpResponse response, CancellationToken cancellationToken)
    {
        try
        {
            await DispatchAsync(request, response, cancellationToken);
        }
        catch (ApiException refusal) when (!response.Started)
        {
            await RefusalWriter.SendAsync(request, response, refusal.Status, cancellationToken);
        }
        catch (Exception unexpected) when (!response.Started && unexpected is not (OperationCanceledException or IOException))
        {
            // The boundary between a defect of ours and a client that waits: the client is told, as the API server tells of a panic.
            ApiStatus status = new(500, "InternalError", "Internal error occurred: " + unexpected.Message);
            await RefusalWriter.SendAsync(request, response, status, cancellationToken);
        }
    }

    private async Task DispatchAsync(HttpRequest request, HttpResponse response, CancellationToken cancellationToken)
    {
        QueryString query = new(request.RawQuery);
        string[] segments = Segments(request);
        ApiUser user = _authenticator.Authenticate(request);
        ApiTarget? target = ApiTarget.Parse(request.Method, segments, query);
        if (target is null)
        {
            if (!await _discovery.TryAnswerAsync(new ApiCall(request, response, query, user, cancellationToken), segments))
            {
                await RefusalWriter.SendNotFoundAsync(response, cancellationToken);
            }

            return;
        }

        if (AccessReviews.IsTarget(target) && (!user.IsAnonymous || user.Rules.Count > 0))
        {
            await AccessReviews.AnswerAsync(new ApiCall(request, response, query, user, cancellationToken) { Target = target });
            return;
        }

        Authorizer.Require(user, target, query);
        ResourceDefinition? type = _types.Find(target.Group, target.Version, target.Resource);
        if (type is null || !Serves(type, target))
        {
            await RefusalWriter.SendNotFoundAsync(response, cancellationToken);
            return;
        }

        ApiCall call = new(request, response, query, user, cancellationToken) { Target = target, Definition = type };
        await HandleResourceAsync(call);
    }

    /// <summary>The segments of a request's path, each unescaped by itself so that an escaped slash stays in its segment.</summary>
    public static string[] Segments(HttpRequest request) =>
        [.. request.RawPath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];

    private static bool Serves(ResourceDefinition type, ApiTarget target) =>
        (target.Subresource is null
            || (target.Subresource == "status" && type.HasStatus)
            || type.Subresources.Any(subresource => subresource.Name == target.Subresource))
        && (type.Type.Namespaced
            ? target.Namespace is not null || (target.Name is null && target.Verb != "create")
            : target.Namespace is null);

    private Task HandleResourceAsync(ApiCall call) => (call.Target!.Subresource, call.Target.Verb) switch
    {
        ("binding", "create") => _binding.BindAsync(call),
        ("eviction", "create") => _eviction.EvictAsync(call),
        ("scale", "get") => _scale.GetAsync(call),
        ("scale", "update") => _scale.ReplaceAsync(call),
        ("scale", "patch") => _scale.PatchAsync(call),
        (null or "status", _) => HandleObjectAsync(call),
        _ => throw Refusals.MethodNotAllowed(),
    };

    private Task HandleObjectAsync(ApiCall call) => call.Target!.Verb switch
    {
        "get" => _get.GetAsync(call),
        "list" => _list.ListAsync(call),
        "watch" => _watch.WatchAsync(call),
        "create" when call.Target.Name is null => _write.CreateAsync(call),
        "update" when call.Target.Name is not null => _write.ReplaceAsync(call),
        "patch" when call.Target.Name is not null => _write.PatchAsync(call),
        "delete" => _delete.DeleteAsync(call),
        "deletecollection" when call.Type.Kind != "Namespace" => _delete.DeleteCollectionAsync(call),
        _ => throw Refusals.MethodNotAllowed(),
    };
}
