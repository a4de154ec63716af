namespace IstioGateway.Commands.Tests.Rbac;

/// <summary>A cmdlet at work with the rights of some groups of <c>examples/rbac.yaml</c> and <c>rbac-optional.yaml</c>.</summary>
/// <param name="Cmdlet">The cmdlet.</param>
/// <param name="Script">
/// What is run. <c>$cluster</c> is the connection of the user whose rights are limited, <c>$folder</c> a folder of the test's own.
/// </param>
/// <param name="Groups">The groups whose rights it needs; none for a cmdlet that asks no cluster.</param>
internal sealed record RbacScenario(string Cmdlet, string Script, params string[] Groups)
{
    /// <summary>What the administrator does before each run; <c>$admin</c> is the connection.</summary>
    public Func<RbacStage, Task> Before { get; init; } = _ => Task.CompletedTask;

    /// <summary>
    /// The rights of <c>rbac.yaml</c> that others cannot do without, while this one only knows less and warns; as <see cref="RbacRight"/> writes them.
    /// </summary>
    public IReadOnlyList<string> Warns { get; init; } = [];

    /// <summary>How often the script runs the cmdlet.</summary>
    public int Calls => Script.Split(Cmdlet).Length - 1;

    public override string ToString() => Cmdlet;
}
