using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Injection;
using IstioGateway.Patches;
using IstioGateway.Templates;

namespace IstioGateway.Commands.Templates;

/// <summary>
/// Sets or removes one template of one cluster, in the order that makes it safe: read, test, ask whether it is allowed, show
/// the difference and ask whether it is wanted, keep what was there, write.
/// </summary>
internal sealed class TemplateChangeJob(TemplateChangeRequest request, IClusterApi api, IPipeline pipeline)
{
    private readonly IYamlCodec _yaml = Adapters.Yaml();

    private string Cluster => request.Cluster.Name;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using ProgressLine progress = new(pipeline, Messages.Get("SettingTemplate"), Cluster);
        progress.Show(Messages.Get("StageReading", Cluster, request.IstioName));
        TemplateChanger changer = new(api);
        TemplateChangePlan plan = await changer
            .PlanAsync(request.IstioName, request.TemplateName, request.Desired, cancellationToken).ConfigureAwait(false);
        Test(plan);
        if (plan.Unchanged)
        {
            pipeline.WriteVerbose(request.Desired is null
                ? Messages.Get("UnchangedAbsent", Cluster, request.IstioName, request.TemplateName)
                : Messages.Get("Unchanged", Cluster, request.IstioName, request.TemplateName, plan.DesiredSha256));
            await WriteAsync(plan, changed: false, dryRun: request.DryRun, plan.Generation, diff: "", podChanges: [], backup: null).ConfigureAwait(false);
            return;
        }

        await CheckAccessAsync(cancellationToken).ConfigureAwait(false);
        string diff = await DiffAsync(plan, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> podChanges = PodChanges(plan);
        Consent consent = await AskAsync(plan, Shown(diff, podChanges)).ConfigureAwait(false);
        if (consent == Consent.Refused)
        {
            return;
        }

        if (consent == Consent.OnlyAsking)
        {
            // What would be done goes on down the pipeline, marked as a dry run, so that the whole pipeline can be rehearsed.
            await WriteAsync(plan, changed: true, dryRun: true, plan.Generation, diff, podChanges, backup: null).ConfigureAwait(false);
            return;
        }

        string? backup = request.DryRun || request.BackupFolder is null
            ? null
            : await BackUpAsync(plan, request.BackupFolder, cancellationToken).ConfigureAwait(false);
        progress.Show(Messages.Get("StageWriting", Cluster, request.IstioName), always: true);
        TemplateChangeOutcome result = await ApplyAsync(changer, plan, cancellationToken).ConfigureAwait(false);
        foreach (string warning in result.Warnings)
        {
            pipeline.WriteWarning(Messages.Get("ServerWarning", Cluster, warning));
        }

        Report(plan, result);
        await WriteAsync(plan, result.Changed, request.DryRun, result.Generation, diff, podChanges, backup).ConfigureAwait(false);
    }

    private async Task<TemplateChangeOutcome> ApplyAsync(
        TemplateChanger changer, TemplateChangePlan plan, CancellationToken cancellationToken)
    {
        try
        {
            return await changer.ApplyAsync(plan, request.DryRun, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (exception.InnerException is ClusterException { Kind: ClusterErrorKind.Conflict } busy)
        {
            // Not a word about time: what used it up is that others kept writing, and nothing was written here.
            throw busy;
        }
        catch (Exception exception) when (!request.DryRun && OpenOutcome.Leaves(exception))
        {
            pipeline.WriteWarning(Messages.Get("OutcomeUnknown", Cluster, plan.IstioName));
            throw;
        }
    }

    /// <summary>
    /// Tests the text before it can reach a mesh: what no gateway could start with is refused, unless forced. It is rendered with
    /// the cluster's own settings where they came with the patch; nothing is asked of the cluster for it.
    /// </summary>
    private void Test(TemplateChangePlan plan)
    {
        if (plan.Desired is null)
        {
            return;
        }

        TemplateCheckOptions options = new()
        {
            TemplateName = plan.TemplateName,
            Settings = Settings(plan),
            IstioVersion = plan.IstioVersion,
        };
        IReadOnlyList<TemplateFinding> findings = request.Memo.Of(
            options.Settings,
            [plan.TemplateName, plan.Desired, plan.IstioVersion],
            () => TemplateCheck.Run(plan.Desired, options, _yaml, CancellationToken.None)).Findings;
        string[] errors = [.. findings.Where(f => f.Severity == FindingSeverity.Error).Select(f => f.ToString())];
        if (errors.Length > 0 && !request.Force)
        {
            throw new RecordException(ErrorRecords.Create(
                ErrorId.TemplateInvalid,
                ErrorCategory.InvalidData,
                request.Cluster,
                Messages.Get("TemplateTested", Cluster, errors.Length, string.Join(" ", errors))));
        }

        if (errors.Length > 0)
        {
            pipeline.WriteWarning(Messages.Get("TemplateForced", Cluster, string.Join(" ", errors)));
        }

        foreach (TemplateFinding mismatch in findings.Where(finding => finding.Id == FindingIds.VersionMismatch))
        {
            pipeline.WriteWarning($"[{Cluster}] {mismatch.Message} {mismatch.Recommendation}");
        }
    }

    private InjectionSettings Settings(TemplateChangePlan plan) => request.Settings ?? InjectionDefaults.Settings(plan.IstioVersion);

    /// <summary>What the change does to the pod of a usual gateway; nothing where the text before or after is not known.</summary>
    private IReadOnlyList<string> PodChanges(TemplateChangePlan plan)
    {
        string? before = plan.Current ?? request.InForce;
        if (plan.Desired is null || (before is null && plan.TemplateName == TemplateName.Gateway))
        {
            return [];
        }

        InjectionSettings settings = Settings(plan);
        IReadOnlyList<PodChange> changes = request.Memo.Of(
            settings,
            [plan.TemplateName, before, plan.Desired],
            () => IntendedChanges.Of(plan.TemplateName, before, plan.Desired, settings, _yaml, CancellationToken.None));
        return [.. changes.Select(change => change.ToString())];
    }

    /// <summary>
    /// Finds out that the write will be denied while nothing is done yet. A dry run on the server finds out by itself.
    /// </summary>
    private async Task CheckAccessAsync(CancellationToken cancellationToken)
    {
        if (request.DryRun)
        {
            return;
        }

        AccessQuestion question = new("patch", ResourceType.Istio, request.IstioName);
        ClusterException? denial = await AccessCheck.DenialAsync(api, Cluster, question, pipeline, cancellationToken).ConfigureAwait(false);
        if (denial is null)
        {
            return;
        }

        if (!request.OnlyAsking)
        {
            throw denial;
        }

        pipeline.WriteWarning(Messages.Get(
            "PatchWouldNotBeAllowed", Cluster, question.Verb, AccessCheck.What(question), Messages.Advice(ErrorId.PermissionDenied, RbacRule.For(denial))));
    }

    /// <summary>The difference of the texts, and below it what that means for a gateway's pod.</summary>
    private static string Shown(string diff, IReadOnlyList<string> podChanges) => podChanges.Count == 0
        ? diff
        : $"{diff.TrimEnd('\n')}\n{Messages.Get("PodChangesTitle")}\n{string.Join('\n', podChanges.Select(change => $"  {change}"))}";

    /// <summary>The difference, with the default in the place of an override that is not there, where the default is known.</summary>
    private async Task<string> DiffAsync(TemplateChangePlan plan, CancellationToken cancellationToken)
    {
        string? own = request.InForce ?? (request.IsUndo
            ? await new UndoDefault(api, pipeline, request.Cluster).FindAsync(plan, cancellationToken).ConfigureAwait(false)
            : null);
        string? before = plan.Current ?? own;
        string? after = plan.Desired ?? own;
        return Adapters.Differ().Unified(
            before, after, Label("a", plan.Current is null && before is not null), Label("b", plan.Desired is null && after is not null));
    }

    private Task<Consent> AskAsync(TemplateChangePlan plan, string diff)
    {
        string description = Messages.Get(
            plan.Desired is null ? "RemoveDescription" : "SetDescription", plan.TemplateName, plan.IstioName, Cluster, request.Cluster.Server);
        string question = Messages.Get(
            plan.Desired is null ? "RemoveWarning" : "SetWarning", plan.TemplateName, plan.IstioName, Cluster, request.Cluster.Server);
        return pipeline.ShouldProcessAsync($"{description}\n{diff}", $"{question}\n{diff}", Messages.Get("ConfirmCaption"));
    }

    private async Task<string> BackUpAsync(TemplateChangePlan plan, string folder, CancellationToken cancellationToken)
    {
        TemplateBackup backup = TemplateBackup.Of(request.Cluster, plan, TimeProvider.System);
        try
        {
            string path = await backup.SaveAsync(folder, cancellationToken).ConfigureAwait(false);
            pipeline.WriteVerbose(Messages.Get("BackupWritten", Cluster, path));
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new RecordException(ErrorRecords.ForFile(ErrorId.BackupFailed, ErrorCategory.WriteError, folder, exception));
        }
    }

    private void Report(TemplateChangePlan plan, TemplateChangeOutcome result)
    {
        if (request.DryRun)
        {
            pipeline.WriteVerbose(Messages.Get("DryRunDone", Cluster, plan.IstioName));
        }
        else if (result.Changed)
        {
            pipeline.WriteVerbose(plan.Desired is null
                ? Messages.Get("Removed", Cluster, plan.IstioName, result.Generation, plan.TemplateName)
                : Messages.Get("Changed", Cluster, plan.IstioName, result.Generation, plan.TemplateName, plan.DesiredSha256));
            pipeline.WriteVerbose(Messages.Get("RecreatePods"));
        }
    }

    private Task WriteAsync(TemplateChangePlan plan, bool changed, bool dryRun, long generation, string diff, IReadOnlyList<string> podChanges, string? backup) =>
        pipeline.WriteObjectAsync(new IstioTemplateChange
        {
            Cluster = request.Cluster,
            Name = plan.IstioName,
            Changed = changed,
            DryRun = dryRun,
            Generation = generation,
            TemplateName = plan.TemplateName,
            PreviousSha256 = plan.CurrentSha256,
            Sha256 = plan.DesiredSha256,
            Diff = diff,
            PodChanges = podChanges,
            BackupPath = backup,
        });

    private string Label(string side, bool isDefault = false) =>
        $"{side}/istio/{request.IstioName}/templates/{request.TemplateName}{(isDefault ? " (default in force)" : "")}";
}
