namespace IstioGateway.Injection;

/// <summary>What a struct is made of. Arrays, which are searched one by one: a map for each struct would take longer to fill.</summary>
/// <param name="Fields">In declared order, those of embedded structs among them.</param>
/// <param name="Embedded">The embedded structs.</param>
internal sealed record PodStructFields(PodField[] Fields, PodType[] Embedded)
{
    /// <summary>No fields.</summary>
    public static PodStructFields None { get; } = new([], []);
}
