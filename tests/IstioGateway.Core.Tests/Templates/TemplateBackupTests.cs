using System.Text.Json.Nodes;
using CsCheck;
using IstioGateway.Core.Tests.Readiness;
using IstioGateway.Patches;
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
    public Task Any_text_comes_back_to_the_byte() => Texts.SampleAsync(
        async text =>
        {
            string path = await Backup(text).SaveAsync(_folder.FullName, CancellationToken.None);
            string read = (await TemplateBackup.ReadAsync(path, CancellationToken.None)).Template!;
            Assert.Equal(System.Text.Encoding.UTF8.GetBytes(text), System.Text.Encoding.UTF8.GetBytes(read));
        },
        iter: 100);

    [Fact]
    public Task Restoring_it_gives_back_the_exact_bytes() => Texts.SampleAsync(
        async text =>
        {
            // One in its own cluster for each text: an override is there, is changed with a backup, and is put back.
            using FakeClusterApi api = new();
            JsonObject istio = IstioSamples.Istio();
            istio["spec"]!["values"] = GatewayTemplatePatchBody.For("gateway", text)["spec"]!["values"]!.DeepClone();
            api.Put(IstioSamples.Default, istio);
            TemplateChanger changer = new(api);
            TemplateChangePlan plan = await changer.PlanAsync("default", "gateway", "other " + text, CancellationToken.None);
            string path = await TemplateBackup.Of(new IstioCluster(api), plan, _clock).SaveAsync(_folder.FullName, CancellationToken.None);
            await changer.ApplyAsync(plan, dryRun: false, CancellationToken.None);

            TemplateBackup backup = await TemplateBackup.ReadAsync(path, CancellationToken.None);
            TemplateChangePlan undo = await changer.PlanAsync(backup.Istio, backup.TemplateName, backup.Template, CancellationToken.None);
            Assert.True((await changer.ApplyAsync(undo, dryRun: false, CancellationToken.None)).Changed);

            Assert.True(JsonNode.DeepEquals(istio["spec"], api.Read(IstioSamples.Default)["spec"]));
        },
        iter: 50);

    [Theory]
    [InlineData(0xD83D)]
    [InlineData(0xDE00)]
    public async Task Half_a_surrogate_pair_is_refused_and_leaves_no_file(int half)
    {
        string text = $"a{(char)half}b";

        await Assert.ThrowsAsync<InvalidDataException>(() => Backup(text).SaveAsync(_folder.FullName, CancellationToken.None));

        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task A_reader_never_sees_half_a_backup()
    {
        string large = new('x', 300_000);
        using CancellationTokenSource written = new();
        Task<int> reading = Task.Run(async () =>
        {
            int seen = 0;
            while (!written.IsCancellationRequested)
            {
                foreach (FileInfo file in _folder.GetFiles("*.json"))
                {
                    Assert.Equal(large, (await TemplateBackup.ReadAsync(file.FullName, CancellationToken.None)).Template);
                    seen++;
                }
            }

            return seen;
        });

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Backup(large).SaveAsync(_folder.FullName, CancellationToken.None)));
        await written.CancelAsync();

        await reading;
        Assert.Equal(20, _folder.GetFiles().Length);
        Assert.All(_folder.GetFiles(), file => Assert.Equal(".json", file.Extension));
    }

    [Fact]
    public async Task What_a_lost_process_left_behind_is_in_nobodys_way()
    {
        string first = await Backup("a").SaveAsync(_folder.FullName, CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, Path.GetFileNameWithoutExtension(first) + "_2.json.tmp"), "{ \"format\": 1, \"tem");

        string second = await Backup("b").SaveAsync(_folder.FullName, CancellationToken.None);

        Assert.Equal("a", (await TemplateBackup.ReadAsync(first, CancellationToken.None)).Template);
        Assert.Equal("b", (await TemplateBackup.ReadAsync(second, CancellationToken.None)).Template);
    }

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

    private static readonly string[] Pieces =
    [
        "a: b", "\r\n", "\n", "\r", "\n\n", " ", "\t", "\"", "\\", "{{ .X }}", "\u0001", "\u2028", "\uFEFF", "\uFFFD", "é", "漢", "\U0001F600", "</script>",
    ];

    /// <summary>Texts that files and templates are made of: line ends of all kinds, trailing ones, quotes, controls, any plane of Unicode.</summary>
    private static Gen<string> Texts { get; } = Gen.OneOf(
        Gen.String,
        Gen.Int[0, Pieces.Length - 1].Array[0, 12].Select(picked => string.Concat(picked.Select(piece => Pieces[piece]))))
        .Where(text => TemplateText.IsWellFormed(text));

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
