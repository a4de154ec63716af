using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Testing;

namespace IstioGateway.Commands.Tests;

/// <summary>
/// What cmdlets write lives on outside of the session: as CLIXML, which jobs, remote sessions and Export-Clixml write, and as JSON.
/// What a script reads of it is there afterwards and means the same, and it is shown as it was.
/// </summary>
public sealed class SurvivingOutputTests(SurvivingOutputTests.Samples samples) : IClassFixture<SurvivingOutputTests.Samples>
{
    private const string Clixml =
        "$serializer = [System.Management.Automation.PSSerializer]; $live | ForEach-Object { $serializer::Deserialize($serializer::Serialize($_, $depth)) }";

    /// <summary>Every type that a cmdlet writes, and every type that lies in one.</summary>
    public static TheoryData<string> Types { get; } = [.. WrittenTypes().Select(type => type.Name).Order(StringComparer.Ordinal)];

    public static TheoryData<string, int> TypesAndDepths { get; } = new MatrixTheoryData<string, int>(Types.Select(row => row.Data), [1, 2]);

    [Theory]
    [MemberData(nameof(TypesAndDepths))]
    public void It_says_the_same_after_a_journey(string type, int depth)
    {
        foreach (PSObject live in samples.Of(type))
        {
            PSObject landed = samples.Travel(live, depth);

            Assert.Equal($"Deserialized.IstioGateway.{type}", landed.TypeNames[0]);
            Assert.Equal(live.BaseObject.ToString(), landed.ToString());
            Assert.Equal(Names(live), Names(landed));
            foreach (PSPropertyInfo property in live.Properties)
            {
                Assert.Equal(
                    (property.Name, Word(property.Value)), (property.Name, Word(landed.Properties[property.Name].Value)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(TypesAndDepths))]
    public void It_is_shown_as_it_was(string type, int depth)
    {
        foreach (PSObject live in samples.Of(type))
        {
            Assert.NotEqual("", samples.Shown(live).Trim());
            Assert.Equal(samples.Shown(live), samples.Shown(samples.Travel(live, depth)));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Its_words_and_findings_can_be_asked_for_in_another_session(string type)
    {
        foreach (PSObject landed in samples.Of(type).Select(live => samples.Travel(live, 1)))
        {
            foreach (PropertyInfo property in TypeOf(type).GetProperties())
            {
                object? value = landed.Properties[property.Name].Value;
                if (IsWord(property.PropertyType) && value is not null)
                {
                    // -eq 'Yes' and -in 'Yes', 'Unknown' compare with text.
                    Assert.IsType<string>(value);
                }
                else if (ElementOf(property.PropertyType) is { } element && IsOurs(element))
                {
                    Assert.All(Items(value), item => Assert.Equal(
                        $"Deserialized.IstioGateway.{element.Name}", Assert.IsType<PSObject>(item).TypeNames[0]));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void As_JSON_two_deep_nothing_is_a_type_name_and_nothing_a_secret(string type)
    {
        foreach (PSObject live in samples.Of(type))
        {
            JsonNode json = DepthTwoJson.Of(live, out bool truncated)!;
            string text = json.ToJsonString();

            Assert.Equal(Names(live), json.AsObject().Select(property => property.Key));
            Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
            Assert.DoesNotContain("IstioGateway.", text, StringComparison.Ordinal);
            Assert.DoesNotContain("@{", text, StringComparison.Ordinal);
            Assert.DoesNotContain(samples.Secret, text, StringComparison.Ordinal);
            Assert.Equal(
                live.Properties["Cluster"]?.Value?.ToString(), (json["Cluster"] as JsonObject)?["Name"]?.GetValue<string>());
            // A whole Kubernetes object lies in these, which no depth suits that suits the rest; ConvertTo-Json warns.
            Assert.Equal(type is nameof(KubernetesManifest) or nameof(ExpandedGatewayTemplate), truncated);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void No_CLIXML_of_it_holds_a_secret(string type) => Assert.All(samples.Of(type), live =>
        Assert.DoesNotContain(samples.Secret, PSSerializer.Serialize(live, 4), StringComparison.Ordinal));

    [Fact]
    public void Every_type_has_a_view_that_takes_it_after_a_journey_too()
    {
        XDocument format = XDocument.Load(Path.Combine(SharedFiles.RepositoryRoot, "module", "IstioGateway.Format.ps1xml"));
        HashSet<string> viewed = [];
        foreach (XElement view in format.Descendants("View"))
        {
            string[] names = [.. view.Element("ViewSelectedBy")!.Elements("TypeName").Select(name => name.Value)];
            string type = Assert.Single(names, name => !name.StartsWith("Deserialized.", StringComparison.Ordinal));
            Assert.Equal([type, $"Deserialized.{type}"], names);
            viewed.Add(type["IstioGateway.".Length..]);
        }

        Assert.Equal(Types.Select(row => row.Data), viewed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("NodeKernel", "New-GatewayTemplatePatch -Force")]
    [InlineData("NodeKernel", "Get-NodeKernel")]
    [InlineData("NodeKernel", "Get-GatewayWorkload")]
    [InlineData("NodeKernel", "Test-GatewayInjection edge")]
    [InlineData("NodeKernel", "Set-IstioGatewayTemplate -Template a")]
    [InlineData("IstioCluster", "Get-NodeKernel")]
    [InlineData("IstioCluster", "Get-IstioGatewayTemplate")]
    [InlineData("IstioCluster", "Remove-IstioGatewayTemplate")]
    [InlineData("GatewayTemplatePatch", "Set-IstioGatewayTemplate")]
    [InlineData("GatewayTemplatePatch", "Wait-IstioReady")]
    [InlineData("GatewayTemplatePatch", "Test-GatewayTemplate")]
    [InlineData("GatewayTemplatePatch", "ForEach-Object { Set-IstioGatewayTemplate -Patch $_ }")]
    [InlineData("IstioTemplateChange", "Wait-IstioReady")]
    [InlineData("IstioTemplateChange", "Restart-GatewayWorkload")]
    [InlineData("GatewayWorkloadStatus", "Restart-GatewayWorkload -All -Force")]
    [InlineData("IstioStatus", "Get-NodeKernel")]
    public void Piped_on_it_never_means_another_cluster(string type, string command)
    {
        foreach (int depth in new[] { 1, 2 })
        {
            PSObject landed = samples.Travel(samples.Of(type)[0], depth);

            // Were the default context asked instead, the error would be NoConnection: no test has one.
            RunResult result = samples.Run($"$landed | {command}", ("landed", landed));

            Assert.All(result.Errors, error => Assert.StartsWith("ConnectionGone,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
            Assert.Contains("'sandbox' holds no connection", result.Errors[0].ToString(), StringComparison.Ordinal);
            Assert.Empty(result.Output);
        }
    }

    [Fact]
    public void Nodes_of_a_job_make_one_error_and_one_patch_for_their_cluster()
    {
        samples.Set("landed", samples.Of(nameof(NodeKernel)).Select(node => samples.Travel(node, 1)).ToArray());

        Assert.Single(samples.Run("$landed | New-GatewayTemplatePatch").Errors);
        GatewayTemplatePatch patch = Assert.Single(
            samples.Run("$landed | New-GatewayTemplatePatch -Base Documented -WarningAction Ignore").ThrowIfFailed().Of<GatewayTemplatePatch>());
        Assert.Equal("sandbox", patch.Cluster!.Name);
        Assert.Null(patch.Cluster.Server);
    }

    [Theory]
    [InlineData("NodeKernel", "New-GatewayTemplatePatch -Cluster $cluster -Force -WarningAction Ignore")]
    [InlineData("GatewayTemplatePatch", "Set-IstioGatewayTemplate -Cluster $cluster -DryRun -WarningAction Ignore")]
    [InlineData("GatewayTemplatePatch", "Test-GatewayTemplate -Cluster $cluster")]
    [InlineData("GatewayWorkloadStatus", "Restart-GatewayWorkload -Cluster $cluster -All -Force -WhatIf")]
    public void With_a_new_connection_to_its_cluster_it_goes_on(string type, string command)
    {
        foreach (int depth in new[] { 1, 2 })
        {
            RunResult result = samples.Run($"$landed | {command}", ("landed", samples.Travel(samples.Of(type)[0], depth)));

            Assert.NotEmpty(result.ThrowIfFailed().Output);
        }
    }

    [Fact]
    public void Offline_objects_go_on_offline()
    {
        samples.Set("list", """{"kind":"NodeList","items":[{"metadata":{"name":"a"},"status":{"nodeInfo":{"kernelVersion":"3.10.0","operatingSystem":"linux"}}}]}""");
        samples.Set("live", samples.Run("$list | Get-NodeKernel").ThrowIfFailed().Output[0]);
        samples.Set("depth", 1);
        samples.Set("landed", samples.Run(Clixml).ThrowIfFailed().Output[0]);

        GatewayTemplatePatch patch = Assert.Single(
            samples.Run("$landed | New-GatewayTemplatePatch -WarningAction Ignore").ThrowIfFailed().Of<GatewayTemplatePatch>());

        Assert.Null(patch.Cluster);
    }

    private static HashSet<Type> WrittenTypes()
    {
        using PowerShellSession session = new();
        Queue<Type> found = new(HelpSource.Exported(session).SelectMany(command => command.OutputType).Select(output => output.Type).Where(IsOurs));
        HashSet<Type> all = [];
        while (found.TryDequeue(out Type? type))
        {
            if (all.Add(type))
            {
                foreach (PropertyInfo property in type.GetProperties().Where(property => property.Name != "EqualityContract"))
                {
                    Type inner = ElementOf(property.PropertyType) ?? property.PropertyType;
                    if (IsOurs(inner))
                    {
                        found.Enqueue(inner);
                    }
                }
            }
        }

        return all;
    }

    private static bool IsOurs(Type type) => type.Namespace == nameof(IstioGateway) && type.IsClass;

    private static bool IsWord(Type type) => (Nullable.GetUnderlyingType(type) ?? type).IsEnum;

    private static Type TypeOf(string name) => WrittenTypes().Single(type => type.Name == name);

    private static Type? ElementOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
        ? type.GetGenericArguments()[0] : null;

    private static IEnumerable<string> Names(PSObject item) => item.Properties.Select(property => property.Name);

    private static IEnumerable<object?> Items(object? value) => (value switch
    {
        PSObject { BaseObject: IEnumerable wrapped } => wrapped,
        IEnumerable bare => bare,
        _ => Array.Empty<object>(),
    }).Cast<object?>();

    /// <summary>What a person reads of a value.</summary>
    private static string Word(object? value) => value switch
    {
        null => "",
        string text => text,
        PSObject { BaseObject: PSCustomObject } bag when bag.TypeNames[0].EndsWith(nameof(PSCustomObject), StringComparison.Ordinal) =>
            string.Join("|", bag.Properties.Select(property => $"{property.Name}={Word(property.Value)}")),
        PSObject { BaseObject: IEnumerable and not string } or (IEnumerable and not PSObject) => string.Join("|", Items(value).Select(Word)),
        _ => LanguagePrimitives.ConvertTo<string>(value),
    };

    /// <summary>
    /// What ConvertTo-Json -Depth 2 -EnumsAsStrings makes of an object; the smoke tests in tests/Pester ask the cmdlet itself.
    /// </summary>
    private sealed class DepthTwoJson
    {
        private bool _truncated;

        /// <param name="value">The object.</param>
        /// <param name="truncated">Whether the cmdlet would warn that something lies deeper.</param>
        public static JsonNode? Of(object? value, out bool truncated)
        {
            DepthTwoJson writer = new();
            JsonNode? json = writer.Of(value, 0);
            truncated = writer._truncated;
            return json;
        }

        private JsonNode? Of(object? value, int depth)
        {
            object? plain = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
            switch (plain)
            {
                case null:
                    return null;
                case bool flag:
                    return JsonValue.Create(flag);
                case string or Uri or Enum:
                    return JsonValue.Create(plain.ToString());
                case DateTime or DateTimeOffset:
                    return JsonValue.Create(((IFormattable)plain).ToString("O", CultureInfo.InvariantCulture));
                case double number:
                    return JsonValue.Create(number);
                case var _ when plain.GetType().IsPrimitive:
                    return JsonValue.Create(Convert.ToInt64(plain, CultureInfo.InvariantCulture));
                case var _ when depth > 2:
                    _truncated = true;
                    return JsonValue.Create((string)LanguagePrimitives.ConvertTo(plain, typeof(string), CultureInfo.InvariantCulture));
                case IEnumerable items:
                    return new JsonArray([.. items.Cast<object?>().Select(item => Of(item, depth + 1))]);
                default:
                    // Also a TimeSpan: its Ticks, Days, TotalSeconds and so on.
                    return new JsonObject(PSObject.AsPSObject(plain).Properties
                        .Select(property => KeyValuePair.Create(property.Name, Of(property.Value, depth + 1))));
            }
        }
    }

    /// <summary>Objects of every type, as the cmdlets write them.</summary>
    public sealed class Samples : IAsyncLifetime
    {
        private const string Script = """
            $all = @($cluster)
            $all += $cluster | Get-NodeKernel
            $all += $cluster | Get-NodeKernel | New-GatewayTemplatePatch
            $all += New-GatewayTemplatePatch
            $all += $cluster | Get-IstioGatewayTemplate *, none -TemplateName * -ErrorAction Ignore
            $all += $cluster | Get-NodeKernel | New-GatewayTemplatePatch -PrivilegedPort None -Overlay old | Set-IstioGatewayTemplate
            $all += $cluster | Wait-IstioReady -Timeout 30s
            $all += $cluster | Test-GatewayInjection edge
            $all += $cluster | Test-GatewayInjection edge -Sample
            $all += $cluster | Expand-GatewayTemplate
            $all += $cluster | New-GatewayManifest edge -Namespace edge -Port 80, 443
            $all += $cluster | Get-GatewayWorkload
            $all += $cluster | Restart-GatewayWorkload -All -Force -WhatIf
            $all += $cluster | New-GatewayManifest shop -Namespace edge -Port 80 | Publish-GatewayManifest
            $report = [IO.Path]::Combine([IO.Path]::GetTempPath(), "$([guid]::NewGuid()).html")
            $all += $cluster | Export-GatewayReport -Path $report
            [IO.File]::Delete($report)
            $all
            """;

        private readonly PowerShellSession _session = new();
        private readonly Dictionary<string, List<PSObject>> _byType = new(StringComparer.Ordinal);
        private TestCluster? _cluster;

        /// <summary>The token of the connection that the objects come from.</summary>
        internal string Secret => _cluster!.Sandbox.TokenOf("admin");

        public async ValueTask InitializeAsync()
        {
            _cluster = await TestCluster.StartAsync();
            await GatewayObjects.NamespaceAsync(_cluster);
            await GatewayObjects.DeployAsync(_cluster, "ingress", sysctl: true);
            // Of a DaemonSet: the embedded cluster's own controllers take away pods whose ReplicaSet is not there.
            await GatewayObjects.PodAsync(_cluster, "ingress", "ingress-6c-a", "worker-04", sysctl: true, ready: false, changes: """
                {"metadata":{"ownerReferences":[{"apiVersion":"apps/v1","kind":"DaemonSet","name":"ingress","uid":"1","controller":true}]}}
                """);
            Run("$cluster = Connect-IstioCluster -Kubeconfig $kubeconfig", ("kubeconfig", _cluster.Kubeconfig)).ThrowIfFailed();
            RunResult result = Run(Script);
            foreach (PSObject item in result.ThrowIfFailed().Output)
            {
                Keep(item);
            }
        }

        public async ValueTask DisposeAsync()
        {
            _session.Dispose();
            if (_cluster is not null)
            {
                await _cluster.DisposeAsync();
            }
        }

        /// <summary>At least one object of a type.</summary>
        internal IReadOnlyList<PSObject> Of(string type) => _byType.TryGetValue(type, out List<PSObject>? found)
            ? found
            : throw new InvalidOperationException($"No sample of {type}: write one in {nameof(Script)}.");

        /// <summary>The object as another session gets it.</summary>
        internal PSObject Travel(PSObject live, int depth) =>
            Assert.Single(Run(Clixml, ("live", live), ("depth", depth)).ThrowIfFailed().Output);

        /// <summary>What a person sees of an object.</summary>
        internal string Shown(PSObject item) => Run("$item | Out-Host", ("item", item)).ThrowIfFailed().HostText;

        internal void Set(string name, object? value) => _session.Set(name, value);

        internal RunResult Run(string script, params (string Name, object? Value)[] variables)
        {
            foreach ((string name, object? value) in variables)
            {
                Set(name, value);
            }

            return _session.Run(script);
        }

        private void Keep(object item)
        {
            object plain = item is PSObject wrapped ? wrapped.BaseObject : item;
            if (!IsOurs(plain.GetType()))
            {
                return;
            }

            if (!_byType.TryGetValue(plain.GetType().Name, out List<PSObject>? known))
            {
                _byType.Add(plain.GetType().Name, known = []);
            }

            known.Add(PSObject.AsPSObject(item));
            foreach (PSPropertyInfo property in PSObject.AsPSObject(item).Properties)
            {
                foreach (object inner in Items(property.Value).Append(property.Value).OfType<object>().Where(value => value is not IstioCluster))
                {
                    Keep(inner);
                }
            }
        }
    }
}
