namespace IstioGateway.Injection;

/// <summary>An enumeration of the mesh configuration.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Its values, the one of an absent field first.</param>
internal sealed record MeshEnumType(string Name, string[] Values);
