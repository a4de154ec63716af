using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Core.Tests.Readiness;
using IstioGateway.Templates;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Templates;

public sealed class LiveTemplateReaderTests : IDisposable
{
    private static readonly ResourceRef Injector = new(ResourceType.ConfigMap, "istio-sidecar-injector", "istio-system");

    private readonly FakeClusterApi _api = new();

    public LiveTemplateReaderTests()
    {
        _api.Put(IstioSamples.Default, IstioSamples.Istio());
        _api.Put(Injector, ConfigMap("""{"templates":{"gateway":"spec: {}\n","sidecar":"x"}}""", """{"sidecarInjectorWebhook":{"templates":{}}}"""));
    }

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task The_default_is_read_with_two_requests()
    {
        LiveTemplate live = await ReadAsync();

        Assert.Equal(("spec: {}\n", LiveTemplateOrigin.Default), (live.Text, live.Origin));
        Assert.Equal(("istio-system", "istio-sidecar-injector", "v1.28.0", "default"), (live.Config.Place.Namespace, live.Config.Place.Name, live.IstioVersion, live.Revision));
        Assert.Equal("template gateway of ConfigMap istio-system/istio-sidecar-injector (default)", live.ToString());
        Assert.Equal(2, _api.Requests.Count);
    }

    [Fact]
    public async Task An_override_is_known_by_its_echo_in_the_values()
    {
        _api.Put(Injector, ConfigMap("""{"templates":{"gateway":"mine"}}""", """{"sidecarInjectorWebhook":{"templates":{"gateway":"mine"}}}"""));

        LiveTemplate live = await ReadAsync();

        Assert.Equal(("mine", LiveTemplateOrigin.Override), (live.Text, live.Origin));
    }

    [Theory]
    [InlineData("default", "istio-sidecar-injector")]
    [InlineData("mesh", "istio-sidecar-injector-mesh")]
    [InlineData("default-v1-28-6", "istio-sidecar-injector-default-v1-28-6")]
    public async Task The_active_revision_and_the_namespace_say_which_ConfigMap(string revision, string name)
    {
        _api.Change(IstioSamples.Default, istio =>
        {
            istio["status"]!["activeRevisionName"] = revision;
            istio["spec"]!["namespace"] = "mesh-system";
        });
        JsonObject configMap = ConfigMap("""{"templates":{"gateway":"there"}}""", "{}");
        configMap["metadata"]!["name"] = name;
        _api.Put(new ResourceRef(ResourceType.ConfigMap, name, "mesh-system"), configMap);

        Assert.Equal("there", (await ReadAsync()).Text);
    }

    [Fact]
    public async Task No_active_revision_is_an_error()
    {
        _api.Change(IstioSamples.Default, istio => istio["status"] = new JsonObject());

        await RefusedAsync(LiveTemplateError.NoActiveRevision);
    }

    [Fact]
    public async Task No_ConfigMap_is_an_error()
    {
        await _api.DeleteAsync(Injector, new WriteOptions(), CancellationToken.None);

        await RefusedAsync(LiveTemplateError.NoConfigMap);
    }

    [Fact]
    public async Task No_right_to_read_it_is_an_error_in_the_servers_words()
    {
        _api.Before = (request, _) => request.Target.StartsWith("configmaps", StringComparison.Ordinal)
            ? throw new ClusterException(ClusterErrorKind.Forbidden, "no") { ServerMessage = "user cannot get configmaps" }
            : Task.CompletedTask;

        Assert.Contains("user cannot get configmaps", (await RefusedAsync(LiveTemplateError.NotAllowed)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{not yaml", "{}")]
    [InlineData("[]", "{}")]
    [InlineData("""{"templates":7}""", "{}")]
    [InlineData("""{"templates":{"gateway":"x"}}""", "{not json")]
    [InlineData(null, "{}")]
    [InlineData("""{"templates":{"gateway":"x"}}""", null)]
    public async Task A_ConfigMap_that_istiod_could_not_read_is_an_error(string? config, string? values)
    {
        _api.Put(Injector, ConfigMap(config, values));

        await RefusedAsync(LiveTemplateError.Unreadable);
    }

    [Fact]
    public async Task A_template_that_is_not_there_is_an_error_that_names_those_that_are() =>
        Assert.Contains("it has gateway, sidecar", (await RefusedAsync(LiveTemplateError.NoSuchTemplate, "waypoint")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task What_ails_the_server_passes_through()
    {
        _api.Before = (request, _) => request.Target.StartsWith("configmaps", StringComparison.Ordinal)
            ? throw new ClusterException(ClusterErrorKind.Unreachable, "gone")
            : Task.CompletedTask;
        Assert.Equal(ClusterErrorKind.Unreachable, (await Assert.ThrowsAsync<ClusterException>(() => ReadAsync())).Kind);

        _api.Before = (_, _) => throw new ClusterException(ClusterErrorKind.ResourceNotFound, "no such Istio");
        Assert.Equal(ClusterErrorKind.ResourceNotFound, (await Assert.ThrowsAsync<ClusterException>(() => ReadAsync())).Kind);
    }

    private static JsonObject ConfigMap(string? config, string? values)
    {
        JsonObject data = [];
        if (config is not null)
        {
            data["config"] = config;
        }

        if (values is not null)
        {
            data["values"] = values;
        }

        return new JsonObject { ["metadata"] = new JsonObject { ["name"] = "istio-sidecar-injector" }, ["data"] = data };
    }

    private Task<LiveTemplate> ReadAsync(string template = "gateway") =>
        LiveTemplateReader.ReadAsync(_api, new JsonOnlyYaml(), "default", template, CancellationToken.None);

    private async Task<LiveTemplateException> RefusedAsync(LiveTemplateError error, string template = "gateway")
    {
        LiveTemplateException refusal = await Assert.ThrowsAsync<LiveTemplateException>(() => ReadAsync(template));
        Assert.Equal(error, refusal.Error);
        Assert.Contains("-Base Documented", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("-TemplatePath", refusal.Message, StringComparison.Ordinal);
        return refusal;
    }
}
