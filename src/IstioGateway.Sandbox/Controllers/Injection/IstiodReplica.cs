using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;
using IstioGateway.Sandbox.Api.Admission;
using IstioGateway.Templates;

namespace IstioGateway.Sandbox.Controllers.Injection;

/// <summary>
/// One replica of istiod, as far as it injects: it has its own copy of the configuration, which follows the ConfigMap after a lag.
/// A configuration with a template that does not parse is not taken: a running replica keeps the one it has, with a line in its
/// log; a replica that starts with it does not come up (istio 1.28.10, pkg/kube/inject/watcher.go:141-146, webhook.go:229-232).
/// </summary>
internal sealed class IstiodReplica(string name, string revision, JsonObject meshConfig, IYamlCodec yaml, TimeProvider clock, Action<string> log)
{
    private readonly object _gate = new();
    private readonly Queue<(DateTimeOffset Arrived, JsonObject ConfigMap)> _pending = new();
    private JsonObject? _data;
    private Running? _running;

    /// <summary>How long it takes until a change is in force; <see cref="Timeout.InfiniteTimeSpan"/> when it never is.</summary>
    public TimeSpan Lag { get; set; }

    /// <summary>Starts with a ConfigMap.</summary>
    /// <param name="configMap">The injector ConfigMap; <see langword="null"/> when there is none, and istiod then runs without an injector.</param>
    /// <returns>Whether it came up.</returns>
    public bool TryStart(JsonObject? configMap)
    {
        lock (_gate)
        {
            try
            {
                _running = configMap is null ? null : Read(configMap);
                _data = configMap?["data"]?.DeepClone().AsObject();
                return true;
            }
            catch (Exception exception) when (exception is LiveTemplateException or InjectionException)
            {
                log($"{name}: error initializing sidecar injector: {exception.Message}");
                return false;
            }
        }
    }

    /// <summary>Hands over a changed ConfigMap; it is in force once the lag has passed.</summary>
    public void Offer(JsonObject configMap)
    {
        lock (_gate)
        {
            _pending.Enqueue((clock.GetUtcNow(), configMap));
            TakeDue();
        }
    }

    /// <summary>Answers an AdmissionReview.</summary>
    /// <exception cref="ServiceUnavailableException">It runs without an injector.</exception>
    public JsonObject Answer(JsonObject review, CancellationToken cancellationToken)
    {
        Running running;
        lock (_gate)
        {
            TakeDue();
            running = _running ?? throw ServiceUnavailableException.NoSuchPath();
        }

        JsonObject pod = review["request"]!["object"]!.DeepClone().AsObject();
        JsonObject metadata = pod["metadata"]!.AsObject();
        metadata.Remove("managedFields");
        metadata["namespace"] ??= review["request"]!["namespace"]?.DeepClone();
        if (InjectionPolicy.Decide(running.Config, pod) != InjectionSkip.None)
        {
            return AdmissionReview.Allow(review, patch: null);
        }

        try
        {
            InjectionResult result = running.Injector.Inject(GatewayWorkload.From(pod), cancellationToken);
            return AdmissionReview.Allow(review, PodPatch.Between(pod, InjectedPod.Finish(result, running.Settings)));
        }
        catch (InjectionException exception)
        {
            string message = Words(exception);
            log($"{name}: Pod injection failed: {message}");
            return AdmissionReview.Deny(review, message);
        }
    }

    /// <summary>How istiod words it (webhook.go, <c>injectPod</c>; inject.go:470-490). What YAML has to say is lost on the way.</summary>
    private static string Words(InjectionException failure) => failure.Step switch
    {
        InjectionStep.Read => "failed to run injection template: failed applying injection overlay: strategic merge: invalid JSON document",
        InjectionStep.Merge when failure.Template.Length == 0 => $"failed to re apply container: {failure.Message}",
        InjectionStep.Merge => $"failed to run injection template: failed applying injection overlay: strategic merge: {failure.Message}",
        InjectionStep.Decode => $"failed to run injection template: failed applying injection overlay: unmarshal patched pod: {failure.Message}",
        _ => $"failed to run injection template: {failure.Message}",
    };

    private void TakeDue()
    {
        while (_pending.TryPeek(out (DateTimeOffset Arrived, JsonObject ConfigMap) next)
            && Lag != Timeout.InfiniteTimeSpan
            && clock.GetUtcNow() >= next.Arrived + Lag)
        {
            _pending.Dequeue();
            Take(next.ConfigMap);
        }
    }

    private void Take(JsonObject configMap)
    {
        JsonObject? data = configMap["data"]?.AsObject();
        if (_running is null || JsonNode.DeepEquals(_data, data))
        {
            return;
        }

        try
        {
            _running = Read(configMap);
            _data = data?.DeepClone().AsObject();
            log($"{name}: injection configuration of version {configMap.Text("metadata", "resourceVersion")} is in force");
        }
        catch (Exception exception) when (exception is LiveTemplateException or InjectionException)
        {
            log(string.Create(CultureInfo.InvariantCulture, $"{name}: failed to read injection config from ConfigMap: {exception.Message}"));
        }
    }

    private Running Read(JsonObject configMap)
    {
        ResourceRef place = new(
            ResourceType.ConfigMap, configMap.Text("metadata", "name") ?? "", configMap.Text("metadata", "namespace"));
        InjectorConfig config = InjectorConfig.Read(configMap, place, yaml);
        InjectionSettings settings = config.Settings(revision, meshConfig);
        PodInjector injector = new(settings, yaml);
        injector.ParseAll();
        return new Running(config, settings, injector);
    }

    private sealed record Running(InjectorConfig Config, InjectionSettings Settings, PodInjector Injector);
}
