namespace GatewayPs.Host.Packaging;

/// <summary>A NuGet package as a lock file pins it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="ContentHash">SHA-512 of its content without signatures, in Base64: what NuGet compares at each restore.</param>
/// <param name="Dependencies">The ids of the packages that it needs.</param>
internal sealed record LockedPackage(string Id, string Version, string ContentHash, IReadOnlyList<string> Dependencies);
