using CsCheck;
using IstioGateway.Templates;
using IstioGateway.Testing;
using Microsoft.Extensions.Time.Testing;

namespace IstioGateway.Core.Tests.Templates;

public sealed class TemplateBackupTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("istiogateway-");
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 23, 12, 25, 41, TimeSpan.Zero));
    private readonly FakeClusterApi _api = new("arn:aws:eks/prod");

    public void Dispose()
    {
        _api.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task It_reads_back_what_it_wrote_with_where_and_when()
    {
        TemplateBackup backup = Backup("a: \"b\"\\\t</script>\U0001F600é\r\n\n");

        string path = await backup.SaveAsync(_folder.FullName, CancellationToken.None);
        TemplateBackup read = await TemplateBackup.ReadAsync(path, CancellationToken.None);

        Assert.Equal(backup, read);
        Assert.Equal(("arn:aws:eks/prod", "https://127.0.0.1:6443/", "default", "gateway", "v1.28.0"), (read.Cluster, read.Server, read.Istio, read.TemplateName, read.IstioVersion));
        Assert.Equal(_clock.GetUtcNow(), read.Time);
        Assert.Equal("20261123T122541.000Z_arn-aws-eks-prod_default_gateway.json", Path.GetFileName(path));
    }

    [Fact]
    public Task Any_text_comes_back_to_the_byte() => Gen.String.Where(text => IsUnicode(text)).SampleAsync(
        async text =>
        {
            string path = await Backup(text).SaveAsync(_folder.FullName, CancellationToken.None);
            Assert.Equal(text, (await TemplateBackup.ReadAsync(path, CancellationToken.None)).Template);
        },
        iter: 50);

    [Fact]
    public async Task No_override_is_kept_as_none()
    {
        string path = await Backup(null).SaveAsync(_folder.FullName, CancellationToken.None);

        TemplateBackup read = await TemplateBackup.ReadAsync(path, CancellationToken.None);

        Assert.Null(read.Template);
        Assert.Null(read.Sha256);
    }

    [Fact]
    public async Task Nothing_is_ever_overwritten_and_names_sort_by_time()
    {
        List<string> paths = [];
        for (int i = 0; i < 3; i++)
        {
            paths.Add(await Backup($"text {i}").SaveAsync(_folder.FullName, CancellationToken.None));
        }

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        paths.Add(await Backup("text 3").SaveAsync(_folder.FullName, CancellationToken.None));

        for (int i = 0; i < paths.Count; i++)
        {
            Assert.Equal($"text {i}", (await TemplateBackup.ReadAsync(paths[i], CancellationToken.None)).Template);
        }

        Assert.True(string.CompareOrdinal(paths[0], paths[3]) < 0 && string.CompareOrdinal(paths[2], paths[3]) < 0);
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_made()
    {
        string path = await Backup("x").SaveAsync(Path.Combine(_folder.FullName, "a", "b"), CancellationToken.None);

        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task A_write_that_is_cancelled_leaves_no_file()
    {
        using CancellationTokenSource stopped = new();
        await stopped.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Backup("x").SaveAsync(_folder.FullName, stopped.Token));

        Assert.Empty(_folder.GetFiles());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("[1]")]
    public async Task A_file_that_is_no_backup_is_refused(string content)
    {
        string path = Path.Combine(_folder.FullName, "x.json");
        await File.WriteAllTextAsync(path, content);

        await Assert.ThrowsAsync<InvalidDataException>(() => TemplateBackup.ReadAsync(path, CancellationToken.None));
    }

    [Theory]
    [InlineData("old text", "new text")]
    [InlineData("\"format\": 1", "\"format\": 2")]
    public async Task A_backup_that_was_changed_is_refused(string old, string changed)
    {
        string path = await Backup("old text").SaveAsync(_folder.FullName, CancellationToken.None);
        string content = await File.ReadAllTextAsync(path);
        Assert.Contains(old, content, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, content.Replace(old, changed, StringComparison.Ordinal));

        await Assert.ThrowsAsync<InvalidDataException>(() => TemplateBackup.ReadAsync(path, CancellationToken.None));
    }

    private static bool IsUnicode(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)) == text;

    private TemplateBackup Backup(string? current) => TemplateBackup.Of(
        new IstioCluster(_api),
        new TemplateChangePlan
        {
            IstioName = "default",
            TemplateName = "gateway",
            Current = current,
            Desired = "new",
            ResourceVersion = "1",
            Generation = 1,
            IstioVersion = "v1.28.0",
            OtherTemplates = new Dictionary<string, string>(),
        },
        _clock);
}
