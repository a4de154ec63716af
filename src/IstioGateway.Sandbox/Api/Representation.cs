namespace IstioGateway.Sandbox.Api;

/// <summary>The shapes in which objects can be asked for.</summary>
internal enum Shape
{
    /// <summary>As they are.</summary>
    Plain,

    /// <summary>As a Table.</summary>
    Table,

    /// <summary>Metadata alone.</summary>
    Metadata,
}

/// <summary>What an <c>Accept</c> header asks for.</summary>
/// <param name="Shape">The shape.</param>
/// <param name="Version">The version of the shape's API, such as <c>v1</c>.</param>
internal sealed record Representation(Shape Shape, string Version)
{
    private static readonly string[] Served = ["application/json"];

    /// <summary>Chooses the first clause of an <c>Accept</c> header that is served.</summary>
    /// <exception cref="ApiException">406.</exception>
    public static Representation Choose(string? accept)
    {
        if (string.IsNullOrWhiteSpace(accept))
        {
            return new Representation(Shape.Plain, "v1");
        }

        foreach (MediaType media in MediaType.ParseList(accept))
        {
            if (!media.IsJson)
            {
                continue;
            }

            switch (media["as"])
            {
                case null or "":
                    return new Representation(Shape.Plain, "v1");
                case "Table" when IsMeta(media):
                    return new Representation(Shape.Table, media["v"]!);
                case "PartialObjectMetadata" or "PartialObjectMetadataList" when IsMeta(media):
                    return new Representation(Shape.Metadata, media["v"]!);
            }
        }

        throw Refusals.NotAcceptable(Served);
    }

    private static bool IsMeta(MediaType media) => media["g"] == "meta.k8s.io" && media["v"] is "v1" or "v1beta1";
}
