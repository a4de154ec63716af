using System.Text.Json.Nodes;
using IstioGateway.Readiness;

namespace IstioGateway.Core.Tests.Readiness;

public class TemplateWriterTests
{
    private const string Early = "2026-01-01T00:00:00Z";
    private const string Late = "2026-01-01T00:00:09Z";

    [Fact]
    public void The_newest_owner_of_the_field_wrote_it()
    {
        JsonObject istio = With(
            ManagedFields.Of("kubectl", Late), ManagedFields.Of("us", Early, "gateway"), ManagedFields.Of("flux", Late, "other", "gateway"));

        Assert.Equal("flux", TemplateWriter.Find(istio, null, "gateway"));
        Assert.Equal("flux", TemplateWriter.Find(istio, null, "other"));
    }

    [Fact]
    public void Who_took_the_field_out_is_the_one_whose_entry_moved()
    {
        JsonObject before = With(ManagedFields.Of("kubectl", Early), ManagedFields.Of("us", Early, "gateway"));
        JsonObject after = With(ManagedFields.Of("kubectl", Early), ManagedFields.Of("argocd", Late));

        Assert.Equal("argocd", TemplateWriter.Find(after, before, "gateway"));
    }

    [Fact]
    public void Nobody_is_accused_where_it_cannot_be_told()
    {
        JsonObject before = With(ManagedFields.Of("kubectl", Early), ManagedFields.Of("us", Early, "gateway"));

        Assert.Null(TemplateWriter.Find(With(ManagedFields.Of("kubectl", Early)), before, "gateway"));
        Assert.Null(TemplateWriter.Find(With(ManagedFields.Of("a", Late), ManagedFields.Of("b", Late)), before, "gateway"));
        Assert.Null(TemplateWriter.Find(With(ManagedFields.Of("argocd", Late)), null, "gateway"));
        Assert.Null(TemplateWriter.Find([], [], "gateway"));
    }

    [Fact]
    public void Who_writes_the_status_is_not_asked()
    {
        JsonObject status = ManagedFields.Of("sail-operator", Late);
        status["subresource"] = "status";
        JsonObject before = With(ManagedFields.Of("us", Early, "gateway"));

        Assert.Equal("argocd", TemplateWriter.Find(With(status, ManagedFields.Of("argocd", Late)), before, "gateway"));
    }

    private static JsonObject With(params JsonObject[] entries) =>
        new() { ["metadata"] = new JsonObject { ["managedFields"] = new JsonArray([.. entries]) } };
}
