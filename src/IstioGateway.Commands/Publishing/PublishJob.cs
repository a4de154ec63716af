using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Publishing;

namespace IstioGateway.Commands.Publishing;

/// <summary>
/// Publishes objects to one cluster, one after the other: each gets one record and, where it fails, one error. What depends on one
/// that failed is skipped; the rest goes on.
/// </summary>
internal sealed class PublishJob(PublishRequest request, IClusterApi api, IPipeline pipeline)
{
    private readonly ManifestTypes _types = new(api);
    private readonly InjectionForecast _forecast = new(api);
    private readonly ObjectPublisher _publisher = new(api, Adapters.Yaml(), Adapters.Differ(), request.Force);
    private readonly Dictionary<string, NamespaceState> _namespaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _blocked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _rehearsed = new(StringComparer.Ordinal);
    private readonly List<DeploymentTarget> _deployments = [];
    private readonly PublishErrors _errors = new(request.Cluster.Name);
    private string? _stopped;

    private string Cluster => request.Cluster.Name;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        using (ProgressLine progress = new(pipeline, Messages.Get("Publishing"), Cluster))
        {
            using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(request.Timeout);
            IReadOnlyList<ManifestObject> sorted = ManifestOrder.Sort(request.Manifests);
            for (int i = 0; i < sorted.Count; i++)
            {
                progress.Show($"{Cluster}: {sorted[i]}", 100 * i / sorted.Count);
                await PublishAsync(sorted[i], deadline.Token, cancellationToken).ConfigureAwait(false);
            }
        }

        if (request.Wait && !request.IsRehearsal)
        {
            TimeSpan left = request.Timeout - TimeProvider.System.GetElapsedTime(start);
            await new DeploymentWaitJob(request.Cluster, api, pipeline).RunAsync(_deployments, left, request.Timeout, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Publishes one object, whatever becomes of it.</summary>
    private async Task PublishAsync(ManifestObject manifest, CancellationToken token, CancellationToken stopping)
    {
        PublishItem item = new(manifest, manifest.Body, Type: null, manifest.Namespace);
        try
        {
            if (_stopped is not null)
            {
                await WriteAsync(item, PublishAction.Skipped, _stopped).ConfigureAwait(false);
                return;
            }

            item = await ResolveAsync(manifest, token).ConfigureAwait(false);
            if (item.Namespace is { } place && await EnterAsync(place, token, stopping).ConfigureAwait(false) is { } reason)
            {
                await WriteAsync(item, PublishAction.Skipped, reason).ConfigureAwait(false);
            }
            else if (await IsInjectedAsync(item, token).ConfigureAwait(false))
            {
                await ApplyAsync(item, token).ConfigureAwait(false);
            }
        }
        catch (ClusterException failure)
        {
            await FailAsync(item, failure).ConfigureAwait(false);
        }
        catch (OperationCanceledException ended) when (!stopping.IsCancellationRequested)
        {
            await FailAsync(item, TimedOut(item, ended.InnerException as ClusterException)).ConfigureAwait(false);
        }
    }

    private async Task<PublishItem> ResolveAsync(ManifestObject manifest, CancellationToken cancellationToken)
    {
        ResourceType type = await _types.FindAsync(manifest, cancellationToken).ConfigureAwait(false);
        if (!type.Namespaced || manifest.Namespace is not null)
        {
            return new PublishItem(manifest, manifest.Body, type, type.Namespaced ? manifest.Namespace : null);
        }

        JsonObject body = manifest.Body.DeepClone().AsObject();
        body["metadata"]!["namespace"] = request.DefaultNamespace;
        return new PublishItem(manifest, body, type, request.DefaultNamespace);
    }

    /// <summary>Sees to it that a namespace is there.</summary>
    /// <returns>Why nothing can be put into it; <see langword="null"/> where something can.</returns>
    private async Task<string?> EnterAsync(string place, CancellationToken token, CancellationToken stopping)
    {
        if (!_namespaces.TryGetValue(place, out NamespaceState? state) && !_blocked.ContainsKey(place))
        {
            _namespaces[place] = state = await NamespaceState.ReadAsync(api, place, token).ConfigureAwait(false);
            if (request.CreateNamespace && state.Exists != true)
            {
                await PublishAsync(ManifestObject.ForNamespace(place), token, stopping).ConfigureAwait(false);
            }
            else if (state.Exists == false)
            {
                _blocked[place] = Messages.Get("NamespaceIsMissing", place);
                await pipeline.WriteErrorAsync(_errors.NamespaceMissing(place)).ConfigureAwait(false);
            }
        }

        return _blocked.GetValueOrDefault(place);
    }

    /// <summary>
    /// Whether istiod will inject what is about to be deployed; where it surely will not, the Deployment fails here, because a pod that
    /// was made without a proxy never gets one.
    /// </summary>
    private async Task<bool> IsInjectedAsync(PublishItem item, CancellationToken cancellationToken)
    {
        if (request.SkipInjectionCheck || item.Type != ResourceType.Deployment || item.Namespace is not { } place)
        {
            return true;
        }

        NamespaceState? state = _namespaces.GetValueOrDefault(place);
        if (state?.Unread is { } unread)
        {
            // Which webhook is called depends on the namespace's labels; a guess could keep a good gateway from being deployed.
            if (unread.Kind == ClusterErrorKind.Forbidden)
            {
                pipeline.WarnOf(request.Cluster, "InjectionDenied", unread);
            }
            else
            {
                pipeline.WriteVerbose(Messages.Get("InjectionUnknown", Cluster, item, unread.Message));
            }

            return true;
        }

        IReadOnlyList<InjectionFinding> findings = await _forecast
            .OfAsync(item.Body, place, state?.Labels ?? [], cancellationToken).ConfigureAwait(false);
        if (_forecast.Unlisted is { } unlisted)
        {
            pipeline.WarnOf(request.Cluster, "InjectionUnsure", unlisted);
        }

        foreach (InjectionFinding warning in findings.Where(finding => finding.Severity != FindingSeverity.Error))
        {
            pipeline.WriteWarning($"[{Cluster}] {item}: {warning.Message} {warning.Recommendation}".TrimEnd());
        }

        InjectionFinding[] errors = [.. findings.Where(finding => finding.Severity == FindingSeverity.Error)];
        if (errors.Length == 0)
        {
            return true;
        }

        string reason = string.Join(' ', errors.Select(finding => finding.Message));
        PublishedManifest record = await WriteAsync(item, PublishAction.Failed, reason).ConfigureAwait(false);
        await pipeline.WriteErrorAsync(_errors.NotInjected(record, errors)).ConfigureAwait(false);
        return false;
    }

    private async Task ApplyAsync(PublishItem item, CancellationToken cancellationToken)
    {
        ResourceRef resource = new(item.Type!, item.Manifest.Name, item.Namespace);

        // In a rehearsal the server cannot look into a namespace that was only made in it.
        bool ask = request.IsRehearsal && !(item.Namespace is { } place && _rehearsed.Contains(place));
        PublishPlan plan = await _publisher.PlanAsync(item.Body, resource, ask, cancellationToken).ConfigureAwait(false);
        if (plan.Unread is { } unread)
        {
            pipeline.WarnOf(request.Cluster, "DifferenceUnknown", unread, item.Type!.Plural);
        }

        if (plan.Taken.Count > 0)
        {
            pipeline.WriteVerbose(Messages.Get("FieldsTaken", Cluster, item, PublishErrors.Fields(plan.Taken)));
        }

        if (request.DryRun || plan.NothingToWrite)
        {
            await DoneAsync(item, plan, new PublishOutcome(plan.Action, plan.Diff, plan.Warnings, plan.Live), request.IsRehearsal).ConfigureAwait(false);
            return;
        }

        Consent consent = await AskAsync(item, plan).ConfigureAwait(false);
        if (consent == Consent.Refused)
        {
            string reason = Messages.Get("Declined");
            Block(item, reason);
            await WriteAsync(item, PublishAction.Skipped, reason).ConfigureAwait(false);
            return;
        }

        PublishOutcome outcome = consent == Consent.OnlyAsking
            ? new PublishOutcome(plan.Action, plan.Diff, plan.Warnings, plan.Live)
            : await WriteAsync(item, plan, cancellationToken).ConfigureAwait(false);
        await DoneAsync(item, plan, outcome, consent == Consent.OnlyAsking).ConfigureAwait(false);
    }

    private async Task<PublishOutcome> WriteAsync(PublishItem item, PublishPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            return await _publisher.ApplyAsync(plan, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (OpenOutcome.Leaves(exception))
        {
            pipeline.WriteWarning(Messages.Get("ApplyOutcomeUnknown", Cluster, item));
            throw;
        }
    }

    private Task<Consent> AskAsync(PublishItem item, PublishPlan plan)
    {
        string key = plan.Action switch
        {
            PublishAction.Created => "CreateDescription",
            PublishAction.Configured => "ConfigureDescription",
            _ => "OwnDescription",
        };
        string description = Messages.Get(key, item, Cluster, request.Cluster.Server);
        string shown = plan.Diff.Length == 0 ? description : $"{description}\n{plan.Diff}";
        return pipeline.ShouldProcessAsync(shown, shown, Messages.Get("PublishCaption"));
    }

    private async Task DoneAsync(PublishItem item, PublishPlan plan, PublishOutcome outcome, bool dryRun)
    {
        foreach (string warning in outcome.Warnings)
        {
            pipeline.WriteWarning(Messages.Get("ServerWarning", Cluster, $"{item}: {warning}"));
        }

        if (item.Type == ResourceType.Namespace)
        {
            NoteNamespace(item, outcome, dryRun);
        }

        PublishedManifest record = item.Record(request.Cluster) with
        {
            Action = outcome.Action,
            DryRun = dryRun,
            Diff = outcome.Diff,
            Managers = [.. plan.Taken.Select(field => field.Manager).Distinct(StringComparer.Ordinal)],
            Warnings = outcome.Warnings,
        };
        pipeline.WriteVerbose($"[{Cluster}] {record}.");
        if (item.Type == ResourceType.Deployment)
        {
            _deployments.Add(new DeploymentTarget(record, plan.Resource, outcome.Object.Number("metadata", "generation") ?? 0));
        }

        await pipeline.WriteObjectAsync(record).ConfigureAwait(false);
    }

    private void NoteNamespace(PublishItem item, PublishOutcome outcome, bool dryRun)
    {
        string name = item.Manifest.Name;
        _namespaces[name] = new NamespaceState(true, outcome.Object.At("metadata", "labels")?.DeepClone() as JsonObject ?? []).With(item.Body);
        if (dryRun && outcome.Action == PublishAction.Created)
        {
            _rehearsed.Add(name);
        }
    }

    private async Task FailAsync(PublishItem item, ClusterException original)
    {
        ClusterException failure = Denial.OfItsVerb(original);
        PublishAction action = failure.Kind == ClusterErrorKind.TypeNotServed ? PublishAction.Skipped : PublishAction.Failed;
        string reason = action == PublishAction.Skipped
            ? Messages.Get("TypeIsMissing", failure.ResourceType?.QualifiedName)
            : failure.ServerMessage ?? failure.Message;
        Block(item, Messages.Get("NamespaceFailed", item.Manifest.Name));
        if (PublishErrors.IsMissingNamespace(failure) && item.Namespace is { } place)
        {
            _blocked[place] = Messages.Get("NamespaceIsMissing", place);
        }
        else if (EndsAll(failure.Kind))
        {
            _stopped = Messages.Get("NotTried", item);
        }

        IReadOnlyList<FieldConflict> conflicts = FieldConflict.Of(failure);
        PublishedManifest record = await WriteAsync(item, action, reason, conflicts).ConfigureAwait(false);
        await pipeline.WriteErrorAsync(_errors.Of(failure, record, conflicts)).ConfigureAwait(false);
    }

    private void Block(PublishItem item, string reason)
    {
        if (item.Manifest is { Kind: "Namespace", Group: "" })
        {
            _blocked[item.Manifest.Name] = reason;
        }
    }

    /// <summary>Failures that the next object would meet as well.</summary>
    private static bool EndsAll(ClusterErrorKind kind) => kind is ClusterErrorKind.Unauthenticated or ClusterErrorKind.Unreachable
        or ClusterErrorKind.Tls or ClusterErrorKind.Timeout or ClusterErrorKind.Credential or ClusterErrorKind.BadResponse
        or ClusterErrorKind.TooManyRequests;

    private ClusterException TimedOut(PublishItem item, ClusterException? last)
    {
        string message = Messages.Get(ErrorId.OperationTimedOut, Durations.Text(request.Timeout), request.Cluster.Server);
        return new ClusterException(ClusterErrorKind.Timeout, last is null ? message : $"{message} {Messages.Get("LastFailure", last.Message)}", last)
        {
            Verb = "patch",
            ResourceType = item.Type,
            ResourceName = item.Manifest.Name,
            Namespace = item.Namespace,
        };
    }

    private async Task<PublishedManifest> WriteAsync(
        PublishItem item, PublishAction action, string reason, IReadOnlyList<FieldConflict>? conflicts = null)
    {
        PublishedManifest record = item.Record(request.Cluster) with
        {
            Action = action,
            DryRun = request.IsRehearsal,
            Reason = reason,
            Managers = [.. (conflicts ?? []).Select(conflict => conflict.Manager).Distinct(StringComparer.Ordinal)],
        };
        await pipeline.WriteObjectAsync(record).ConfigureAwait(false);
        return record;
    }
}
