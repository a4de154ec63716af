using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>
/// What makes Deployments into running pods, as ordinary clients of the API: the Deployment, ReplicaSet and disruption controllers,
/// the scheduler and the kubelets. They only wait while there is nothing of that kind, and list nodes when there is a pod to place.
/// </summary>
internal sealed class WorkloadControllers
{
    private readonly WorkQueue _deployments;
    private readonly WorkQueue _replicaSets;
    private readonly WorkQueue _budgets;
    private readonly WorkQueue _unplaced;
    private readonly WorkQueue _placed;
    private readonly NodeCache _nodes;
    private readonly PlacedPods _pods = new();
    private readonly ConcurrentDictionary<ObjectKey, bool> _knownBudgets = new();
    private readonly ObjectWatch[] _watches;

    /// <summary>Puts the controllers together.</summary>
    public WorkloadControllers(ControllerContext context)
    {
        _nodes = new NodeCache(context) { NodeChanged = NodeChanged };
        DeploymentController deployments = new(context);
        _deployments = new WorkQueue(context, "deployment", deployments.ReconcileAsync);
        _replicaSets = new WorkQueue(context, "replicaset", new ReplicaSetController(context).ReconcileAsync);
        _budgets = new WorkQueue(context, "poddisruptionbudget", new DisruptionController(context).ReconcileAsync);
        _unplaced = new WorkQueue(context, "scheduler", new Scheduler(context, _nodes, _pods).ReconcileAsync);
        _placed = new WorkQueue(context, "kubelet", new Kubelet(context, _nodes).ReconcileAsync);
        deployments.LookAgain = _deployments.AddAfter;
        _watches =
        [
            new ObjectWatch(context, ResourceType.Deployment, DeploymentChanged, DeploymentChanged),
            new ObjectWatch(context, KubernetesTypes.ReplicaSet, ReplicaSetChanged, ReplicaSetChanged),
            new ObjectWatch(context, KubernetesTypes.PodDisruptionBudget, BudgetChanged, BudgetDeleted),
            new ObjectWatch(context, ResourceType.Service, ServiceChanged, ServiceChanged),
            new ObjectWatch(context, ResourceType.Pod, PodChanged, PodDeleted),
        ];
    }

    /// <summary>Runs the controllers until the token ends them.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
    [
        .. _watches.Select(watch => watch.RunAsync(cancellationToken)),
        .. new[] { _deployments, _replicaSets, _budgets, _unplaced, _placed }.Select(queue => queue.RunAsync(cancellationToken)),
        _nodes.RunAsync(cancellationToken),
    ]);

    private void DeploymentChanged(JsonObject deployment) => _deployments.Add(WorkloadObjects.KeyOf(deployment));

    private void ReplicaSetChanged(JsonObject set)
    {
        _replicaSets.Add(WorkloadObjects.KeyOf(set));
        if (WorkloadObjects.ControllerOf(set, ResourceType.Deployment.Kind) is { } owner)
        {
            _deployments.Add(owner);
        }
    }

    private void BudgetChanged(JsonObject budget)
    {
        ObjectKey key = WorkloadObjects.KeyOf(budget);
        _knownBudgets[key] = true;
        _budgets.Add(key);
    }

    private void BudgetDeleted(JsonObject budget) => _knownBudgets.TryRemove(WorkloadObjects.KeyOf(budget), out _);

    private void ServiceChanged(JsonObject service)
    {
        foreach (ObjectKey pod in _pods.In(WorkloadObjects.KeyOf(service).Namespace))
        {
            _placed.Add(pod);
        }
    }

    private void PodChanged(JsonObject pod)
    {
        ObjectKey key = WorkloadObjects.KeyOf(pod);
        _pods.Note(pod);
        (string.IsNullOrEmpty(pod.Text("spec", "nodeName")) ? _unplaced : _placed).Add(key);
        TellOthers(pod);
    }

    private void PodDeleted(JsonObject pod)
    {
        _pods.Forget(WorkloadObjects.KeyOf(pod));
        TellOthers(pod);
    }

    /// <summary>A pod concerns its ReplicaSet and the budgets of its namespace.</summary>
    private void TellOthers(JsonObject pod)
    {
        if (WorkloadObjects.ControllerOf(pod, KubernetesTypes.ReplicaSet.Kind) is { } owner)
        {
            _replicaSets.Add(owner);
        }

        string space = WorkloadObjects.KeyOf(pod).Namespace;
        foreach (ObjectKey budget in _knownBudgets.Keys.Where(budget => budget.Namespace == space))
        {
            _budgets.Add(budget);
        }
    }

    private void NodeChanged(string node)
    {
        foreach (ObjectKey pod in _pods.On(""))
        {
            _unplaced.Add(pod);
        }

        foreach (ObjectKey pod in _pods.On(node))
        {
            _placed.Add(pod);
        }
    }
}
