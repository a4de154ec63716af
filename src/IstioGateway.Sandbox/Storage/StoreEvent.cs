namespace IstioGateway.Sandbox.Storage;

/// <summary>One change of a collection.</summary>
/// <param name="Version">The resource version the change made.</param>
/// <param name="Before">The object before; <see langword="null"/> when it was created.</param>
/// <param name="After">The object after; when it was deleted, its last state carrying the version of the deletion.</param>
/// <param name="Deleted">Whether it was deleted.</param>
internal sealed record StoreEvent(long Version, StoredObject? Before, StoredObject After, bool Deleted);
