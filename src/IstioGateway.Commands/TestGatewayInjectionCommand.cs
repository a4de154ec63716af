using System.Management.Automation;
using System.Text;
using System.Text.Json.Nodes;
using IstioGateway.Admission;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;

namespace IstioGateway.Commands;

/// <summary>Test-GatewayInjection: what becomes of a gateway's pod when it is created now. It changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "GatewayInjection", DefaultParameterSetName = NamespaceSet, HelpUri = Help.Root + "Test-GatewayInjection.md")]
[OutputType(typeof(GatewayInjection))]
[OutputType(typeof(bool))]
public sealed class TestGatewayInjectionCommand : ClusterCmdlet
{
    private const string NamespaceSet = "Namespace";
    private const string DeploymentSet = "Deployment";
    private const string WorkloadSet = "Workload";

    private readonly StringBuilder _pipedText = new();
    private readonly HashSet<IstioCluster> _begun = [];
    private bool _isGiven;

    /// <summary>The namespace. Without more its gateways are tested, or the built-in sample where it has none.</summary>
    [Parameter(ParameterSetName = NamespaceSet, Mandatory = true, Position = 0)]
    [Parameter(ParameterSetName = DeploymentSet, Mandatory = true, Position = 0)]
    [Parameter(ParameterSetName = WorkloadSet, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string? Namespace { get; set; }

    /// <summary>Names of Deployments.</summary>
    [Parameter(ParameterSetName = DeploymentSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(GatewayNameCompleter))]
    public string[]? Deployment { get; set; }

    /// <summary>Tests the built-in sample, whatever the namespace has.</summary>
    [Parameter(ParameterSetName = NamespaceSet)]
    public SwitchParameter Sample { get; set; }

    /// <summary>A Deployment or Pod that need not exist: an object, or YAML or JSON text, also line by line.</summary>
    [Parameter(ParameterSetName = WorkloadSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? Workload { get; set; }

    /// <summary>Answers only whether each gateway works.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override bool HasInput => Workload is not null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();

        // What is piped comes later.
        _isGiven = Workload is not null;
        if (Namespace is not null)
        {
            Names.Check(this, ResourceName.WhyNotLabel(Namespace), Namespace, Messages.Get("KindNamespace"));
        }

        foreach (string name in Deployment ?? [])
        {
            Names.Check(this, ResourceName.WhyNotSubdomain(name), name, Messages.Get("KindDeployment"));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName != WorkloadSet)
        {
            LookAt(SelectedClusters());
            return;
        }

        if (_isGiven)
        {
            LookAtManifest(Workload!);
            return;
        }

        // The engine gives a piped object to the parameter that takes anything before it looks for a better one.
        if (ClusterOf(Workload!) is { } cluster)
        {
            if (Namespace is null)
            {
                ThrowTerminatingError(ErrorRecords.Create(
                    ErrorId.InvalidManifest, ErrorCategory.InvalidArgument, cluster, Messages.Get("NamespaceNeeded")));
            }

            LookAt([cluster]);
        }
        else if (Workload!.BaseObject is string line)
        {
            _pipedText.Append(line).Append('\n');
        }
        else
        {
            LookAtManifest(Workload);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_pipedText.Length > 0)
        {
            LookAtManifest(_pipedText.ToString());
        }

        base.EndProcessing();
    }

    private static IstioCluster? ClusterOf(PSObject piped) =>
        piped.BaseObject as IstioCluster ?? AnotherSession.ClusterOf(piped) ?? (piped.Properties["Cluster"]?.Value is PSObject { BaseObject: IstioCluster wrapped } ? wrapped
            : piped.Properties["Cluster"]?.Value as IstioCluster);

    /// <summary>Many objects of one cluster may be piped, such as its nodes; it is looked at once.</summary>
    private void LookAt(IEnumerable<IstioCluster> clusters)
    {
        foreach (IstioCluster cluster in clusters.Where(_begun.Add))
        {
            StartOn(cluster, async (pipeline, api, token) =>
            {
                InjectionTest test = Test(cluster, api, pipeline);
                if (Deployment is null)
                {
                    IReadOnlyList<InjectionSubject> subjects = Sample
                        ? [InjectionSubject.SampleIn(Namespace!)]
                        : await test.FindAsync(Namespace!, token).ConfigureAwait(false);
                    await WriteAsync(test, subjects, pipeline, token).ConfigureAwait(false);
                    return;
                }

                foreach (string name in Deployment.Distinct(StringComparer.Ordinal))
                {
                    await WriteNamedAsync(test, cluster, name, pipeline, token).ConfigureAwait(false);
                }
            });
        }
    }

    private static InjectionTest Test(IstioCluster cluster, IClusterApi api, IPipeline pipeline) => new(api, cluster)
    {
        Denied = (denial, consequence) => pipeline.WarnOf(cluster, "InjectionReadDenied", denial, consequence),
    };

    private async Task WriteNamedAsync(InjectionTest test, IstioCluster cluster, string name, IPipeline pipeline, CancellationToken cancellationToken)
    {
        try
        {
            InjectionSubject subject = await test.FindAsync(Namespace!, name, cancellationToken).ConfigureAwait(false);
            await WriteAsync(test, [subject], pipeline, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException exception) when (exception.Kind == ClusterErrorKind.ResourceNotFound)
        {
            await pipeline.WriteErrorAsync(ErrorRecords.From(exception, cluster, cluster.Name)).ConfigureAwait(false);
        }
        catch (FormatException exception)
        {
            await pipeline.WriteErrorAsync(NotAWorkload(name, exception)).ConfigureAwait(false);
        }
    }

    private void LookAtManifest(object manifest)
    {
        InjectionSubject[] subjects;
        try
        {
            JsonObject read = JsonArgument.Read(manifest, nameof(Workload));
            JsonObject[] items = read["items"] is JsonArray list ? [.. list.OfType<JsonObject>()] : [read];
            subjects = [.. items.Select(item => InjectionSubject.Of(item, Namespace))];
        }
        catch (RecordException exception)
        {
            WriteError(exception.Record);
            return;
        }
        catch (FormatException exception)
        {
            WriteError(NotAWorkload($"-{nameof(Workload)}", exception));
            return;
        }

        foreach (IstioCluster cluster in SelectedClusters())
        {
            StartOn(cluster, (pipeline, api, token) => WriteAsync(Test(cluster, api, pipeline), subjects, pipeline, token));
        }
    }

    private async Task WriteAsync(
        InjectionTest test, IEnumerable<InjectionSubject> subjects, IPipeline pipeline, CancellationToken cancellationToken)
    {
        foreach (InjectionSubject subject in subjects)
        {
            GatewayInjection result = await test.RunAsync(subject, cancellationToken).ConfigureAwait(false);
            await pipeline.WriteObjectAsync(Quiet ? result.Works : result).ConfigureAwait(false);
        }
    }

    private static ErrorRecord NotAWorkload(string name, FormatException exception) => ErrorRecords.Create(
        ErrorId.InvalidManifest, ErrorCategory.InvalidData, name, Messages.Get(ErrorId.InvalidManifest, name, exception.Message), cause: exception);
}
