namespace IstioGateway.Injection;

/// <summary>A field of a struct within the Pod type.</summary>
/// <param name="JsonName">Its name in JSON.</param>
/// <param name="GoName">Its name in Go, and so in templates.</param>
/// <param name="Type">Its type.</param>
/// <param name="MergeKey">
/// <c>patchMergeKey</c> of a list that a strategic merge patch merges; empty for a list of scalars that it joins;
/// <see langword="null"/> for a list that it replaces, and for all that is no list.
/// </param>
/// <param name="OmitEmpty">Whether <c>encoding/json</c> leaves the field out where it is empty.</param>
/// <param name="Origin">The embedded struct that the field comes from, by its Go name; <see langword="null"/> for the struct's own.</param>
internal sealed record PodField(string JsonName, string GoName, PodType Type, string? MergeKey, bool OmitEmpty, string? Origin = null);
